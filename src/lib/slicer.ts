import { setImmediate } from "node:timers/promises";
import type { Clock } from "./clock.ts";

/** How long one piece of background work may hold the thread before keys and frames get their turn, in milliseconds. */
const sliceLength = 8;

/**
 * Cuts long work into slices. Call `pause` between small pieces of work: it returns at once while the slice lasts,
 * and otherwise a promise that resolves after the event loop has had its turn.
 */
export class Slicer {
  readonly #clock: Pick<Clock, "now">;
  #sliceStart: number;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
    this.#sliceStart = clock.now();
  }

  /** Starts a new slice: to be called after every wait that was not ours. */
  begin(): void {
    this.#sliceStart = this.#clock.now();
  }

  pause(): Promise<void> | undefined {
    if (this.#clock.now() - this.#sliceStart < sliceLength) return undefined;
    return setImmediate().then(() => this.begin());
  }
}
