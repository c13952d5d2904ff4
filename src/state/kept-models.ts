import type { Clock } from "../lib/clock.ts";
import type { TableModel } from "./table-model.ts";

interface Kept {
  readonly model: TableModel;
  /** Ends the wait after which it is dropped. */
  readonly dropping: AbortController;
}

/**
 * Tables of one context that nobody looks at just now, so that coming back sorts nothing anew. They are kept for as
 * long as their rows are.
 */
export class KeptModels {
  readonly #clock: Clock;
  readonly #keepFor: number;
  readonly #kept = new Map<string, Kept>();

  /** @param keepFor in ms. */
  constructor(clock: Clock, keepFor: number) {
    this.#clock = clock;
    this.#keepFor = keepFor;
  }

  keep(place: string, model: TableModel): void {
    this.take(place);
    const dropping = new AbortController();
    this.#kept.set(place, { model, dropping });
    this.#clock.sleep(this.#keepFor, dropping.signal).then(
      () => this.#kept.delete(place),
      () => {},
    );
  }

  /** It is whoever's takes it, until it is kept again. */
  take(place: string): TableModel | undefined {
    const kept = this.#kept.get(place);
    kept?.dropping.abort();
    this.#kept.delete(place);
    return kept?.model;
  }

  close(): void {
    for (const place of [...this.#kept.keys()]) this.take(place);
  }
}
