import type { ResourceTarget } from "../resource-path.ts";
import type { KubeObject, ListQuery, ObjectForm, TableColumn } from "../types.ts";

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whole numbers that a JavaScript number cannot hold come as `bigint`; else they come rounded. */
  readonly exactNumbers?: boolean;
}

export interface WriteOptions extends ReadOptions {
  /** The server checks and answers as if, and keeps nothing. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** What the server does with fields it does not know. Its own default is `Warn`. */
  readonly fieldValidation?: "Strict" | "Warn" | "Ignore";
}

/** A write that was accepted. */
export interface Written {
  /** As the server has it now. */
  readonly object: KubeObject;
  /** The server's `Warning` headers: deprecated versions, unknown fields, admission policies. */
  readonly warnings: readonly string[];
}

/** One operation of RFC 6902. */
export interface JsonPatchOperation {
  readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/**
 * How an object is changed.
 * - `merge`: RFC 7386; lists are replaced whole;
 * - `strategic`: lists are merged by the keys of the built-in kinds; custom resources do not know it (415);
 * - `json`: RFC 6902;
 * - `apply`: server-side apply under a field manager; `force` takes fields over from other managers.
 */
export type Patch =
  | { readonly type: "merge" | "strategic"; readonly value: unknown }
  | { readonly type: "json"; readonly operations: readonly JsonPatchOperation[] }
  | {
      readonly type: "apply";
      readonly value: unknown;
      readonly fieldManager: string;
      readonly force?: boolean;
    };

export interface DeleteOptions extends ReadOptions {
  readonly dryRun?: boolean;
  /** Seconds a pod may take to end; 0 ends it at once. The server's own default where absent. */
  readonly gracePeriodSeconds?: number;
  readonly propagation?: "Background" | "Foreground" | "Orphan";
  /** The object is deleted only if it still is this one: 409 otherwise. */
  readonly uid?: string;
  readonly resourceVersion?: string;
}

export interface Deleted {
  /** False while finalizers or a grace period keep the object. */
  readonly gone: boolean;
  /** The object as it is kept, where the server answered with it. */
  readonly object?: KubeObject;
  readonly warnings: readonly string[];
}

/** One page of a list. Items carry `apiVersion` and `kind`, which the API leaves out of the items of most lists. */
export interface ObjectPage {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  readonly remainingItemCount?: number;
}

/** The server's own rows. */
export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object?: KubeObject }[];
  readonly resourceVersion: string;
  /** `""` on the last page. */
  readonly continue: string;
}

export interface VersionInfo {
  /** `v1.35.2`. */
  readonly gitVersion: string;
  readonly major: string;
  readonly minor: string;
  readonly platform: string;
}

/** Single requests to one cluster. Everything throws `ApiError`, or the reason of the signal that aborted it. */
export interface Requests {
  /** The whole object as JSON, managedFields and Secret values included. */
  get(
    target: ResourceTarget,
    options?: ReadOptions & { form?: Exclude<ObjectForm, "table"> },
  ): Promise<KubeObject>;
  /** All pages of a list, as they come; a page holds 500 objects where the query sets no limit. */
  list(target: ResourceTarget, query?: ListQuery, options?: ReadOptions): AsyncIterable<ObjectPage>;
  /** The server's rows of a collection (one page of it, where `limit` is set), or the row of one object. */
  table(
    target: ResourceTarget,
    query?: ListQuery & { readonly includeObject?: "None" | "Metadata" | "Object" },
    options?: ReadOptions,
  ): Promise<Table>;
  /** Makes an object, or acts by a subresource such as `eviction` or `token`. */
  create(target: ResourceTarget, object: unknown, options?: WriteOptions): Promise<Written>;
  /** Replaces the whole object; 409 when its resourceVersion is no longer the newest. */
  replace(target: ResourceTarget, object: unknown, options?: WriteOptions): Promise<Written>;
  patch(target: ResourceTarget, patch: Patch, options?: WriteOptions): Promise<Written>;
  delete(target: ResourceTarget, options?: DeleteOptions): Promise<Deleted>;
  version(options?: ReadOptions): Promise<VersionInfo>;
  /** The lines of `/readyz?verbose`, `[+]etcd ok` and `[-]etcd failed`; `ready` is the server's own verdict. */
  readyz(options?: ReadOptions): Promise<{ readonly ready: boolean; readonly checks: readonly string[] }>;
  /** JSON of any other path, such as `/openapi/v3`. */
  getJson(path: string, options?: ReadOptions): Promise<unknown>;
}
