import type { KubeObject, ObjectMeta } from "../../kube/types.ts";
import { isRecord, sameJson } from "../json.ts";
import { type FieldPath, fieldsOf, fromFieldsV1, readField, removeField, toFieldsV1 } from "./field-paths.ts";
import { strategicMerge } from "./strategic-merge.ts";

/** One entry of `metadata.managedFields`. */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: "FieldsV1";
  readonly fieldsV1: Readonly<Record<string, unknown>>;
  readonly subresource?: string;
}

/** Who writes, and when (as the API writes times). */
export interface FieldWriter {
  readonly manager: string;
  readonly apiVersion: string;
  readonly time: string;
  readonly subresource?: string | undefined;
}

/** A field two managers want otherwise. */
export interface FieldConflict {
  readonly manager: string;
  readonly path: FieldPath;
}

/** What an apply makes of an object, or what stands against it. */
export type ApplyResult = { readonly object: KubeObject } | { readonly conflicts: readonly FieldConflict[] };

type WithManagers = KubeObject & { readonly metadata: { readonly managedFields?: readonly ManagedFields[] } };

/**
 * Server-side apply: what the configuration says is set and owned by the manager, what it no longer says goes unless
 * somebody else owns it too. A field that another manager set to something else is a conflict unless forced.
 */
export function applyConfiguration(
  live: KubeObject,
  configuration: KubeObject,
  writer: FieldWriter,
  force: boolean,
): ApplyResult {
  const managers = managersOf(live);
  const own = managers.find((entry) => isEntryOf(entry, writer, "Apply"));
  const others = managers.filter((entry) => entry !== own);
  const wanted = fieldsOf(configuration);
  const contested = others.flatMap((entry) => {
    const theirs = keysOf(entry);
    return wanted
      .filter((path) => theirs.has(keyOf(path)) && path.at(-1) !== ".")
      .filter((path) => !sameJson(readField(live, path), readField(configuration, path)))
      .map((path) => ({ manager: entry.manager, path }));
  });
  if (contested.length > 0 && !force) return { conflicts: contested };
  const lost = new Set(contested.map(({ path }) => keyOf(path)));
  const kept = others.map((entry) => without(entry, lost));
  const dropped = droppedFields(own, wanted, kept);
  const merged = strategicMerge(live, withoutManagers(configuration));
  const object = dropped.reduce<unknown>((value, path) => removeField(value, path), merged);
  return { object: withManagers(asObject(object, live), [...kept, entryFor(writer, "Apply", wanted)]) };
}

/** Notes in `managedFields` what an ordinary write has changed. */
export function noteUpdate(old: KubeObject | undefined, next: KubeObject, writer: FieldWriter): KubeObject {
  if (old === undefined)
    return withManagers(next, [entryFor(writer, "Update", fieldsOf(withoutManagers(next)))]);
  const before = fieldsOf(withoutManagers(old));
  const after = fieldsOf(withoutManagers(next));
  const changed = after.filter((path) => !sameJson(readField(old, path), readField(next, path)));
  const present = new Set(after.map(keyOf));
  const gone = before.filter((path) => !present.has(keyOf(path)));
  const managers = managersOf(old);
  if (changed.length === 0 && gone.length === 0) return withManagers(next, managers);
  const own = managers.find((entry) => isEntryOf(entry, writer, "Update"));
  const taken = new Set([...changed, ...gone].map(keyOf));
  const others = managers.filter((entry) => entry !== own).map((entry) => without(entry, taken));
  const mine = own === undefined ? [] : fromFieldsV1(own.fieldsV1).filter((path) => !taken.has(keyOf(path)));
  return withManagers(next, [...others, entryFor(writer, "Update", [...mine, ...changed])]);
}

// What the manager owned before and no longer names, and nobody else owns.
function droppedFields(
  own: ManagedFields | undefined,
  wanted: readonly FieldPath[],
  others: readonly ManagedFields[],
): readonly FieldPath[] {
  const still = new Set([...wanted.map(keyOf), ...others.flatMap((entry) => [...keysOf(entry)])]);
  const before = own === undefined ? [] : fromFieldsV1(own.fieldsV1);
  return before.filter((path) => !still.has(keyOf(path)));
}

function managersOf(object: KubeObject): readonly ManagedFields[] {
  return (object as WithManagers).metadata.managedFields ?? [];
}

function isEntryOf(
  entry: ManagedFields,
  writer: FieldWriter,
  operation: ManagedFields["operation"],
): boolean {
  return (
    entry.manager === writer.manager &&
    entry.operation === operation &&
    entry.subresource === writer.subresource
  );
}

function entryFor(
  { manager, apiVersion, time, subresource }: FieldWriter,
  operation: ManagedFields["operation"],
  paths: readonly FieldPath[],
): ManagedFields {
  return {
    manager,
    operation,
    apiVersion,
    time,
    fieldsType: "FieldsV1",
    fieldsV1: toFieldsV1(paths),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

const keyOf = (path: FieldPath) => path.join("\0");

function keysOf({ fieldsV1 }: ManagedFields): ReadonlySet<string> {
  return new Set(fromFieldsV1(fieldsV1).map(keyOf));
}

function without(entry: ManagedFields, taken: ReadonlySet<string>): ManagedFields {
  if (taken.size === 0) return entry;
  const left = fromFieldsV1(entry.fieldsV1).filter((path) => !taken.has(keyOf(path)));
  return { ...entry, fieldsV1: toFieldsV1(left) };
}

function withManagers(object: KubeObject, managers: readonly ManagedFields[]): KubeObject {
  const managedFields = managers.filter(({ fieldsV1 }) => Object.keys(fieldsV1).length > 0);
  const bare = withoutManagers(object);
  return managedFields.length === 0
    ? bare
    : { ...bare, metadata: { ...bare.metadata, managedFields } as ObjectMeta };
}

function withoutManagers(object: KubeObject): KubeObject {
  const { managedFields: _managers, ...metadata } = (object as WithManagers).metadata;
  return { ...object, metadata };
}

function asObject(value: unknown, live: KubeObject): KubeObject {
  return isRecord(value)
    ? { ...value, metadata: { ...live.metadata, ...(isRecord(value.metadata) ? value.metadata : {}) } }
    : live;
}
