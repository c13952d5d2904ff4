import type { Row } from "./types.ts";

type KeysOf<S> = (row: Row<S>) => readonly string[];

/** The rows whose index has a given key, by uid. Built on the first question, kept up to date from then on. */
class Index<S> {
  readonly #keysOf: KeysOf<S>;
  readonly #uids = new Map<string, Set<string>>();

  constructor(keysOf: KeysOf<S>, rows: Iterable<Row<S>>) {
    this.#keysOf = keysOf;
    for (const row of rows) this.add(row);
  }

  add(row: Row<S>): void {
    for (const key of this.#keysOf(row)) {
      const uids = this.#uids.get(key);
      if (uids) uids.add(row.uid);
      else this.#uids.set(key, new Set([row.uid]));
    }
  }

  remove(row: Row<S>): void {
    for (const key of this.#keysOf(row)) {
      const uids = this.#uids.get(key);
      uids?.delete(row.uid);
      if (uids?.size === 0) this.#uids.delete(key);
    }
  }

  uids(key: string): ReadonlySet<string> | undefined {
    return this.#uids.get(key);
  }
}

const indexers = {
  namespace: (row: Row) => [row.namespace],
  owner: (row: Row) => row.owners.map((owner) => owner.uid),
  node: (row: Row) => (row.node === "" ? [] : [row.node]),
  label: (row: Row) => Object.entries(row.labels).map(([key, value]) => `${key}=${value}`),
} as const;

export type IndexName = keyof typeof indexers;

/** Rows by uid, with indexes that cost nothing until somebody asks. */
export class RowStore<S> {
  readonly #rows = new Map<string, Row<S>>();
  readonly #indexes = new Map<IndexName, Index<S>>();

  get size(): number {
    return this.#rows.size;
  }

  get(uid: string): Row<S> | undefined {
    return this.#rows.get(uid);
  }

  values(): Iterable<Row<S>> {
    return this.#rows.values();
  }

  uids(): Iterable<string> {
    return this.#rows.keys();
  }

  put(row: Row<S>): void {
    const before = this.#rows.get(row.uid);
    for (const index of this.#indexes.values()) {
      if (before) index.remove(before);
      index.add(row);
    }
    this.#rows.set(row.uid, row);
  }

  /** The row that was there. */
  remove(uid: string): Row<S> | undefined {
    const row = this.#rows.get(uid);
    if (row === undefined) return undefined;
    this.#rows.delete(uid);
    for (const index of this.#indexes.values()) index.remove(row);
    return row;
  }

  *where(name: IndexName, key: string): Iterable<Row<S>> {
    for (const uid of this.#index(name).uids(key) ?? []) {
      const row = this.#rows.get(uid);
      if (row) yield row;
    }
  }

  #index(name: IndexName): Index<S> {
    let index = this.#indexes.get(name);
    if (index === undefined) {
      index = new Index<S>(indexers[name], this.#rows.values());
      this.#indexes.set(name, index);
    }
    return index;
  }
}
