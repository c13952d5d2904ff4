import type { KubeObject } from "../../kube/types.ts";
import { ageColumn, defineKind, nameColumn, textColumn } from "./resource-kind.ts";

interface WithData extends KubeObject {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

const entries = ({ data, binaryData }: WithData) =>
  String(Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length);

export const configMaps = defineKind<WithData>({
  group: "",
  version: "v1",
  resource: "configmaps",
  kind: "ConfigMap",
  namespaced: true,
  shortNames: ["cm"],
  columns: [nameColumn, textColumn("Data", entries), ageColumn],
});

export const secrets = defineKind<WithData>({
  group: "",
  version: "v1",
  resource: "secrets",
  kind: "Secret",
  namespaced: true,
  columns: [nameColumn, textColumn("Type", ({ type }) => type ?? ""), textColumn("Data", entries), ageColumn],
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
