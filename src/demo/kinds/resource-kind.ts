import type { KubeObject } from "../../kube/types.ts";
import { formatAge } from "../../lib/age.ts";
import { formatLabelSelector, type LabelSelectorObject, labelSelectorOf } from "../../lib/label-selector.ts";
import type { Container } from "../objects.ts";

/** A column of the server's Table form and what stands in its cells. */
export interface Column<T> {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  readonly format?: string | undefined;
  readonly description?: string | undefined;
  /** 0, the default, is shown always; above 0 only in the wide form. */
  readonly priority?: number | undefined;
  /** @param now milliseconds, for ages. */
  readonly cell: (object: T, now: number) => string | number | boolean | null;
}

export interface Subresource {
  readonly name: string;
  readonly kind: string;
  /** Where the subresource's kind is from another group than its parent, such as `autoscaling/v1` Scale. */
  readonly groupVersion?: { readonly group: string; readonly version: string };
  readonly verbs: readonly string[];
}

/** Where a resource keeps its replicas, as dotted paths; `selector` may lead to an object or to text. */
export interface ScalePaths {
  readonly spec: string;
  readonly status: string;
  readonly selector?: string;
}

/** One fault found in a written object, as `details.causes` of a 422 carries it. */
export interface Cause {
  readonly reason:
    | "FieldValueDuplicate"
    | "FieldValueInvalid"
    | "FieldValueRequired"
    | "FieldValueNotSupported"
    | "FieldValueForbidden"
    | "FieldValueTypeInvalid";
  readonly field: string;
  readonly message: string;
}

/** What a kind may use to complete an object that is written. */
export interface WriteContext {
  readonly now: number;
  /** An address or port nobody else has, in the range named. */
  allocate(range: "clusterIP" | "nodePort"): string;
}

/** Everything the demo API server knows of one resource in one version: the one place for each kind. */
export interface ResourceKind {
  readonly group: string;
  readonly version: string;
  /** The plural API name, `pods`. */
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly Subresource[];
  readonly scale?: ScalePaths | undefined;
  readonly columns: readonly Column<KubeObject>[];
  /** The collection objects are kept in, `deployments.apps`; two versions of one resource share it. */
  readonly storedAs: string;
  /** Custom resources carry kind and apiVersion in every list item, built-in ones do not. */
  readonly custom: boolean;
  /** `metadata.generation` counts the changes of the spec. */
  readonly generation: boolean;
  /** Fields that field selectors may name, beside metadata.name and metadata.namespace. */
  readonly fields: (object: KubeObject) => Readonly<Record<string, string>>;
  readonly fieldNames: readonly string[];
  /** Completes an object on its way into the store (defaults; the status a new one starts with). */
  readonly prepare: (object: KubeObject, old: KubeObject | undefined, context: WriteContext) => KubeObject;
  /** Faults of a completed object; any of them refuses the write with 422. */
  readonly validate: (object: KubeObject, old: KubeObject | undefined) => readonly Cause[];
  /** Between the stored form and this version's. Both absent where they are the same. */
  readonly fromStored?: ((object: KubeObject) => KubeObject) | undefined;
  readonly toStored?: ((object: KubeObject) => KubeObject) | undefined;
}

/** What a file in kinds/ writes down; everything with a sensible default may be left out. */
export interface KindSpec<T extends KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly verbs?: readonly string[];
  /** Beside `scale`, which `scale` brings. */
  readonly subresources?: readonly Subresource[];
  readonly scale?: ScalePaths | undefined;
  readonly columns?: readonly Column<T>[];
  readonly storedAs?: string;
  readonly custom?: boolean;
  readonly generation?: boolean;
  readonly fields?: (object: T) => Readonly<Record<string, string>>;
  readonly fieldNames?: readonly string[];
  readonly prepare?: (object: T, old: T | undefined, context: WriteContext) => KubeObject;
  readonly validate?: (object: T, old: T | undefined) => readonly Cause[];
  readonly fromStored?: (object: KubeObject) => KubeObject;
  readonly toStored?: (object: KubeObject) => KubeObject;
}

const allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"] as const;

/** The `status` subresource most kinds have. */
export const statusSubresource = (kind: string): Subresource => ({
  name: "status",
  kind,
  verbs: ["get", "patch", "update"],
});

const scaleSubresource: Subresource = {
  name: "scale",
  kind: "Scale",
  groupVersion: { group: "autoscaling", version: "v1" },
  verbs: ["get", "patch", "update"],
};

export const nameColumn: Column<KubeObject> = {
  name: "Name",
  type: "string",
  format: "name",
  description: "Name must be unique within a namespace.",
  cell: (object) => object.metadata.name ?? "",
};

