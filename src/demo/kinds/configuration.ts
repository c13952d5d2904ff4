import type { KubeObject } from "../../kube/types.ts";
import { ageColumn, defineKind, nameColumn, textColumn } from "./resource-kind.ts";

interface WithData extends KubeObject {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

// A count under a column of text: that is how the real server has it.
const entries = {
  name: "Data",
  type: "string",
  cell: ({ data, binaryData }: WithData) =>
    Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
} as const;

export const configMaps = defineKind<WithData>({
  group: "",
  version: "v1",
  resource: "configmaps",
  kind: "ConfigMap",
  namespaced: true,
  shortNames: ["cm"],
  columns: [nameColumn, entries, ageColumn],
});

export const secrets = defineKind<WithData>({
  group: "",
  version: "v1",
  resource: "secrets",
  kind: "Secret",
  namespaced: true,
  columns: [nameColumn, textColumn("Type", ({ type }) => type ?? ""), entries, ageColumn],
  fieldNames: ["type"],
  fields: ({ type }) => ({ type: type ?? "" }),
  // stringData is write-only: it is folded into data, as the API server does.
  prepare({ stringData, ...secret }) {
    const encoded = Object.entries(stringData ?? {}).map(([key, text]) => [
      key,
      Buffer.from(text).toString("base64"),
    ]);
    const data = { ...secret.data, ...Object.fromEntries(encoded) };
    return { ...secret, type: secret.type ?? "Opaque", ...(Object.keys(data).length > 0 ? { data } : {}) };
  },
});

export const serviceAccounts = defineKind({
  group: "",
  version: "v1",
  resource: "serviceaccounts",
  kind: "ServiceAccount",
  namespaced: true,
  shortNames: ["sa"],
});
