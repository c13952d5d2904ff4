import type { KubeObject } from "../../kube/types.ts";
import type { StoredObject } from "./stored-object.ts";

/** One change of one object. For a deletion `current` is the last state with the deletion's own revision. */
export interface Change {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly revision: number;
  readonly time: number;
  readonly current: StoredObject;
  readonly previous: StoredObject | undefined;
}

/** How long changes are remembered: watches and exact lists older than that get 410 Expired. */
export interface HistoryLimits {
  readonly changes: number;
  /** Milliseconds. */
  readonly age: number;
}

export type ChangeListener = (change: Change) => void;

/** All objects of one resource: the newest state, the recent changes, and indexes over the newest state. */
export class Collection {
  readonly #limits: HistoryLimits;
  readonly #objects = new Map<string, StoredObject>();
  readonly #listeners = new Set<ChangeListener>();
  readonly #indexes = new Map<string, ObjectIndex>();
  #history: Change[] = [];
  #floor = 0;
  // In order from the first listing on; seeding thousands of objects sorts them once.
  #keys: string[] | undefined;
  #past: { readonly revision: number; readonly objects: readonly StoredObject[] } | undefined;

  constructor(limits: HistoryLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** All objects by key, or those of one namespace. */
  list(namespace?: string): readonly StoredObject[] {
    this.#keys ??= [...this.#objects.keys()].sort();
    const keys = this.#keys;
    if (namespace === undefined) return keys.flatMap((key) => this.#objects.get(key) ?? []);
    const from = placeOf(keys, `${namespace}/`);
    return keys
      .slice(from, placeOf(keys, afterNamespace(namespace)))
      .flatMap((key) => this.#objects.get(key) ?? []);
  }

  /** The state at an earlier revision, or `undefined` when that lies before the history. */
  listAt(revision: number, namespace?: string): readonly StoredObject[] | undefined {
    if (revision < this.#floor) return undefined;
    if (this.#past?.revision !== revision) this.#past = { revision, objects: this.#rewind(revision) };
    const { objects } = this.#past;
    return namespace === undefined ? objects : withinNamespace(objects, namespace);
  }

  /** The changes after a revision, oldest first, or `undefined` when some of them are forgotten. */
  changesSince(revision: number): readonly Change[] | undefined {
    if (revision < this.#floor) return undefined;
    let start = this.#history.length;
    while (start > 0 && (this.#history[start - 1]?.revision ?? 0) > revision) start -= 1;
    return this.#history.slice(start);
  }

  /** Calls back on every change, at once and in order. Returns the way to stop it. */
  subscribe(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Keeps objects findable by the values `keysOf` gives; asked with `byIndex`. */
  addIndex(name: string, keysOf: (object: KubeObject) => readonly string[]): void {
    const index = new ObjectIndex(keysOf);
    for (const stored of this.#objects.values()) index.replace(undefined, stored);
    this.#indexes.set(name, index);
  }

  /** Objects under one value of an index, by key. */
  byIndex(name: string, value: string): readonly StoredObject[] {
    const keys = this.#indexes.get(name)?.keys(value) ?? [];
    return [...keys].sort().flatMap((key) => this.#objects.get(key) ?? []);
  }

  /** Puts an object in place without a change for anybody to see: how a cluster is filled before it serves. */
  seed(stored: StoredObject): void {
    this.#place(stored.key, stored);
    this.#floor = Math.max(this.#floor, stored.revision);
  }

  /** Applies a change and tells the listeners. */
  apply(change: Change): void {
    this.#place(change.current.key, change.type === "DELETED" ? undefined : change.current);
    this.#history.push(change);
    this.#forgetOld(change.time);
    for (const listener of [...this.#listeners]) listener(change);
  }

  /** Forgets every change up to a revision. */
  compact(revision: number): void {
    this.#history = this.#history.filter((change) => change.revision > revision);
    this.#floor = Math.max(this.#floor, revision);
    this.#past = undefined;
  }

  #place(key: string, next: StoredObject | undefined): void {
    const previous = this.#objects.get(key);
    if (next === undefined) this.#objects.delete(key);
    else this.#objects.set(key, next);
    for (const index of this.#indexes.values()) index.replace(previous, next);
    if (this.#keys === undefined || (previous === undefined) === (next === undefined)) return;
    this.#keys.splice(
      placeOf(this.#keys, key),
      next === undefined ? 1 : 0,
      ...(next === undefined ? [] : [key]),
    );
  }

  // Dropped in one go and with slack, so that a busy collection does not shift its array on every change.
  #forgetOld(now: number): void {
    const slack = Math.ceil(this.#limits.changes / 4);
    const tooMany = this.#history.length > this.#limits.changes + slack;
    const oldest = this.#history[Math.min(slack, this.#history.length - 1)];
    const tooOld = oldest !== undefined && oldest.time < now - this.#limits.age;
    if (!tooMany && !tooOld) return;
    const keep = this.#history.findIndex((change) => change.time >= now - this.#limits.age);
    const drop = Math.max(keep, this.#history.length - this.#limits.changes);
    const last = this.#history[drop - 1];
    if (last !== undefined) this.compact(last.revision);
  }

  #rewind(revision: number): readonly StoredObject[] {
    const newer = this.changesSince(revision) ?? [];
    if (newer.length === 0) return this.list();
    const objects = new Map(this.#objects);
    for (const { current, previous } of [...newer].reverse()) {
      if (previous === undefined) objects.delete(current.key);
      else objects.set(previous.key, previous);
    }
    return [...objects.values()].sort(byKey);
  }
}

class ObjectIndex {
  readonly #keysOf: (object: KubeObject) => readonly string[];
  readonly #members = new Map<string, Set<string>>();

  constructor(keysOf: (object: KubeObject) => readonly string[]) {
    this.#keysOf = keysOf;
  }

  keys(value: string): Iterable<string> {
    return this.#members.get(value) ?? [];
  }

  replace(previous: StoredObject | undefined, next: StoredObject | undefined): void {
    const before = previous === undefined ? [] : this.#keysOf(previous.object);
    const after = next === undefined ? [] : this.#keysOf(next.object);
    for (const value of before) if (!after.includes(value)) this.#remove(value, previous?.key ?? "");
    for (const value of after) if (!before.includes(value)) this.#add(value, next?.key ?? "");
  }

  #add(value: string, key: string): void {
    const members = this.#members.get(value);
    if (members === undefined) this.#members.set(value, new Set([key]));
    else members.add(key);
  }

  #remove(value: string, key: string): void {
    const members = this.#members.get(value);
    members?.delete(key);
    if (members?.size === 0) this.#members.delete(value);
  }
}

function byKey(a: StoredObject, b: StoredObject): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function withinNamespace(sorted: readonly StoredObject[], namespace: string): readonly StoredObject[] {
  return sorted.slice(
    firstAtOrAfter(sorted, `${namespace}/`),
    firstAtOrAfter(sorted, afterNamespace(namespace)),
  );
}

// `0` follows `/`, so `ns0` ends the keys of `ns/`.
function afterNamespace(namespace: string): string {
  return `${namespace}0`;
}

/** The place of the first object whose key is not before `key`. */
export function firstAtOrAfter(sorted: readonly StoredObject[], key: string): number {
  return search(sorted.length, (place) => (sorted[place]?.key ?? "") < key);
}

function placeOf(keys: readonly string[], key: string): number {
  return search(keys.length, (place) => (keys[place] ?? "") < key);
}

// The first place for which `isBefore` does not hold.
function search(length: number, isBefore: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
