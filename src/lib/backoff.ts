import type { Clock } from "./clock.ts";

/** In milliseconds. */
export interface BackoffTerms {
  readonly first: number;
  readonly longest: number;
  /** Without a failure for so long, the next one counts as the first. */
  readonly forgottenAfter: number;
}

/**
 * How long to wait after a failure: doubled with failures that follow one another, and with a jitter factor of 1.0 (a
 * delay is drawn from [d, 2d)), as client-go's.
 */
export class Backoff {
  readonly #clock: Clock;
  readonly #terms: BackoffTerms;
  #delay: number;
  #lastFailure = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, terms: BackoffTerms) {
    this.#clock = clock;
    this.#terms = terms;
    this.#delay = terms.first;
  }

  /** Milliseconds to wait now. `atLeast` is the server's Retry-After. */
  next(atLeast = 0): number {
    const now = this.#clock.now();
    if (now - this.#lastFailure > this.#terms.forgottenAfter) this.#delay = this.#terms.first;
    const wait = this.#delay * (1 + this.#clock.random());
    this.#lastFailure = now + wait;
    this.#delay = Math.min(this.#delay * 2, this.#terms.longest);
    return Math.max(wait, atLeast);
  }

  reset(): void {
    this.#delay = this.#terms.first;
  }
}
