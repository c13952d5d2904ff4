import { isRecord, sameJson } from "../json.ts";
import { listMergeOf } from "./list-keys.ts";

/**
 * One field of an object as `managedFields` names it: `f:spec`, `f:containers`, `k:{"name":"app"}`, `f:image`.
 * The elements are those of structured-merge-diff's FieldsV1 form.
 */
export type FieldPath = readonly string[];

// Parts of an object that nobody owns.
const unowned = new Set([
  "f:apiVersion",
  "f:kind",
  ...["name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"].map(
    (field) => `f:metadata/f:${field}`,
  ),
  "f:metadata/f:deletionTimestamp",
  "f:metadata/f:deletionGracePeriodSeconds",
]);

/** The fields an object sets: leaves, entries of keyed lists one by one, other lists as a whole. */
export function fieldsOf(value: unknown, path: FieldPath = []): readonly FieldPath[] {
  if (path.length <= 2 && unowned.has(path.join("/"))) return [];
  if (isRecord(value)) {
    const own = Object.entries(value).filter(([, entry]) => entry !== undefined && entry !== null);
    const inner = own.flatMap(([key, entry]) => fieldsOf(entry, [...path, `f:${key}`]));
    return own.length === 0 && path.length > 0 ? [path] : inner;
  }
  if (!Array.isArray(value)) return [path];
  const key = keyOfList(path);
  if (key === undefined) return [path];
  return value.flatMap((entry: unknown) => {
    const element = [...path, elementOf(entry, key)];
    return [[...element, "."], ...fieldsOf(entry, element)];
  });
}

/** The value of a field, `undefined` where it is not set. */
export function readField(value: unknown, [element, ...rest]: FieldPath): unknown {
  if (element === undefined || element === ".") return value;
  if (element.startsWith("f:")) return isRecord(value) ? readField(value[element.slice(2)], rest) : undefined;
  return readField(entryOf(value, element), rest);
}

/** The object without a field; what the removal leaves empty stays. */
export function removeField(value: unknown, [element, ...rest]: FieldPath): unknown {
  if (element === undefined) return value;
  if (element.startsWith("f:")) {
    const key = element.slice(2);
    if (!isRecord(value) || !(key in value)) return value;
    const { [key]: inner, ...others } = value;
    return rest.length === 0 ? others : { ...others, [key]: removeField(inner, rest) };
  }
  const entry = entryOf(value, element);
  if (!Array.isArray(value) || entry === undefined) return value;
  const place = value.indexOf(entry);
  return rest[0] === "." ? value.toSpliced(place, 1) : value.with(place, removeField(entry, rest));
}

/** Fields in the nested form `managedFields[].fieldsV1` has. */
export function toFieldsV1(paths: readonly FieldPath[]): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const path of paths) {
    let at = root;
    for (const element of path) {
      const inner = at[element];
      const next = isRecord(inner) ? inner : {};
      at[element] = next;
      at = next;
    }
  }
  return root;
}

/** The reverse of `toFieldsV1`. */
export function fromFieldsV1(fields: unknown, path: FieldPath = []): readonly FieldPath[] {
  if (!isRecord(fields)) return [];
  const entries = Object.entries(fields);
  if (entries.length === 0) return path.length > 0 ? [path] : [];
  return entries.flatMap(([element, inner]) => fromFieldsV1(inner, [...path, element]));
}

/** A field as messages write it: `.spec.template.spec.containers[name="app"].image`. */
export function fieldText(path: FieldPath): string {
  return path
    .filter((element) => element !== ".")
    .map((element) => {
      if (element.startsWith("f:")) return `.${element.slice(2)}`;
      const key: unknown = JSON.parse(element.slice(2));
      const pairs = isRecord(key)
        ? Object.entries(key).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        : [];
      return `[${pairs.join(",")}]`;
    })
    .join("");
}

function keyOfList(path: FieldPath): string | undefined {
  const names = path.filter((element) => element.startsWith("f:")).map((element) => element.slice(2));
  return listMergeOf(names).key;
}

function elementOf(entry: unknown, key: string): string {
  return `k:${JSON.stringify({ [key]: isRecord(entry) ? entry[key] : null })}`;
}

function entryOf(list: unknown, element: string): unknown {
  const key: unknown = JSON.parse(element.slice(2));
  if (!Array.isArray(list) || !isRecord(key)) return undefined;
  return list.find(
    (entry) => isRecord(entry) && Object.entries(key).every(([name, value]) => sameJson(entry[name], value)),
  );
}
