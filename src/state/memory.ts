import type { Namespaces } from "./location.ts";

/** What is remembered between runs, per context. A store that cannot be written only forgets. */
export interface Memory {
  /** The namespaces shown last in a context. */
  namespacesOf(context: string): Namespaces | undefined;
  /** Namespaces that were shown or typed before, newest first: all that is left to offer where none may be listed. */
  seenNamespaces(context: string): readonly string[];
  rememberNamespaces(context: string, namespaces: Namespaces): void;
  /** How often an id (a kind, a context, a command) was chosen, as a share of the most chosen: 0 to 1. */
  frequencyOf(id: string): number;
  rememberUse(id: string): void;
  readonly previousContext: string | undefined;
  rememberContext(name: string): void;
  readonly history: readonly string[];
  rememberFilter(text: string): void;
}

/** Remembers for as long as the program runs. */
export function createMemory(): Memory {
  const namespaces = new Map<string, Namespaces>();
  const seen = new Map<string, string[]>();
  const uses = new Map<string, number>();
  const contexts: string[] = [];
  const filters: string[] = [];
  return {
    namespacesOf: (context) => namespaces.get(context),
    seenNamespaces: (context) => seen.get(context) ?? [],
    rememberNamespaces(context, shown) {
      namespaces.set(context, shown);
      if (shown === "all") return;
      seen.set(context, [...new Set([...shown, ...(seen.get(context) ?? [])])].slice(0, 50));
    },
    frequencyOf: (id) => (uses.get(id) ?? 0) / Math.max(1, ...uses.values()),
    rememberUse: (id) => void uses.set(id, (uses.get(id) ?? 0) + 1),
    get previousContext() {
      return contexts.at(-2);
    },
    rememberContext(name) {
      if (contexts.at(-1) !== name) contexts.push(name);
    },
    history: filters,
    rememberFilter(text) {
      if (text !== "" && filters.at(-1) !== text) filters.push(text);
    },
  };
}