export const ageColumn: Column<KubeObject> = {
  name: "Age",
  type: "string",
  description: "CreationTimestamp is the server time when this object was created.",
  cell: (object, now) => ageOf(object.metadata.creationTimestamp, now),
};

/** A part of an object with what was left out filled in. Written objects may lack anything, whatever their type says. */
export function withDefaults<T extends object>(defaults: Partial<T>, given: Partial<T> | undefined): T {
  return { ...defaults, ...given } as T;
}

/** A column of text; `priority` 1 makes it wide-only. */
export function textColumn<T>(
  name: string,
  cell: (object: T, now: number) => string | null,
  priority = 0,
): Column<T> {
  return { name, type: "string", priority, cell };
}

/** A column of whole numbers. */
export function numberColumn<T>(name: string, cell: (object: T) => number): Column<T> {
  return { name, type: "integer", cell };
}

/** Completes a kind's record. The objects it is called with are of its kind, which is what the casts rest on. */
export function defineKind<T extends KubeObject>(spec: KindSpec<T>): ResourceKind {
  const { prepare, validate, fields } = spec;
  const columns: readonly Column<T>[] = spec.columns ?? [nameColumn, ageColumn];
  return {
    group: spec.group,
    version: spec.version,
    resource: spec.resource,
    kind: spec.kind,
    namespaced: spec.namespaced,
    singular: spec.singular ?? spec.kind.toLowerCase(),
    shortNames: spec.shortNames ?? [],
    categories: spec.categories ?? [],
    verbs: spec.verbs ?? allVerbs,
    subresources: [...(spec.subresources ?? []), ...(spec.scale === undefined ? [] : [scaleSubresource])],
    scale: spec.scale,
    columns: columns.map((column) => ({ ...column, cell: (object, now) => column.cell(object as T, now) })),
    storedAs: spec.storedAs ?? collectionName(spec.group, spec.resource),
    custom: spec.custom ?? false,
    generation: spec.generation ?? false,
    fields: (object) => fields?.(object as T) ?? {},
    fieldNames: spec.fieldNames ?? [],
    prepare: (object, old, context) => prepare?.(object as T, old as T | undefined, context) ?? object,
    validate: (object, old) => validate?.(object as T, old as T | undefined) ?? [],
    fromStored: spec.fromStored,
    toStored: spec.toStored,
  };
}

/** `pods` for the core group, `deployments.apps` for the others: how messages and collections name a resource. */
export function collectionName(group: string, resource: string): string {
  return group === "" ? resource : `${resource}.${group}`;
}

/** The time since a timestamp as tables print it. */
export function ageOf(time: string | null | undefined, now: number): string {
  return time === undefined || time === null ? "<unknown>" : formatAge(now - Date.parse(time));
}

/** The CONTAINERS and IMAGES columns of everything with a pod template. */
export function containerColumns<T>(containersOf: (object: T) => readonly Container[]): readonly Column<T>[] {
  const joined = (object: T, field: "name" | "image") =>
    containersOf(object)
      .map((container) => container[field])
      .join(",");
  return [
    {
      name: "Containers",
      type: "string",
      priority: 1,
      description: "Names of each container in the template.",
      cell: (object) => joined(object, "name"),
    },
    {
      name: "Images",
      type: "string",
      priority: 1,
      description: "Images referenced by each container in the template.",
      cell: (object) => joined(object, "image"),
    },
  ];
}

/** The SELECTOR column. */
export function selectorColumn<T>(selectorOf: (object: T) => LabelSelectorObject | undefined): Column<T> {
  return {
    name: "Selector",
    type: "string",
    priority: 1,
    description: "Label selector for pods.",
    cell: (object) => selectorText(selectorOf(object)),
  };
}

/** A selector in its text form, `<none>` when it is empty or absent. */
export function selectorText(selector: LabelSelectorObject | undefined): string {
  return selector === undefined ? "<none>" : formatLabelSelector(labelSelectorOf(selector)) || "<none>";
}

/** Labels as tables print them, `a=b,c=d`. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.length === 0 ? "<none>" : pairs.map(([key, value]) => `${key}=${value}`).join(",");
}

/** At most `limit` entries, and how many more there are. */
export function shortList(list: readonly string[], limit: number, empty: string): string {
  if (list.length === 0) return empty;
  const shown = list.slice(0, limit).join(",");
  return list.length > limit ? `${shown} + ${list.length - limit} more...` : shown;
}

/** The 422 cause of an absent field. */
export function required(field: string, message = "Required value"): Cause {
  return { reason: "FieldValueRequired", field, message };
}

/** The 422 cause of a wrong value. */
export function invalid(field: string, value: unknown, why: string): Cause {
  return { reason: "FieldValueInvalid", field, message: `Invalid value: ${JSON.stringify(value)}: ${why}` };
}
