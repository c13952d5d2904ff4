import type { Clock } from "../lib/clock.ts";

// The constants of client-go's reflector (tools/cache/reflector.go, NewNamedReflector): 800 ms, doubled up to 30 s,
// jitter factor 1.0 (a delay is drawn from [d, 2d)), forgotten after two minutes without a failure.
const firstDelay = 800;
const longestDelay = 30_000;
const forgottenAfter = 120_000;

/** How long to wait after a failure, growing with failures that follow one another. */
export class Backoff {
  readonly #clock: Clock;
  #delay = firstDelay;
  #lastFailure = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds to wait now. `atLeast` is the server's Retry-After. */
  next(atLeast = 0): number {
    const now = this.#clock.now();
    if (now - this.#lastFailure > forgottenAfter) this.#delay = firstDelay;
    const wait = this.#delay * (1 + this.#clock.random());
    this.#lastFailure = now + wait;
    this.#delay = Math.min(this.#delay * 2, longestDelay);
    return Math.max(wait, atLeast);
  }

  reset(): void {
    this.#delay = firstDelay;
  }
}
