import type { KubeObject, TableColumn } from "../kube/types.ts";
import type { Failure, InformerStatus, NamespaceStatus, Row, Rows, Version } from "./types.ts";

/** A set of rows that is another set, or part of one, or now this one and then that one. */
export class DelegatedRows<S> implements Rows<S> {
  #source: Rows<S>;
  /** Added to the source's revision, so that a change of source never takes the revision back. */
  #revisionBase = 0;
  /** The revision at which the present source came. */
  #since = 0;

  constructor(source: Rows<S>) {
    this.#source = source;
  }

  protected get source(): Rows<S> {
    return this.#source;
  }

  protected replaceSource(source: Rows<S>): void {
    this.#revisionBase = this.revision + 1 - source.revision;
    this.#source = source;
    this.#since = this.revision;
  }

  get revision(): number {
    return this.#revisionBase + this.#source.revision;
  }

  get status(): InformerStatus {
    return this.#source.status;
  }

  get size(): number {
    return this.#source.size;
  }

  get columns(): readonly TableColumn[] | undefined {
    return this.#source.columns;
  }

  get parts(): readonly NamespaceStatus[] | undefined {
    return this.#source.parts;
  }

  get denied(): Failure | undefined {
    return this.#source.denied;
  }

  get(uid: string): Row<S> | undefined {
    return this.#source.get(uid);
  }

  values(): Iterable<Row<S>> {
    return this.#source.values();
  }

  inNamespace(namespace: string): Iterable<Row<S>> {
    return this.#source.inNamespace(namespace);
  }

  ownedBy(uid: string): Iterable<Row<S>> {
    return this.#source.ownedBy(uid);
  }

  onNode(node: string): Iterable<Row<S>> {
    return this.#source.onNode(node);
  }

  withLabel(key: string, value: string): Iterable<Row<S>> {
    return this.#source.withLabel(key, value);
  }

  history(uid: string): readonly Version[] {
    return this.#source.history(uid);
  }

  decode(row: Row<S>): KubeObject {
    return this.#source.decode(row);
  }

  subscribe(listener: () => void): () => void {
    return this.#source.subscribe(listener);
  }

  changedSince(revision: number): ReadonlySet<string> | undefined {
    return revision < this.#since ? undefined : this.#source.changedSince(revision - this.#revisionBase);
  }

  retry(): void {
    this.#source.retry();
  }
}
