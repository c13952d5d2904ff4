import type { KubeObject, ObjectMeta } from "../../kube/types.ts";
import { sameJson } from "../json.ts";
import type { ResourceKind } from "../kinds/resource-kind.ts";
import type { UpdateOptions } from "./object-writer.ts";

/** An object with the parts of an update that this update may change: status belongs to its subresource. */
export function mergedUpdate(
  kind: ResourceKind,
  old: KubeObject,
  next: KubeObject,
  options: UpdateOptions,
): KubeObject {
  const metadata = { ...next.metadata, ...keptMetadata(old.metadata) };
  if (options.subresource === "status") return { ...old, metadata, status: next.status };
  if (options.subresource === "finalize") return { ...old, metadata, spec: next.spec };
  const own = { ...old, ...next, metadata };
  if (!hasStatus(kind) || options.keepStatus === true) return { ...dropAbsent(old, own, next), metadata };
  return { ...dropAbsent(old, own, next), metadata, status: old.status };
}

/** Counts the generation up where the spec has changed. */
export function withGeneration(kind: ResourceKind, old: KubeObject, next: KubeObject): KubeObject {
  if (!kind.generation || sameJson(old.spec, next.spec)) return next;
  return { ...next, metadata: { ...next.metadata, generation: (old.metadata.generation ?? 0) + 1 } };
}

/** Whether a kind keeps its status apart. */
export function hasStatus({ subresources }: ResourceKind): boolean {
  return subresources.some(({ name }) => name === "status");
}

/** What no update changes. */
function keptMetadata(old: ObjectMeta): Partial<ObjectMeta> {
  const {
    name,
    namespace,
    uid,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generation,
  } = old;
  return {
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
    ...(generation === undefined ? {} : { generation }),
  };
}

// An update replaces the whole object, so fields the new one lacks go; its type stays.
function dropAbsent(old: KubeObject, merged: KubeObject, next: KubeObject): KubeObject {
  const gone = Object.keys(old).filter(
    (field) => !(field in next) && field !== "apiVersion" && field !== "kind",
  );
  if (gone.length === 0) return merged;
  const kept = Object.entries(merged).filter(([field]) => !gone.includes(field));
  return { ...Object.fromEntries(kept), metadata: merged.metadata };
}
