import type { KubeObject } from "../../kube/types.ts";
import type { DaemonSet, Deployment, PodTemplate, ReplicaSet, StatefulSet } from "../objects.ts";
import { controllerOf } from "../objects.ts";
import { podSpecFaults, withTemplateDefaults } from "./pod-template.ts";
import {
  ageColumn,
  type Cause,
  containerColumns,
  defineKind,
  invalid,
  labelsText,
  nameColumn,
  numberColumn,
  required,
  selectorColumn,
  statusSubresource,
  textColumn,
  withDefaults,
} from "./resource-kind.ts";

interface TemplateOwner extends KubeObject {
  readonly spec: {
    readonly template: PodTemplate;
    readonly selector: ReplicaSet["spec"]["selector"];
    readonly replicas?: number;
  };
}

const containersOf = ({ spec }: TemplateOwner) => spec.template.spec.containers;
const selectorOf = ({ spec }: TemplateOwner) => spec.selector;
const replicaPaths = { spec: ".spec.replicas", status: ".status.replicas", selector: ".spec.selector" };
const apps = {
  group: "apps",
  version: "v1",
  namespaced: true,
  categories: ["all"],
  generation: true,
} as const;

/** The rules all workloads share: a selector that fits the template and never changes, and a sound pod spec. */
function workloadFaults(object: TemplateOwner, old: TemplateOwner | undefined): readonly Cause[] {
  const { spec } = object;
  const faults = [...podSpecFaults(spec.template?.spec, "spec.template.spec")];
  if (spec.selector === undefined) faults.push(required("spec.selector"));
  const labels = spec.template?.metadata?.labels ?? {};
  const misses = Object.entries(spec.selector?.matchLabels ?? {}).some(
    ([key, value]) => labels[key] !== value,
  );
  if (misses)
    faults.push(
      invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`"),
    );
  if (typeof spec.replicas === "number" && spec.replicas < 0)
    faults.push(invalid("spec.replicas", spec.replicas, "must be greater than or equal to 0"));
  if (old !== undefined && JSON.stringify(old.spec.selector) !== JSON.stringify(spec.selector))
    faults.push(invalid("spec.selector", spec.selector, "field is immutable"));
  return faults;
}

export const deployments = defineKind<Deployment>({
  ...apps,
  resource: "deployments",
  kind: "Deployment",
  shortNames: ["deploy"],
  scale: replicaPaths,
  subresources: [statusSubresource("Deployment")],
  columns: [
    nameColumn,
    textColumn("Ready", ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas}`),
    { name: "Up-to-date", type: "string", cell: ({ status }) => status.updatedReplicas ?? 0 },
    { name: "Available", type: "string", cell: ({ status }) => status.availableReplicas ?? 0 },
    ageColumn,
    ...containerColumns<Deployment>(containersOf),
    selectorColumn<Deployment>(selectorOf),
  ],
  prepare: (deployment) => ({
    ...deployment,
    spec: {
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      ...deployment.spec,
      replicas: deployment.spec.replicas ?? 1,
      strategy: withDefaults<Deployment["spec"]["strategy"]>(
        deployment.spec.strategy?.type === "Recreate"
          ? {}
          : { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
        deployment.spec.strategy,
      ),
      template: withTemplateDefaults(deployment.spec.template),
    },
    status: deployment.status ?? {},
  }),
  validate: workloadFaults,
});

export const replicaSets = defineKind<ReplicaSet>({
  ...apps,
  resource: "replicasets",
  kind: "ReplicaSet",
  shortNames: ["rs"],
  scale: replicaPaths,
  subresources: [statusSubresource("ReplicaSet")],
  columns: [
    nameColumn,
    numberColumn("Desired", ({ spec }) => spec.replicas),
    numberColumn("Current", ({ status }) => status.replicas),
    numberColumn("Ready", ({ status }) => status.readyReplicas ?? 0),
    ageColumn,
    ...containerColumns<ReplicaSet>(containersOf),
    selectorColumn<ReplicaSet>(selectorOf),
  ],
  fieldNames: ["status.replicas"],
  fields: ({ status }) => ({ "status.replicas": String(status.replicas) }),
  prepare: (replicaSet) => ({
    ...replicaSet,
    spec: {
      ...replicaSet.spec,
      replicas: replicaSet.spec.replicas ?? 1,
      template: withTemplateDefaults(replicaSet.spec.template),
    },
    status: { ...replicaSet.status, replicas: replicaSet.status?.replicas ?? 0 },
  }),
  validate: workloadFaults,
});

export const statefulSets = defineKind<StatefulSet>({
  ...apps,
  resource: "statefulsets",
  kind: "StatefulSet",
  shortNames: ["sts"],
  scale: replicaPaths,
  subresources: [statusSubresource("StatefulSet")],
  columns: [
    nameColumn,
    textColumn("Ready", ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas}`),
    ageColumn,
    ...containerColumns<StatefulSet>(containersOf),
  ],
  prepare: (set) => ({
    ...set,
    spec: {
      podManagementPolicy: "OrderedReady",
      revisionHistoryLimit: 10,
      ...set.spec,
      replicas: set.spec.replicas ?? 1,
      updateStrategy: withDefaults<StatefulSet["spec"]["updateStrategy"]>(
        { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
        set.spec.updateStrategy,
      ),
      template: withTemplateDefaults(set.spec.template),
    },
    status: { ...set.status, replicas: set.status?.replicas ?? 0 },
  }),
  validate: workloadFaults,
});

export const daemonSets = defineKind<DaemonSet>({
  ...apps,
  resource: "daemonsets",
  kind: "DaemonSet",
  shortNames: ["ds"],
  subresources: [statusSubresource("DaemonSet")],
  columns: [
    nameColumn,
    numberColumn("Desired", ({ status }) => status.desiredNumberScheduled),
    numberColumn("Current", ({ status }) => status.currentNumberScheduled),
    numberColumn("Ready", ({ status }) => status.numberReady),
    numberColumn("Up-to-date", ({ status }) => status.updatedNumberScheduled ?? 0),
    numberColumn("Available", ({ status }) => status.numberAvailable ?? 0),
    textColumn("Node Selector", ({ spec }) => labelsText(spec.template.spec.nodeSelector)),
    ageColumn,
    ...containerColumns<DaemonSet>(containersOf),
    selectorColumn<DaemonSet>(selectorOf),
  ],
  prepare: (set) => ({
    ...set,
    spec: {
      revisionHistoryLimit: 10,
      ...set.spec,
      updateStrategy: withDefaults<DaemonSet["spec"]["updateStrategy"]>(
        set.spec.updateStrategy?.type === "OnDelete"
          ? {}
          : { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
        set.spec.updateStrategy,
      ),
      template: withTemplateDefaults(set.spec.template),
    },
    status: withDefaults<DaemonSet["status"]>(
      { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
      set.status,
    ),
  }),
  validate: workloadFaults,
});

interface ControllerRevision extends KubeObject {
  readonly revision: number;
}

export const controllerRevisions = defineKind<ControllerRevision>({
  group: "apps",
  version: "v1",
  resource: "controllerrevisions",
  kind: "ControllerRevision",
  namespaced: true,
  columns: [
    nameColumn,
    textColumn("Controller", (revision) => {
      const owner = controllerOf(revision);
      return owner === undefined ? "<none>" : `${owner.kind.toLowerCase()}.apps/${owner.name}`;
    }),
    { name: "Revision", type: "string", cell: ({ revision }) => revision },
    ageColumn,
  ],
});
