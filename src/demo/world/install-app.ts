import type { KubeObject } from "../../kube/types.ts";
import type {
  DaemonSet,
  Deployment,
  Labels,
  PersistentVolumeClaim,
  Pod,
  PodTemplate,
  ReplicaSet,
  StatefulSet,
} from "../objects.ts";
import { templateHash } from "../random.ts";
import { behaviourOf } from "../simulation/behaviour.ts";
import { orderedPod, ownerReference, runningStatus } from "../simulation/pod-factory.ts";
import { claimsOf, controllerRevision, statefulPodLabels, withClaims } from "../simulation/revisions.ts";
import { boundClaim, volumeFor } from "../simulation/volumes.ts";
import { accessoriesOf, configMapOf } from "./accessories.ts";
import { type App, labelsOf, selectorOf, templateOf } from "./app.ts";
import { debugged } from "./debugged.ts";
import type { Seeder } from "./seeder.ts";

const hour = 3600 * 1000;
const day = 24 * hour;

/**
 * Puts an application in place as it is long after its last release: workload, history, pods, service and the rest.
 * Statuses, endpoints, and the pods of a broken release are left for the controllers to make.
 */
export function installApp(seeder: Seeder, app: App): void {
  const age = app.ageDays * day;
  if (app.configMap === true) seeder.add(configMapOf(app), age);
  workloads[app.kind](seeder, app);
  for (const object of accessoriesOf(app)) seeder.add(object, age);
}

const workloads: Readonly<Record<App["kind"], (seeder: Seeder, app: App) => void>> = {
  Deployment: installDeployment,
  StatefulSet: installStatefulSet,
  DaemonSet: installDaemonSet,
};

function meta(app: App) {
  return { name: app.name, namespace: app.namespace, labels: labelsOf(app) };
}

function installDeployment(seeder: Seeder, app: App): void {
  const { previousImage, replicas } = app;
  const released = app.releasedHoursAgo * hour;
  const stuck = replicas > 0 && isBroken(app);
  const revisions = previousImage === undefined ? 1 : seeder.random.between(2, 23);
  const deployment = seeder.add(
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: {
        ...meta(app),
        generation: revisions + 3,
        annotations: { "deployment.kubernetes.io/revision": String(revisions) },
      },
      spec: { replicas, selector: { matchLabels: selectorOf(app) }, template: templateOf(app) },
      status: {},
    },
    app.ageDays * day,
  ) as Deployment;
  // A broken release is caught by the rolling update: the old ReplicaSet still carries most of the load.
  const surge = stuck && previousImage !== undefined ? Math.ceil(replicas / 4) : replicas;
  const kept = stuck && previousImage !== undefined ? replicas - Math.floor(replicas / 4) : 0;
  if (previousImage !== undefined)
    installReplicaSet(seeder, app, deployment, {
      image: previousImage,
      revision: revisions - 1,
      replicas: kept,
      age: released + 9 * day,
      works: true,
    });
  const present = { image: app.image, revision: revisions, replicas: surge, age: released, works: !stuck };
  installReplicaSet(seeder, app, deployment, present);
}

interface Release {
  readonly image: string;
  readonly revision: number;
  readonly replicas: number;
  readonly age: number;
  readonly works: boolean;
}

function installReplicaSet(seeder: Seeder, app: App, deployment: Deployment, release: Release): void {
  const template = release.image === app.image ? deployment.spec.template : templateOf(app, release.image);
  const hash = templateHash(template);
  const labels = { ...template.metadata?.labels, "pod-template-hash": hash };
  const replicaSet = seeder.add(
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: `${app.name}-${hash}`,
        namespace: app.namespace,
        labels,
        annotations: {
          "deployment.kubernetes.io/desired-replicas": String(app.replicas),
          "deployment.kubernetes.io/max-replicas": String(app.replicas + Math.ceil(app.replicas / 4)),
          "deployment.kubernetes.io/revision": String(release.revision),
        },
        ownerReferences: [ownerReference(deployment)],
      },
      spec: {
        replicas: release.replicas,
        selector: { matchLabels: { ...selectorOf(app), "pod-template-hash": hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
      status: { replicas: 0 },
    },
    release.age,
  ) as ReplicaSet;
  if (!release.works) return;
  for (let made = 0; made < release.replicas; made += 1)
    addPod(seeder, replicaSet, replicaSet.spec.template, {
      name: `${replicaSet.metadata.name}-${seeder.random.nameSuffix()}`,
      debugged: app.debugged === true && made === 0,
      age: release.age * (0.2 + 0.8 * seeder.random.next()),
    });
}

function installStatefulSet(seeder: Seeder, app: App): void {
  const age = app.ageDays * day;
  const set = seeder.add(
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: meta(app),
      spec: {
        replicas: app.replicas,
        serviceName: app.name,
        selector: { matchLabels: selectorOf(app) },
        template: templateOf(app),
        ...(app.volume === undefined ? {} : { volumeClaimTemplates: [claimTemplate(app.volume.size)] }),
      },
      status: { replicas: 0 },
    },
    age,
  ) as StatefulSet;
  const revision = addRevision(seeder, set, age);
  for (let ordinal = 0; ordinal < app.replicas; ordinal += 1) {
    const name = `${app.name}-${ordinal}`;
    installVolumes(seeder, set, name, age - ordinal * 60_000);
    addPod(seeder, set, withClaims(set, name), {
      name,
      age: app.releasedHoursAgo * hour - ordinal * 45_000,
      labels: statefulPodLabels(name, ordinal, revision),
    });
  }
}

