import { ChangeLog } from "../../src/cache/change-log.ts";
import { KeptObject } from "../../src/cache/kept-object.ts";
import { RowStore } from "../../src/cache/row-store.ts";
import type { InformerStatus, Row, Rows } from "../../src/cache/types.ts";
import { Listeners } from "../../src/lib/listeners.ts";

/** A row with what a test says of it, and something plain for the rest. */
export function rowOf(fields: Partial<Row> & { readonly name: string }): Row {
  return {
    uid: `uid-${fields.namespace ?? "default"}-${fields.name}`,
    namespace: "default",
    resourceVersion: "1",
    createdAt: 0,
    receivedAt: 0,
    deletedAt: undefined,
    labels: {},
    owners: [],
    node: "",
    summary: {},
    encoded: new KeptObject({
      encoding: "json",
      type: { apiVersion: "v1", kind: "Thing" },
      bytes: new Uint8Array(),
    }),
    ...fields,
  };
}

/** Rows that a test puts in and takes out by hand. */
export class HandmadeRows implements Rows {
  readonly columns = undefined;
  status: InformerStatus = { phase: "live", since: 0 };
  revision = 0;
  readonly #store = new RowStore<unknown>();
  readonly #changes = new ChangeLog();
  readonly #listeners = new Listeners();

  constructor(rows: readonly Row[] = []) {
    this.put(...rows);
  }

  put(...rows: readonly Row[]): void {
    for (const row of rows) this.#store.put(row);
    this.#changed(rows.map(({ uid }) => uid));
  }

  remove(uid: string): void {
    this.#store.remove(uid);
    this.#changed([uid]);
  }

  /** How they stand to the cluster from now on. */
  stand(status: InformerStatus): void {
    this.status = status;
    this.#changed([]);
  }

  get size(): number {
    return this.#store.size;
  }

  get(uid: string): Row | undefined {
    return this.#store.get(uid);
  }

  values(): Iterable<Row> {
    return this.#store.values();
  }

  inNamespace(namespace: string): Iterable<Row> {
    return this.#store.where("namespace", namespace);
  }

  ownedBy(uid: string): Iterable<Row> {
    return this.#store.where("owner", uid);
  }

  onNode(node: string): Iterable<Row> {
    return this.#store.where("node", node);
  }

  withLabel(key: string, value: string): Iterable<Row> {
    return this.#store.where("label", `${key}=${value}`);
  }

  history(): never[] {
    return [];
  }

  decode(): never {
    throw new Error("handmade rows have no object behind them");
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  retry(): void {}

  changedSince(revision: number): ReadonlySet<string> | undefined {
    return this.#changes.since(revision);
  }

  #changed(uids: readonly string[]): void {
    this.revision += 1;
    for (const uid of uids) this.#changes.record(this.revision, uid);
    this.#listeners.tell();
  }
}
