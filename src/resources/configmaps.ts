import { ageColumn, countColumn, nameColumn } from "./columns.ts";
import { deletion, healthy } from "./health.ts";
import { defineKind } from "./kind.ts";

interface ConfigMap {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly binaryData?: Readonly<Record<string, unknown>>;
}

interface ConfigMapSummary {
  readonly entries: number;
}

/** ConfigMaps. */
export const configmaps = defineKind<ConfigMapSummary>({
  gvr: { group: "", version: "v1", resource: "configmaps" },
  kind: "ConfigMap",
  singular: "configmap",
  shortNames: ["cm"],
  namespaced: true,
  doc: "Settings that pods read as files or variables.",
  form: "object",
  fields: ["data", "binaryData"],
  columns: [
    nameColumn,
    countColumn(
      { id: "data", header: "DATA", doc: "How many entries it has.", priority: 1 },
      ({ entries }) => entries,
    ),
    ageColumn,
  ],
  abilities: [],
  summarize: (object) => {
    const { data, binaryData } = object as ConfigMap;
    return { entries: Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length };
  },
  health: (row, now) => deletion(row, now) ?? healthy,
});
