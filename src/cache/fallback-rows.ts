import { SwitchedRows } from "./switched-rows.ts";
import type { Failure, Lease } from "./types.ts";

/**
 * All namespaces of a kind; and where listing them at once is denied, those the user is known to have something in.
 * A retry asks for all again, since rights change.
 */
export class FallbackRows<S> extends SwitchedRows<S> {
  readonly #openAll: () => Lease<S>;
  readonly #openKnown: () => Lease<S> | undefined;
  #denied: Failure | undefined;

  /** @param openKnown undefined where no namespace is known. */
  constructor(openAll: () => Lease<S>, openKnown: () => Lease<S> | undefined) {
    super(openAll());
    this.#openAll = openAll;
    this.#openKnown = openKnown;
    this.sourceChanged();
  }

  override get denied(): Failure | undefined {
    return this.#denied;
  }

  override retry(): void {
    // Also what stands in for all is tried again: it comes back where all of them are still denied.
    super.retry();
    if (this.#denied === undefined) return;
    this.#denied = undefined;
    const lease = this.#openAll();
    lease.rows.retry();
    this.switchTo(lease);
  }

  protected override sourceChanged(): void {
    const { status } = this.source;
    if (this.#denied !== undefined || status.phase !== "forbidden" || status.error.code !== 403) return;
    const known = this.#openKnown();
    if (known === undefined) return;
    this.#denied = status.error;
    this.switchTo(known);
  }
}
