import type { Clock } from "./clock.ts";

/**
 * Runs `run` soon when it was quiet, and otherwise once at the end of each interval in which it was asked for. Soon is
 * when the piece of work that asks is done: `run` sees all of it, and what `run` throws is not thrown at who asked.
 */
export class Throttle {
  readonly #interval: number;
  readonly #clock: Clock;
  readonly #run: () => void;
  #lastRun = Number.NEGATIVE_INFINITY;
  #waiting = false;

  /** @param interval milliseconds. */
  constructor(interval: number, clock: Clock, run: () => void) {
    this.#interval = interval;
    this.#clock = clock;
    this.#run = run;
  }

  request(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    // A clock may be set back: no wait is longer than an interval.
    const rest = Math.min(this.#lastRun + this.#interval - this.#clock.now(), this.#interval);
    if (rest <= 0) queueMicrotask(() => this.#now());
    else void this.#clock.sleep(rest).then(() => this.#now());
  }

  #now(): void {
    this.#waiting = false;
    this.#lastRun = this.#clock.now();
    this.#run();
  }
}
