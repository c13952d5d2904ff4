import type { KubeObject, TableColumn } from "../kube/types.ts";
import type { InformerStatus, NamespaceStatus, Row, Rows, Version } from "./types.ts";

/** Which phase speaks for the whole, worst first. `forbidden` speaks only when nothing else is left to say. */
const phases = ["unreachable", "stale", "connecting", "listing", "polling", "live", "forbidden"] as const;

/** Several sets of rows of one kind, one a namespace, as one set. */
export class UnionRows<S> implements Rows<S> {
  readonly #parts: ReadonlyMap<string, Rows<S>>;

  /** @param parts by namespace; at least one. */
  constructor(parts: ReadonlyMap<string, Rows<S>>) {
    this.#parts = parts;
  }

  get revision(): number {
    return this.#sum((rows) => rows.revision);
  }

  get size(): number {
    return this.#sum((rows) => rows.size);
  }

  get parts(): readonly NamespaceStatus[] {
    return [...this.#parts].map(([namespace, { status }]) => ({ namespace, status }));
  }

  get status(): InformerStatus {
    const statuses = this.#all().map((rows) => rows.status);
    for (const phase of phases) {
      const status = statuses.find((candidate) => candidate.phase === phase);
      if (status === undefined) continue;
      return status.phase === "listing" ? { phase: "listing", received: this.size } : status;
    }
    throw new Error("a union of no parts has no status");
  }

  get columns(): readonly TableColumn[] | undefined {
    return this.#all().find((rows) => rows.columns !== undefined)?.columns;
  }

  get(uid: string): Row<S> | undefined {
    return this.#owner(uid)?.get(uid);
  }

  *values(): Iterable<Row<S>> {
    for (const rows of this.#all()) yield* rows.values();
  }

  inNamespace(namespace: string): Iterable<Row<S>> {
    return this.#parts.get(namespace)?.values() ?? [];
  }

  *ownedBy(uid: string): Iterable<Row<S>> {
    for (const rows of this.#all()) yield* rows.ownedBy(uid);
  }

  *onNode(node: string): Iterable<Row<S>> {
    for (const rows of this.#all()) yield* rows.onNode(node);
  }

  *withLabel(key: string, value: string): Iterable<Row<S>> {
    for (const rows of this.#all()) yield* rows.withLabel(key, value);
  }

  history(uid: string): readonly Version[] {
    return (
      this.#all()
        .map((rows) => rows.history(uid))
        .find((versions) => versions.length > 0) ?? []
    );
  }

  decode(row: Row<S>): KubeObject {
    const owner = this.#parts.get(row.namespace);
    if (owner === undefined) throw new Error(`no part holds namespace ${row.namespace}`);
    return owner.decode(row);
  }

  subscribe(listener: () => void): () => void {
    const ends = this.#all().map((rows) => rows.subscribe(listener));
    return () => {
      for (const end of ends) end();
    };
  }

  /** One number for several sets cannot say what changed in which. */
  changedSince(): undefined {}

  retry(): void {
    for (const rows of this.#all()) rows.retry();
  }

  #all(): Rows<S>[] {
    return [...this.#parts.values()];
  }

  #owner(uid: string): Rows<S> | undefined {
    return this.#all().find((rows) => rows.get(uid) !== undefined);
  }

  #sum(of: (rows: Rows<S>) => number): number {
    return this.#all().reduce((total, rows) => total + of(rows), 0);
  }
}
