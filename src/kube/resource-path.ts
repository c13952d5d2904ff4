import type { GroupVersionResource } from "./types.ts";

/** What a request is about: a collection, one object of it, or a subresource of that. */
export interface ResourceTarget {
  readonly gvr: GroupVersionResource;
  /** Absent for cluster-scoped resources, and for all namespaces. */
  readonly namespace?: string;
  readonly name?: string;
  /** Such as `scale`, `eviction` or `status`. */
  readonly subresource?: string;
}

/** `/apis/apps/v1/namespaces/payments/deployments/api/scale`. */
export function resourcePath({ gvr, namespace, name, subresource }: ResourceTarget): string {
  const root = gvr.group === "" ? ["api", gvr.version] : ["apis", gvr.group, gvr.version];
  const parts = [
    ...root,
    ...(namespace === undefined || namespace === "" ? [] : ["namespaces", namespace]),
    gvr.resource,
    ...(name === undefined ? [] : [name]),
    ...(subresource === undefined ? [] : [subresource]),
  ];
  // Half a surrogate pair has no encoding, and no server has a name with one.
  return parts.map((part) => `/${encodeURIComponent(part.toWellFormed())}`).join("");
}

/** What was tried, for errors: `list pods in payments`, `patch deployments/scale api in payments`. */
export function triedText(verb: string, { gvr, namespace, name, subresource }: ResourceTarget): string {
  const what = `${gvr.resource}${subresource === undefined ? "" : `/${subresource}`}`;
  const which = name === undefined ? "" : ` ${name}`;
  return `${verb} ${what}${which}${namespace === undefined || namespace === "" ? "" : ` in ${namespace}`}`;
}
