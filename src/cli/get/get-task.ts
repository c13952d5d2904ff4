import type { ClusterClient } from "../../kube/cluster.ts";
import type { Scope } from "../../kube/types.ts";
import type { OutputForm } from "./get-request.ts";
import type { LabelColumns } from "./label-cells.ts";
import type { LineWriter } from "./line-writer.ts";
import type { ResolvedKind } from "./resolve-kinds.ts";
import type { SortOrder } from "./sort-rows.ts";

/** What every way of printing needs. */
export interface GetTask {
  readonly client: ClusterClient;
  readonly writer: LineWriter;
  readonly form: OutputForm;
  readonly headers: boolean;
  readonly labels: LabelColumns;
  readonly sort: SortOrder | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Something of what was asked for could not be had; the rest goes on. */
  failed(error: unknown): Promise<void>;
  /** Something the user should know while it goes on. */
  say(sentence: string): void;
}

/** Says of an object that some of it could not be made out, and goes on. */
export function sayFault({ say }: Pick<GetTask, "say">): (error: unknown, what: string) => void {
  return (error, what) =>
    say(`could not make out ${what}: ${error instanceof Error ? error.message : String(error)}`);
}

/** One kind to be printed, and which objects of it. */
export interface KindTarget {
  readonly kind: ResolvedKind;
  /** None of them means all. */
  readonly names: readonly string[];
  /** One for each namespace that is listed. */
  readonly scopes: readonly Scope[];
  /** Of objects asked for by name; absent for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly showsNamespace: boolean;
  /** Before each name, where several kinds are printed: `pod/`. */
  readonly prefix: string;
}

/** `pod`, `deployment.apps`: a kind in front of a name. */
export function kindPrefix({ resource: { kind, gvr } }: ResolvedKind): string {
  const name = kind.toLowerCase();
  return gvr.group === "" ? name : `${name}.${gvr.group}`;
}
