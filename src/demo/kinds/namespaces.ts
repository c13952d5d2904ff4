import type { Namespace } from "../objects.ts";
import { dnsLabel, dnsLabelRule } from "./pod-template.ts";
import { ageColumn, defineKind, invalid, nameColumn, textColumn } from "./resource-kind.ts";

export const namespaces = defineKind<Namespace>({
  group: "",
  version: "v1",
  resource: "namespaces",
  kind: "Namespace",
  namespaced: false,
  shortNames: ["ns"],
  verbs: ["create", "delete", "get", "list", "patch", "update", "watch"],
  subresources: [
    { name: "status", kind: "Namespace", verbs: ["get", "patch", "update"] },
    { name: "finalize", kind: "Namespace", verbs: ["update"] },
  ],
  columns: [nameColumn, textColumn("Status", ({ status }) => status.phase ?? ""), ageColumn],
  fieldNames: ["status.phase"],
  fields: ({ status }) => ({ "status.phase": status.phase ?? "" }),
  prepare: (namespace, old) => ({
    ...namespace,
    metadata: {
      ...namespace.metadata,
      labels: { ...namespace.metadata.labels, "kubernetes.io/metadata.name": namespace.metadata.name ?? "" },
    },
    spec: old === undefined ? { finalizers: ["kubernetes"], ...namespace.spec } : (namespace.spec ?? {}),
    status: namespace.status ?? { phase: "Active" },
  }),
  validate: ({ metadata: { name = "" } }) =>
    dnsLabel.test(name) ? [] : [invalid("metadata.name", name, dnsLabelRule)],
});
