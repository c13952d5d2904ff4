import type { OwnerReference } from "../../kube/types.ts";
import { Listeners } from "../../lib/listeners.ts";
import type { Namespaces } from "../location.ts";
import { openRows } from "../open-rows.ts";
import type { KnownOwners } from "./belonging.ts";
import type { KindFinder } from "./kind-finder.ts";
import type { ListedKind, ObjectSource } from "./object-source.ts";
import { isSettled, statusesOf, type WatchedList } from "./watched-list.ts";

interface OwnerList extends WatchedList {
  close(): void;
}

const none: KnownOwners = [];

/**
 * What stands between pods and those they belong to. Nobody can ask a server for what an object owns, so the kinds of
 * the owners are watched, from the pods upwards: only their metadata, and only those that are asked for.
 */
export class OwnerLists {
  readonly #source: Pick<ObjectSource, "multiplexer" | "knownNamespaces">;
  readonly #kinds: KindFinder;
  readonly #listeners = new Listeners();
  /** By kind and namespaces. */
  readonly #lists = new Map<string, OwnerList>();
  /** Of those that are gone too: they go before their pods, which are read to the end. */
  #known = new Map<string, readonly OwnerReference[]>();
  /** Those of them that were asked for since the others were forgotten. */
  #asked = new Map<string, readonly OwnerReference[]>();

  constructor(source: Pick<ObjectSource, "multiplexer" | "knownNamespaces">, kinds: KindFinder) {
    this.#source = source;
    this.#kinds = kinds;
  }

  /** All lists that were opened so far. */
  get lists(): readonly WatchedList[] {
    return [...this.#lists.values()];
  }

  get isSettled(): boolean {
    return this.lists.every(isSettled);
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * The owners of an owner. The first question about a kind begins to watch it.
   * @param around where the owner may be.
   * @param isNamespaced whether they are asked for on behalf of an object in a namespace: only what is in the same can
   *   be owned by it.
   */
  ownersOf(owner: OwnerReference, around: Namespaces, isNamespaced: boolean): KnownOwners {
    const kind = this.#kinds.ofOwner(owner);
    if (kind === undefined) {
      const problem = this.#kinds.problemOf(owner);
      return problem === undefined
        ? none
        : { hidden: `what a ${owner.kind} is cannot be found out: ${problem}` };
    }
    if (isNamespaced && !kind.namespaced) return none;
    const list = this.#listOf(kind, around);
    const known = list.rows.get(owner.uid)?.owners ?? this.#known.get(owner.uid);
    if (known !== undefined) return this.#learn(owner.uid, known);
    return isDenied(list) ? { hidden: `${list.what} may not be listed` } : none;
  }

  /** To be told each time all have been asked for of whom anybody wants to know. */
  forgetOthers(): void {
    this.#known = this.#asked;
    this.#asked = new Map();
  }

  close(): void {
    for (const list of this.#lists.values()) list.close();
  }

  #learn(uid: string, owners: readonly OwnerReference[]): KnownOwners {
    this.#known.set(uid, owners);
    this.#asked.set(uid, owners);
    return owners;
  }

  #listOf({ gvr, namespaced }: ListedKind, around: Namespaces): OwnerList {
    const key = JSON.stringify([gvr, namespaced ? around : "all"]);
    const open = this.#lists.get(key);
    if (open !== undefined) return open;
    const kind: ListedKind = { gvr, namespaced, form: "metadata", fields: [], summarize: () => undefined };
    const session = this.#source;
    const { knownNamespaces } = session;
    const lease = openRows({ session, kind, location: { namespaces: around }, knownNamespaces });
    const { rows } = lease;
    const unsubscribe = rows.subscribe(() => this.#listeners.tell());
    const [only] = namespaced && around !== "all" ? around : [];
    const list = {
      what: gvr.resource,
      rows,
      ...(only !== undefined && { namespace: only }),
      close() {
        unsubscribe();
        lease.release();
      },
    };
    this.#lists.set(key, list);
    return list;
  }
}

/** Whether what is not in the list may be there all the same. */
function isDenied(list: WatchedList): boolean {
  return (
    list.rows.denied !== undefined || statusesOf(list).some(({ status }) => status.phase === "forbidden")
  );
}
