import type { Row, Summarizer } from "../cache/types.ts";
import type { GroupVersionResource, KubeObject, ObjectForm, Scope } from "../kube/types.ts";

/** Theme tokens a cell may take. Meaning never rests on them alone. */
export type Tone = "text" | "dim" | "accent" | "bad" | "warn" | "busy" | "good" | "info";

/** What a column sorts, filters and exports by. Numbers sort as numbers; `undefined` sorts last. */
export type CellValue = string | number | undefined;

/**
 * One column of a kind. Functions are pure; `now` is milliseconds since the epoch.
 * `value` and `text` are two things: RESTARTS sorts by the number and prints `14 (2m ago)`.
 */
export interface Column<S = unknown> {
  /** Stable, lower-case, used by filters (`restarts>3`), sorting and settings. */
  readonly id: string;
  readonly header: string;
  /** One plain sentence for help. */
  readonly doc: string;
  value(row: Row<S>, now: number): CellValue;
  /** As kubectl prints it; the value as text where absent. */
  text?(row: Row<S>, now: number): string;
  tone?(row: Row<S>, now: number): Tone | undefined;
  /** What a number counts, so that filters can read `age<1h` and `capacity>10Gi`; a plain number where absent. */
  readonly unit?: "milliseconds" | "bytes";
  readonly align?: "left" | "right";
  /** Cells. Default: as wide as the content, at least the header. */
  readonly maxWidth?: number;
  /** The cells to which its text may be cut before any column leaves. Default: it is shown whole or not at all. */
  readonly minWidth?: number;
  /** Where a text that is too long is cut: in its middle where both ends tell it from others. Default: at its end. */
  readonly cut?: "middle" | "end";
  /** Columns leave a narrow screen from the highest number down; 0 (the default for NAME) never leaves. */
  readonly priority: number;
  /** Takes what room the others leave; NAME where no column says so. */
  readonly elastic?: boolean;
  /** Only in the wide form, as the server's Table priority above 0. */
  readonly wide?: boolean;
  /** The text changes as time passes, without any event. */
  readonly ages?: boolean;
}

export type HealthLevel = "bad" | "warn" | "busy" | "ok" | "done";

export interface Health {
  readonly level: HealthLevel;
  /** The API's own reason, such as `CrashLoopBackOff`; `""` when all is well. */
  readonly reason: string;
  /** One sentence for the bottom line, such as `app exited 1 (Error) 14 times, last 2m ago`. */
  readonly sentence?: string;
}

/** What Enter opens: other objects that belong to this one. */
export interface Drill {
  /** Plural, or `plural.group` where the plural alone is not unique. */
  readonly resource: string;
  /** Narrowed on the server. `namespace` absent means all. */
  readonly scope: Scope;
  /** Narrowed by us: only objects with this owner. */
  readonly ownerUid?: string;
  /**
   * Whose they are, directly or by way of what it owns, where the scope may let in others with the same labels. To tell
   * takes looking at what stands between.
   */
  readonly rootUid?: string;
}

/** What commands may be offered on a kind. */
export type Ability =
  | "logs"
  | "exec"
  | "port-forward"
  | "scale"
  | "restart"
  | "cordon"
  | "trigger"
  | "suspend";

/** Everything Periplus knows about one kind of object. One file per kind; `index.ts` is the list. */
export interface Kind<S = unknown> extends Summarizer<S> {
  readonly gvr: GroupVersionResource;
  readonly kind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  /** One plain sentence for help. */
  readonly doc: string;
  readonly form: ObjectForm;
  /** Without NAMESPACE, which every namespaced table adds when it shows more than one. NAME first, AGE last. */
  readonly columns: readonly Column<S>[];
  /** The column ids of `kubectl get` and of its `-o wide`, where they are not the narrow columns and then the wide ones. */
  readonly printed?: { readonly narrow: readonly string[]; readonly wide: readonly string[] };
  readonly abilities: readonly Ability[];
  /** Top-level fields whose values are masked until somebody asks to see them. */
  readonly secretFields?: readonly string[];
  /** Those of them whose values are base64 of something that may be text. */
  readonly base64Fields?: readonly string[];
  /** Column id and direction the table opens with; by name where absent. */
  readonly sort?: { readonly column: string; readonly descending: boolean };
  summarize(object: KubeObject): S;
  health(row: Row<S>, now: number): Health;
  drill?(row: Row<S>): Drill | undefined;
}

/** Checks a kind record's types where it is written and keeps its summary type inside its file. */
export function defineKind<S>(kind: Kind<S>): Kind {
  return kind;
}
