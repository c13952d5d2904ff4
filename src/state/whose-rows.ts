import type { Row } from "../cache/index.ts";
import { Listeners } from "../lib/listeners.ts";
import type { Namespaces, Selection } from "./location.ts";
import { belonging } from "./log-pods/belonging.ts";
import { KindFinder } from "./log-pods/kind-finder.ts";
import type { ObjectSource } from "./log-pods/object-source.ts";
import { OwnerLists } from "./log-pods/owner-lists.ts";

/** Whose the rows of a table are, where it shows only what belongs to one object. */
export interface WhoseRows {
  readonly belongs: (row: Row) => boolean;
  /** Told when other rows may belong than before. */
  subscribe(listener: () => void): () => void;
  close(): void;
}

/** Undefined where all that the place's selectors find belongs. */
export function whoseRows(
  source: Omit<ObjectSource, "context" | "pods">,
  namespaces: Namespaces,
  { ownerUid, rootUid }: Selection,
): WhoseRows | undefined {
  if (rootUid !== undefined) return new RowsBelow(source, namespaces, rootUid);
  if (ownerUid === undefined) return undefined;
  return {
    belongs: ({ owners }) => owners.some(({ uid }) => uid === ownerUid),
    subscribe: () => () => {},
    close() {},
  };
}

/**
 * What an object owns, directly or by way of others. Selectors find little else, so a row counts as the object's until
 * it is known whose it is: rows are there at once, and stay where what stands between may not be listed.
 */
class RowsBelow implements WhoseRows {
  readonly #uid: string;
  readonly #around: Namespaces;
  readonly #kinds: KindFinder;
  readonly #owners: OwnerLists;
  readonly #listeners = new Listeners();

  constructor(source: Omit<ObjectSource, "context" | "pods">, around: Namespaces, uid: string) {
    this.#uid = uid;
    this.#around = around;
    this.#kinds = new KindFinder(source);
    this.#owners = new OwnerLists(source, this.#kinds);
    for (const part of [this.#kinds, this.#owners]) part.subscribe(() => this.#listeners.tell());
  }

  readonly belongs = ({ owners }: Row): boolean => {
    const { isTheirs, hidden } = belonging(this.#uid, owners, (owner) =>
      this.#owners.ownersOf(owner, this.#around, this.#around !== "all"),
    );
    return isTheirs || hidden.length > 0 || !this.#owners.isSettled || !this.#kinds.isSettled;
  };

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    this.#owners.close();
  }
}
