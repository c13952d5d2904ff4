/**
 * By which field the entries of a list are told apart, for the lists people patch. The path is dotted, without
 * indexes, and counted from the innermost names (`containers`, `containers.ports`): pod templates nest in many kinds.
 * From the `patchMergeKey` and `listMapKey` marks in k8s.io/api.
 */
const keys: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  ephemeralContainers: "name",
  env: "name",
  volumes: "name",
  volumeMounts: "mountPath",
  volumeDevices: "devicePath",
  imagePullSecrets: "name",
  hostAliases: "ip",
  ownerReferences: "uid",
  conditions: "type",
  podIPs: "ip",
  secrets: "name",
  topologySpreadConstraints: "topologyKey",
  "containers.ports": "containerPort",
  "initContainers.ports": "containerPort",
  "spec.ports": "port",
};

/** Lists of plain values that merge as sets. */
const sets = new Set(["finalizers"]);

/** How the list at a path merges: entries by a key, as a set, or only as a whole. */
export function listMergeOf(path: readonly string[]): { readonly key?: string; readonly set: boolean } {
  const name = path.at(-1) ?? "";
  const key = keys[path.slice(-2).join(".")] ?? keys[name];
  return { ...(key === undefined ? {} : { key }), set: sets.has(name) };
}
