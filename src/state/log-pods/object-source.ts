import type { Multiplexer, Summarizer } from "../../cache/index.ts";
import type { Kind } from "../../resources/kind.ts";
import type { Catalog } from "../catalog.ts";

/** What is to be known of a kind to list it, and to see where its objects lead. */
export type ListedKind = Summarizer<unknown> & Pick<Kind, "gvr" | "form" | "namespaced" | "drill">;

/**
 * Where the objects of one cluster come from. This is all in which the command line and the program differ: one has
 * watches of its own, the other shares those of its tables.
 */
export interface ObjectSource {
  readonly context: string;
  readonly multiplexer: Multiplexer;
  readonly catalog: Catalog;
  /** How pods are listed; their form is `object`. */
  readonly pods: ListedKind;
  /** Asks the server what kinds it has, where the catalog lacks one. Rejects with what went wrong. */
  learnKinds(): Promise<unknown>;
  /** Namespaces to look in where all of them may not be listed. */
  knownNamespaces(): readonly string[];
}

/** The kind of pods themselves. */
export function isPods({ gvr }: Pick<Kind, "gvr">): boolean {
  return gvr.resource === "pods" && gvr.group === "";
}
