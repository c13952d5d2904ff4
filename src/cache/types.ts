import type { ApiError } from "../kube/api-error.ts";
import type {
  GroupVersionResource,
  Identity,
  KubeObject,
  ListWatch,
  ObjectForm,
  OwnerReference,
  Scope,
  TableColumn,
} from "../kube/types.ts";
import type { KeptObject } from "./kept-object.ts";

/** Why the rows are not what they should be: the parts of an `ApiError` a person is shown. */
export type Failure = Pick<
  ApiError,
  "kind" | "message" | "tried" | "nextStep" | "code" | "reason" | "status" | "retryAfter"
>;

export type Labels = Readonly<Record<string, string>>;

/**
 * One cached object: its identity, the few fields every kind has, and the summary its kind computed from it.
 * Frozen; a changed object is a new row, an unchanged one keeps its identity (`===`).
 */
export interface Row<S = unknown> extends Identity {
  /** Milliseconds since the epoch; `NaN` where the object has none. */
  readonly createdAt: number;
  /** When this version reached us, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** When deletion was asked for, in milliseconds since the epoch. */
  readonly deletedAt: number | undefined;
  readonly labels: Labels;
  readonly owners: readonly OwnerReference[];
  /** The node it runs on; `""` for what runs on none. */
  readonly node: string;
  readonly summary: S;
  readonly encoded: KeptObject;
}

/** What a kind tells the cache about making rows. */
export interface Summarizer<S> {
  /** The fields beyond metadata that `summarize` reads, as dotted JSON paths without indexes. */
  readonly fields: readonly string[];
  summarize(object: KubeObject): S;
  nodeName?(object: KubeObject): string;
}

/** What makes two subscriptions share one informer: everything here but the summarizer. */
export interface InformerSpec<S = unknown> {
  readonly gvr: GroupVersionResource;
  readonly form: ObjectForm;
  readonly scope: Scope;
  readonly summarizer: Summarizer<S>;
}

/**
 * How an informer's rows stand to the cluster's truth. Never an exception: views show it.
 * Times are milliseconds since the epoch.
 */
export type InformerStatus =
  /** No answer so far. */
  | { readonly phase: "connecting"; readonly since: number }
  /** Rows are arriving; the list is not complete. `expected` where the server told. */
  | {
      readonly phase: "listing";
      readonly received: number;
      readonly expected?: number;
    }
  | { readonly phase: "live"; readonly since: number }
  /** WATCH is denied: listed again every `interval` ms. */
  | {
      readonly phase: "polling";
      readonly interval: number;
      readonly listedAt: number;
      readonly error: Failure;
    }
  /** Rows are as of `since`; the link is down and tried again at `retryAt`. */
  | {
      readonly phase: "stale";
      readonly since: number;
      readonly error: Failure;
      readonly retryAt: number;
    }
  /** Nothing was ever received; tried again at `retryAt`. */
  | {
      readonly phase: "unreachable";
      readonly error: Failure;
      readonly retryAt: number;
    }
  /**
   * Not allowed, or no such resource: not tried again by itself, unless the resource was there before. Without a code
   * the context was closed.
   */
  | { readonly phase: "forbidden"; readonly error: Failure };

export interface NamespaceStatus {
  readonly namespace: string;
  readonly status: InformerStatus;
}

/** A past version of one object. */
export interface Version {
  readonly resourceVersion: string;
  /** When it reached us, in milliseconds since the epoch. */
  readonly at: number;
  readonly encoded: KeptObject;
}

/**
 * A live set of rows, from one informer or several. `revision` grows with every visible change, of rows or status;
 * listeners are told at most once per batch and must read, not be told what changed.
 */
export interface Rows<S = unknown> {
  readonly revision: number;
  readonly status: InformerStatus;
  readonly size: number;
  /** Server-side columns, in the Table form. */
  readonly columns: readonly TableColumn[] | undefined;
  get(uid: string): Row<S> | undefined;
  values(): Iterable<Row<S>>;
  inNamespace(namespace: string): Iterable<Row<S>>;
  ownedBy(uid: string): Iterable<Row<S>>;
  onNode(node: string): Iterable<Row<S>>;
  withLabel(key: string, value: string): Iterable<Row<S>>;
  /** Oldest first, the present version last. Empty for an unknown uid. */
  history(uid: string): readonly Version[];
  /** The whole object as kept (without managedFields). */
  decode(row: Row<S>): KubeObject;
  subscribe(listener: () => void): () => void;
  /** The uids of all rows that came, changed or went after a revision, and maybe of others; undefined where that is not known. */
  changedSince(revision: number): ReadonlySet<string> | undefined;
  /** Where the rows come from several namespaces, how each of them stands. */
  readonly parts?: readonly NamespaceStatus[] | undefined;
  /** Why not all namespaces are shown although all were asked for: the parts stand in for them. */
  readonly denied?: Failure | undefined;
  /** Try again now instead of waiting for the back-off. */
  retry(): void;
}

/** How the cache reaches one cluster. */
export type OpenListWatch = (gvr: GroupVersionResource, form: ObjectForm) => ListWatch;

/** Rows somebody looks at. They stay live until released, and for a grace period after. */
export interface Lease<S = unknown> {
  readonly rows: Rows<S>;
  /** Calling it twice is harmless. */
  release(): void;
}
