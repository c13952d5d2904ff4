// What crosses the boundary between one cluster's wire and everything above it.
// Nothing above `src/kube` knows whether an object came as JSON or as protobuf.

/** A group, version and resource (the plural API name), the key of everything. The core group is `""`. */
export interface GroupVersionResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** `pods.v1` for the core group, `deployments.v1.apps` for the others. */
export function gvrText({ group, version, resource }: GroupVersionResource): string {
  return group === "" ? `${resource}.${version}` : `${resource}.${version}.${group}`;
}

/** `v1` or `apps/v1`, as objects write it. */
export function apiVersionText({ group, version }: { group: string; version: string }): string {
  return group === "" ? version : `${group}/${version}`;
}

export interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
}

/** A plain object in the shape of the Kubernetes JSON API. Treat it as frozen. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/**
 * The few fields of an object that the cache reads on arrival, whatever the encoding.
 * `uid` is the identity: the same name with another uid is another object.
 */
export interface Identity {
  readonly uid: string;
  readonly name: string;
  /** `""` for cluster-scoped objects. */
  readonly namespace: string;
  readonly resourceVersion: string;
}

/**
 * One object as it is kept: the bytes that came by the wire less `metadata.managedFields` and the
 * last-applied annotation, outside the V8 heap. For Secrets the values of `data` and `stringData` are dropped too.
 * - `protobuf`: the object's message (without magic and envelope), read by the schema of `type`;
 * - `json`: the object's JSON text in UTF-8;
 * - `table`: the JSON text of one server-side Table row, `{cells: [...], object: PartialObjectMetadata}`.
 */
export interface EncodedObject {
  readonly encoding: "protobuf" | "json" | "table";
  readonly type: TypeMeta;
  readonly bytes: Uint8Array;
}

export interface WireObject {
  readonly identity: Identity;
  readonly encoded: EncodedObject;
}

/** A column of the server's Table form. Priority 0 is shown by default, above 0 in the wide form. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** One piece of a LIST answer: objects as they arrive, then once the list's own metadata. */
export interface ListChunk {
  readonly objects: readonly WireObject[];
  /** With the first rows of an answer in Table form. */
  readonly columns?: readonly TableColumn[];
  /**
   * The token of the page after this one, with the first objects: servers say it before them. Whoever asks for that
   * page at once has it under way while this one is read. `page` says it again.
   */
  readonly next?: string;
  /** With the last chunk of a page. */
  readonly page?: {
    readonly resourceVersion: string;
    /** `""` on the last page. */
    readonly continue: string;
    readonly remainingItemCount?: number;
  };
}

/** An API `Status`, as errors carry it. */
export interface Status {
  readonly status?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly metadata?: { readonly continue?: string; readonly resourceVersion?: string };
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly {
      readonly reason?: string;
      readonly message?: string;
      readonly field?: string;
    }[];
  };
}

export type WatchEvent =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: WireObject }
  /** `initialEventsEnd` closes the first part of a WatchList. */
  | { readonly type: "BOOKMARK"; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  | { readonly type: "ERROR"; readonly status: Status }
  /** Our own: the columns of a Table watch, sent before its first row and whenever they change. */
  | { readonly type: "COLUMNS"; readonly columns: readonly TableColumn[] };

/** A watch event as the cache sees it: ERROR events have become thrown `ApiError`s. */
export type ObjectEvent = Exclude<WatchEvent, { readonly type: "ERROR" }>;

/** How objects are asked for. `table` gives server-side columns with metadata only. */
export type ObjectForm = "object" | "table" | "metadata";

/** Which objects of a resource: one namespace or all (`undefined`), and selectors in their text form. */
export interface Scope {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ListQuery extends Scope {
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "NotOlderThan" | "Exact";
}

export interface WatchQuery extends Scope {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "NotOlderThan";
  readonly sendInitialEvents?: boolean;
  readonly timeoutSeconds?: number;
}

/** The fields a summary reads; opaque outside the codec. Made by `ListWatch.fields`. */
export interface FieldMask {
  readonly paths: readonly string[];
}

/**
 * Everything the cache asks of the wire, for one resource of one cluster.
 * `list` and `watch` throw `ApiError`; a watch that ends cleanly just ends. Both end at once, with the
 * signal's reason thrown, when the signal aborts. Batches are as large as the chunks that came in.
 * A watch yields an empty batch as soon as the server has accepted it, and throws the `ApiError` of an ERROR event.
 */
export interface ListWatch {
  list(query: ListQuery, signal: AbortSignal): AsyncIterable<ListChunk>;
  watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<readonly ObjectEvent[]>;
  /** A plain object; with a mask at least the masked fields of it (JSON gives all). */
  decode(encoded: EncodedObject, mask?: FieldMask): KubeObject;
  /** Dotted JSON paths without indexes, such as `status.containerStatuses.ready`, made ready for `decode`. */
  fields(paths: readonly string[]): FieldMask;
  /** Whether two encodings of one object differ in more than `metadata.resourceVersion`. */
  sameContent(a: EncodedObject, b: EncodedObject): boolean;
}

/** A resource as discovery describes it. */
export interface ApiResource {
  readonly gvr: GroupVersionResource;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
  /** Whether this is the version the server prefers for the resource. */
  readonly preferred: boolean;
  /** The group is served by an aggregated API that did not answer; what is known of it is old. */
  readonly stale: boolean;
}
