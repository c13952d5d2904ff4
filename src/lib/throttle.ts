import type { Clock } from "./clock.ts";

/** Runs `run` at once when it was quiet, and otherwise once at the end of each interval in which it was asked for. */
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
    const rest = this.#lastRun + this.#interval - this.#clock.now();
    if (rest <= 0) {
      this.#now();
      return;
    }
    this.#waiting = true;
    void this.#clock.sleep(rest).then(() => {
      this.#waiting = false;
      this.#now();
    });
  }

  #now(): void {
    this.#lastRun = this.#clock.now();
    this.#run();
  }
}
