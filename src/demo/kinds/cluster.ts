import type { KubeObject } from "../../kube/types.ts";
import type { Condition, CustomResourceDefinition } from "../objects.ts";
import { conditionOf } from "../objects.ts";
import {
  ageColumn,
  defineKind,
  invalid,
  nameColumn,
  statusSubresource,
  textColumn,
} from "./resource-kind.ts";

interface Lease extends KubeObject {
  readonly spec?: { readonly holderIdentity?: string };
}

export const leases = defineKind<Lease>({
  group: "coordination.k8s.io",
  version: "v1",
  resource: "leases",
  kind: "Lease",
  namespaced: true,
  columns: [nameColumn, textColumn("Holder", ({ spec }) => spec?.holderIdentity ?? ""), ageColumn],
});

function versionsText({ spec }: CustomResourceDefinition): string {
  const served = spec.versions.filter((version) => version.served);
  return served
    .map(({ name, storage }) => (storage ? `${name}(storage)` : name))
    .sort()
    .join(",");
}

export const customResourceDefinitions = defineKind<CustomResourceDefinition>({
  group: "apiextensions.k8s.io",
  version: "v1",
  resource: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
  shortNames: ["crd", "crds"],
  categories: ["api-extensions"],
  generation: true,
  subresources: [statusSubresource("CustomResourceDefinition")],
  columns: [
    nameColumn,
    textColumn("Scope", ({ spec }) => spec.scope),
    textColumn("Versions", versionsText),
    { name: "Created At", type: "date", cell: ({ metadata }) => metadata.creationTimestamp ?? "" },
    textColumn("Group", ({ spec }) => spec.group, 1),
    textColumn("Kind", ({ spec }) => spec.names.kind, 1),
    textColumn("ShortNames", ({ spec }) => (spec.names.shortNames ?? []).join(","), 1),
    {
      name: "Established",
      type: "boolean",
      priority: 1,
      cell: ({ status }) => conditionOf(status.conditions, "Established")?.status === "True",
    },
  ],
  prepare(definition, old, { now }) {
    const { names } = definition.spec;
    const time = `${new Date(now).toISOString().slice(0, 19)}Z`;
    const accepted: readonly Condition[] = [
      {
        type: "NamesAccepted",
        status: "True",
        lastTransitionTime: time,
        reason: "NoConflicts",
        message: "no conflicts found",
      },
      {
        type: "Established",
        status: "True",
        lastTransitionTime: time,
        reason: "InitialNamesAccepted",
        message: "the initial names have been accepted",
      },
    ];
    const singular = names.singular ?? names.kind.toLowerCase();
    const full = { ...names, singular, listKind: names.listKind ?? `${names.kind}List` };
    return {
      ...definition,
      spec: { conversion: { strategy: "None" }, ...definition.spec, names: full },
      status: old?.status ?? {
        conditions: accepted,
        acceptedNames: full,
        storedVersions: definition.spec.versions.filter(({ storage }) => storage).map(({ name }) => name),
        ...definition.status,
      },
    };
  },
  validate({ metadata: { name }, spec }) {
    const expected = `${spec.names.plural}.${spec.group}`;
    return name === expected
      ? []
      : [invalid("metadata.name", name, 'must be spec.names.plural+"."+spec.group')];
  },
});

interface ApiService extends KubeObject {
  readonly spec?: { readonly service?: { readonly namespace?: string; readonly name?: string } };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export const apiServices = defineKind<ApiService>({
  group: "apiregistration.k8s.io",
  version: "v1",
  resource: "apiservices",
  kind: "APIService",
  namespaced: false,
  categories: ["api-extensions"],
  subresources: [statusSubresource("APIService")],
  columns: [
    nameColumn,
    textColumn("Service", ({ spec }) =>
      spec?.service === undefined ? "Local" : `${spec.service.namespace}/${spec.service.name}`,
    ),
    textColumn("Available", ({ status }) => {
      const available = conditionOf(status?.conditions, "Available");
      if (available === undefined) return "Unknown";
      return available.status === "True" || !available.reason
        ? available.status
        : `${available.status} (${available.reason})`;
    }),
    ageColumn,
  ],
});