function installDaemonSet(seeder: Seeder, app: App): void {
  const age = app.ageDays * day;
  const set = seeder.add(
    {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { ...meta(app), annotations: { "deprecated.daemonset.template.generation": "1" } },
      spec: { selector: { matchLabels: selectorOf(app) }, template: templateOf(app) },
    },
    age,
  ) as DaemonSet;
  const revision = addRevision(seeder, set, age);
  for (const { metadata } of seeder.nodes)
    addPod(seeder, set, set.spec.template, {
      name: `${app.name}-${seeder.random.nameSuffix()}`,
      age: Math.min(app.releasedHoursAgo * hour, seeder.now - Date.parse(metadata.creationTimestamp ?? "")),
      labels: { "controller-revision-hash": revision, "pod-template-generation": "1" },
      nodeName: metadata.name ?? "",
    });
}

// The record of a template that stateful and daemon sets keep instead of ReplicaSets.
function addRevision(seeder: Seeder, set: StatefulSet | DaemonSet, age: number): string {
  const { name = "", namespace = "", labels } = set.metadata;
  const revision = controllerRevision(set, 1);
  seeder.add(
    {
      ...revision,
      metadata: { ...revision.metadata, namespace, ...(labels === undefined ? {} : { labels }) },
    },
    age,
  );
  return set.kind === "StatefulSet"
    ? (revision.metadata.name ?? "")
    : (revision.metadata.name ?? "").slice(name.length + 1);
}

function installVolumes(seeder: Seeder, set: StatefulSet, podName: string, age: number): void {
  for (const object of claimsOf(set, podName)) {
    const claim = {
      ...object,
      metadata: { ...object.metadata, uid: seeder.random.uuid() },
    } as PersistentVolumeClaim;
    seeder.add(boundClaim(claim), age);
    seeder.add(volumeFor(claim), age - 2000);
  }
}

interface PodSeed {
  readonly name: string;
  readonly age: number;
  readonly labels?: Labels;
  readonly nodeName?: string;
  readonly debugged?: boolean;
}

function addPod(seeder: Seeder, owner: KubeObject, template: PodTemplate, seed: PodSeed): Pod {
  const { namespace = "" } = owner.metadata;
  const bare = orderedPod({
    name: seed.name,
    namespace,
    owner: ownerReference(owner),
    template,
    ...(seed.labels === undefined ? {} : { labels: seed.labels }),
  });
  const uid = seeder.random.uuid();
  const pod = { ...bare, metadata: { ...bare.metadata, uid } };
  const node =
    seed.nodeName === undefined
      ? placed(seeder, pod)
      : seeder.nodes.find(({ metadata }) => metadata.name === seed.nodeName);
  if (node === undefined) return seeder.add(pod, Math.min(seed.age, 40 * 60_000)) as Pod;
  const hostIP = node.status.addresses?.[0]?.address ?? "";
  const bound = { ...pod, spec: { ...pod.spec, nodeName: node.metadata.name ?? "" } };
  const status = runningStatus(bound, {
    hostIP,
    podIP: template.spec.hostNetwork === true ? hostIP : seeder.podAddress(node),
    startedAt: seeder.now - seed.age,
    containerId: () => `containerd://${seeder.random.hex(64)}`,
  });
  const complete = { ...bound, status };
  return seeder.add(seed.debugged === true ? debugged(complete, seeder.now) : complete, seed.age) as Pod;
}

function placed(seeder: Seeder, pod: Pod) {
  const verdict = seeder.place(pod);
  return "node" in verdict ? verdict.node : undefined;
}

function claimTemplate(size: string) {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "fast-ssd",
      resources: { requests: { storage: size } },
      volumeMode: "Filesystem",
    },
  };
}

function isBroken(app: App): boolean {
  return templateOf(app).spec.containers.some((container) => {
    const { pullFailure, ends, readyAfter } = behaviourOf(container);
    return pullFailure !== undefined || ends !== undefined || readyAfter === Number.POSITIVE_INFINITY;
  });
}
