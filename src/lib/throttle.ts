import type { Clock } from "./clock.ts";

/**
 * Runs `run` soon when it was quiet, and otherwise once at the end of each interval in which it was asked for; an end
 * that was heard of a little late does not put off those after it. Soon is when the piece of work that asks is done:
 * `run` sees all of it, and what `run` throws is not thrown at who asked.
 */
export class Throttle {
  readonly #interval: number;
  readonly #clock: Clock;
  readonly #run: () => void;
  #lastRun = Number.NEGATIVE_INFINITY;
  /** Whether it runs when the present piece of work is done, or an interval is over. */
  #isDue = false;
  #isWaiting = false;
  #runs = 0;

  /** @param interval milliseconds. */
  constructor(interval: number, clock: Clock, run: () => void) {
    this.#interval = interval;
    this.#clock = clock;
    this.#run = run;
  }

  request(): void {
    if (this.#isDue) return;
    // A clock may be set back: no wait is longer than an interval.
    const rest = Math.min(this.#lastRun + this.#interval - this.#clock.now(), this.#interval);
    // Also where it waits: a timer has its turn with the event loop's, which what floods in may keep for long.
    if (rest <= 0) this.#isDue = true;
    else if (this.#isWaiting) return;
    else this.#isWaiting = true;
    const runs = this.#runs;
    const now = () => {
      if (runs === this.#runs) this.#now();
    };
    if (this.#isDue) queueMicrotask(now);
    else void this.#clock.sleep(rest).then(now);
  }

  #now(): void {
    this.#runs += 1;
    this.#isDue = this.#isWaiting = false;
    const now = this.#clock.now();
    const late = now - this.#lastRun - this.#interval;
    this.#lastRun = late >= 0 && late < this.#interval / 2 ? now - late : now;
    this.#run();
  }
}
