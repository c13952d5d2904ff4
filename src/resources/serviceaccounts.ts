import { ageColumn, nameColumn } from "./columns.ts";
import { deletion, healthy } from "./health.ts";
import { defineKind } from "./kind.ts";

/** ServiceAccounts. */
export const serviceaccounts = defineKind<undefined>({
  gvr: { group: "", version: "v1", resource: "serviceaccounts" },
  kind: "ServiceAccount",
  singular: "serviceaccount",
  shortNames: ["sa"],
  namespaced: true,
  doc: "The identity that pods have towards the API.",
  form: "object",
  fields: ["metadata.name"],
  columns: [nameColumn, ageColumn],
  abilities: [],
  summarize: () => undefined,
  health: (row, now) => deletion(row, now) ?? healthy,
  drill: ({ name, namespace }) => ({
    resource: "pods",
    scope: { namespace, fieldSelector: `spec.serviceAccountName=${name}` },
  }),
});
