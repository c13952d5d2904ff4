import { setImmediate } from "node:timers/promises";
import type { Clock } from "./clock.ts";

/**
 * How long one piece of background work goes on before keys and frames get their turn, in milliseconds. Nothing is to
 * hold the thread for more than 8: the rest is for the last small piece, and for what else has its turn with it.
 */
const sliceLength = 5;

/**
 * Cuts long work into slices. Call `pause` between small pieces of work: it returns at once while the slice lasts,
 * and otherwise a promise that resolves after the event loop has had its turn.
 *
 * Waiting for data does not begin a new slice: what has already come is handed on without the event loop getting a
 * turn in between, and so counts as one piece of work. After a real wait this costs one turn more than needed.
 */
export class Slicer {
  readonly #clock: Pick<Clock, "now">;
  #sliceStart: number;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
    this.#sliceStart = clock.now();
  }

  pause(): Promise<void> | undefined {
    const elapsed = this.#clock.now() - this.#sliceStart;
    // Below zero the clock was set back, and nobody knows how long it has been.
    if (elapsed >= 0 && elapsed < sliceLength) return undefined;
    return setImmediate().then(() => {
      this.#sliceStart = this.#clock.now();
    });
  }
}
