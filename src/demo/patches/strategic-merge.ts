import { isRecord } from "../json.ts";
import { listMergeOf } from "./list-keys.ts";

/**
 * Kubernetes' strategic merge patch: as a merge patch, but lists with a merge key merge entry by entry. Knows the
 * directives `$patch: delete|replace`, `$deleteFromPrimitiveList/x`, `$retainKeys`, and passes over
 * `$setElementOrder/x`, since no order matters here.
 */
export function strategicMerge(target: unknown, patch: unknown, path: readonly string[] = []): unknown {
  if (!isRecord(patch)) return patch;
  if (patch.$patch === "replace") return withoutDirectives(patch);
  const retained = Array.isArray(patch.$retainKeys) ? patch.$retainKeys : undefined;
  const start = isRecord(target) ? target : {};
  const result: Record<string, unknown> =
    retained === undefined
      ? { ...start }
      : Object.fromEntries(Object.entries(start).filter(([key]) => retained.includes(key)));
  for (const [key, value] of Object.entries(patch)) {
    const removed = /^\$deleteFromPrimitiveList\/(.+)$/.exec(key)?.[1];
    if (removed !== undefined) result[removed] = without(result[removed], value);
    if (key.startsWith("$")) continue;
    if (value === null) delete result[key];
    else result[key] = mergeField(result[key], value, [...path, key]);
  }
  return result;
}

function mergeField(current: unknown, value: unknown, path: readonly string[]): unknown {
  if (!Array.isArray(value)) return strategicMerge(current, value, path);
  const { key, set } = listMergeOf(path);
  const list: readonly unknown[] = Array.isArray(current) ? current : [];
  if (set) return [...new Set([...list, ...value])];
  return key === undefined ? value : mergeList(list, value, key, path);
}

function mergeList(
  list: readonly unknown[],
  patch: readonly unknown[],
  key: string,
  path: readonly string[],
): readonly unknown[] {
  if (patch.some((entry) => isRecord(entry) && entry.$patch === "replace"))
    return patch.filter((entry) => !(isRecord(entry) && "$patch" in entry));
  let result = [...list];
  for (const entry of patch) {
    const index = result.findIndex((old) => isRecord(old) && isRecord(entry) && old[key] === entry[key]);
    const deletes = isRecord(entry) && entry.$patch === "delete";
    if (deletes) result = index < 0 ? result : result.toSpliced(index, 1);
    else if (index < 0) result.push(strategicMerge(undefined, entry, path));
    else result[index] = strategicMerge(result[index], entry, path);
  }
  return result;
}

function without(list: unknown, removed: unknown): unknown {
  return Array.isArray(list) && Array.isArray(removed)
    ? list.filter((entry) => !removed.includes(entry))
    : list;
}

function withoutDirectives(patch: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !key.startsWith("$")));
}
