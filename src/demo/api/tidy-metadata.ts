import type { KubeObject } from "../../kube/types.ts";

/** An object without the empty maps and lists of its metadata, which Go leaves out. */
export function withTidyMetadata(object: KubeObject): KubeObject {
  const entries = Object.entries(object.metadata);
  const kept = entries.filter(
    ([, value]) => typeof value !== "object" || value === null || Object.keys(value).length > 0,
  );
  return kept.length === entries.length ? object : { ...object, metadata: Object.fromEntries(kept) };
}
