import { Listeners } from "../lib/listeners.ts";
import { DelegatedRows } from "./delegated-rows.ts";
import type { Lease } from "./types.ts";

/** Rows that come from one lease now and may come from another later; listeners are told of both. */
export class SwitchedRows<S> extends DelegatedRows<S> {
  readonly #listeners = new Listeners();
  #lease: Lease<S>;
  #unsubscribe: () => void;

  constructor(lease: Lease<S>) {
    super(lease.rows);
    this.#lease = lease;
    this.#unsubscribe = lease.rows.subscribe(() => this.#onChange());
  }

  override subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  release(): void {
    this.#unsubscribe();
    this.#lease.release();
  }

  /** Before listeners are told of a change: the moment to switch. */
  protected sourceChanged(): void {}

  protected switchTo(lease: Lease<S>): void {
    this.release();
    this.#lease = lease;
    this.replaceSource(lease.rows);
    this.#unsubscribe = lease.rows.subscribe(() => this.#onChange());
  }

  #onChange(): void {
    this.sourceChanged();
    this.#listeners.tell();
  }
}
