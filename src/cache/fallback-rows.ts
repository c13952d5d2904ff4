import { Listeners } from "../lib/listeners.ts";
import { DelegatedRows } from "./delegated-rows.ts";
import type { Failure, Lease, Rows } from "./types.ts";

/**
 * All namespaces of a kind; and where listing them at once is denied, those the user is known to have something in.
 * A retry asks for all again, since rights change.
 */
export class FallbackRows<S> extends DelegatedRows<S> {
  readonly #openAll: () => Lease<S>;
  readonly #openKnown: () => Lease<S> | undefined;
  readonly #listeners = new Listeners();
  #lease: Lease<S>;
  #unsubscribe: () => void;
  #denied: Failure | undefined;

  /** @param openKnown undefined where no namespace is known. */
  constructor(openAll: () => Lease<S>, openKnown: () => Lease<S> | undefined) {
    const all = openAll();
    super(all.rows);
    this.#openAll = openAll;
    this.#openKnown = openKnown;
    this.#lease = all;
    this.#unsubscribe = all.rows.subscribe(() => this.#onChange());
    this.#fallBackWhenDenied();
  }

  override get denied(): Failure | undefined {
    return this.#denied;
  }

  override subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  override retry(): void {
    // Also what stands in for all is tried again: it comes back where all of them are still denied.
    super.retry();
    if (this.#denied === undefined) return;
    this.#denied = undefined;
    const lease = this.#openAll();
    lease.rows.retry();
    this.#follow(lease);
  }

  release(): void {
    this.#unsubscribe();
    this.#lease.release();
  }

  #onChange(): void {
    this.#fallBackWhenDenied();
    this.#listeners.tell();
  }

  #fallBackWhenDenied(): void {
    const { status } = this.source;
    if (this.#denied !== undefined || status.phase !== "forbidden" || status.error.code !== 403) return;
    const known = this.#openKnown();
    if (known === undefined) return;
    this.#denied = status.error;
    this.#follow(known);
  }

  #follow(lease: Lease<S>): void {
    this.#unsubscribe();
    this.#lease.release();
    this.#lease = lease;
    const rows: Rows<S> = lease.rows;
    this.replaceSource(rows);
    this.#unsubscribe = rows.subscribe(() => this.#onChange());
  }
}
