import { SwitchedRows } from "./switched-rows.ts";
import type { Lease } from "./types.ts";

/** A part of what others look at whole; asked for by itself when the whole is no longer to be had. */
export class PartRows<S> extends SwitchedRows<S> {
  readonly #openOwn: () => Lease<S>;
  #isOwn = false;

  /** @param lease the part, out of the whole. */
  constructor(lease: Lease<S>, openOwn: () => Lease<S>) {
    super(lease);
    this.#openOwn = openOwn;
  }

  protected override sourceChanged(): void {
    const { status } = this.source;
    if (this.#isOwn || status.phase !== "forbidden" || status.error.code !== 403) return;
    this.#isOwn = true;
    this.switchTo(this.#openOwn());
  }
}
