import { Backoff, type BackoffTerms } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import type { Link } from "./link.ts";

/** Those of client-go's reflector (tools/cache/reflector.go, NewNamedReflector). */
export const watchBackoff: BackoffTerms = { first: 800, longest: 30_000, forgottenAfter: 120_000 };

/** The waits of one reflector: as long as a failure deserves, and over early where somebody knows better. */
export class Waits {
  readonly #clock: Clock;
  readonly #link: Link;
  readonly #backoff: Backoff;
  #wake = new AbortController();
  /** The link said that the server is back, and nothing has come of it so far. */
  #isSentByLink = false;

  constructor(clock: Clock, link: Link) {
    this.#clock = clock;
    this.#link = link;
    this.#backoff = new Backoff(clock, watchBackoff);
  }

  /** Milliseconds to wait after one more failure; at least what the server asked for. */
  next(retryAfter?: number): number {
    return this.#backoff.next(retryAfter);
  }

  /** The server has answered: what the link said was true. */
  answered(): void {
    this.#isSentByLink = false;
  }

  /** Ends whatever wait is going on. */
  end(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  /** Ends after `ms`, on `end`, or when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return this.#race(signal, (over) => [this.#clock.sleep(ms, over).catch(() => {})]);
  }

  /** As `sleep`, and also as soon as the link says that the server is back. */
  sleepUnlessBack(ms: number, signal: AbortSignal): Promise<void> {
    return this.#race(signal, (over) => [this.#clock.sleep(ms, over).catch(() => {}), this.#isBack(over)]);
  }

  /** Ends on `end`, or when the signal aborts. */
  sleepUntilEnd(signal: AbortSignal): Promise<void> {
    return this.#race(signal, () => []);
  }

  async #isBack(signal: AbortSignal): Promise<void> {
    if (!(await this.#link.restored(signal, this.#isSentByLink))) return;
    this.#isSentByLink = true;
    this.#backoff.reset();
  }

  /** Until the first of some waits ends, each of which ends with the signal it is given. */
  async #race(signal: AbortSignal, begin: (over: AbortSignal) => Promise<void>[]): Promise<void> {
    const done = new AbortController();
    const over = AbortSignal.any([signal, this.#wake.signal, done.signal]);
    if (over.aborted) return;
    const ended = new Promise<void>((resolve) => {
      over.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([ended, ...begin(over)]);
    done.abort();
  }
}
