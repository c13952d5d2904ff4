import { ageColumn, countColumn, nameColumn } from "./columns.ts";
import { deletion, healthy } from "./health.ts";
import { defineKind } from "./kind.ts";

interface Secret {
  readonly type?: string;
  /** The values are dropped on arrival; the keys are kept. */
  readonly data?: Readonly<Record<string, unknown>>;
}

interface SecretSummary {
  readonly type: string;
  readonly entries: number;
}

/** Secrets. */
export const secrets = defineKind<SecretSummary>({
  gvr: { group: "", version: "v1", resource: "secrets" },
  kind: "Secret",
  singular: "secret",
  shortNames: [],
  namespaced: true,
  doc: "Passwords, keys and certificates that pods read as files or variables.",
  form: "object",
  secretFields: ["data", "stringData"],
  base64Fields: ["data"],
  fields: ["type", "data"],
  columns: [
    nameColumn,
    {
      id: "type",
      header: "TYPE",
      doc: "What sort of secret it is, which says what entries it has.",
      value: ({ summary }) => summary.type,
      minWidth: 16,
      priority: 2,
    },
    countColumn(
      { id: "data", header: "DATA", doc: "How many entries it has.", priority: 1 },
      ({ entries }) => entries,
    ),
    ageColumn,
  ],
  abilities: [],
  summarize: (object) => {
    const { type = "", data } = object as Secret;
    return { type, entries: Object.keys(data ?? {}).length };
  },
  health: (row, now) => deletion(row, now) ?? healthy,
});
