import { Backoff, type BackoffTerms } from "./backoff.ts";
import type { Clock } from "./clock.ts";

/** Who knows when a server that was lost answers again. */
export interface ServerLink {
  /**
   * Resolves true when it does, false when the signal aborts before.
   * @param doubting the last such answer was worth nothing, since the request failed all the same: only a server that
   * was seen to be away in between will do. Else a request that is always cut would be made again every second.
   */
  restored(signal: AbortSignal, doubting?: boolean): Promise<boolean>;
}

/** The waits of one request that is made again and again: as long as a failure deserves, and over early where somebody knows better. */
export class Waits {
  readonly #clock: Clock;
  readonly #link: ServerLink;
  readonly #backoff: Backoff;
  #wake = new AbortController();
  /** The link said that the server is back, and nothing has come of it so far. */
  #isSentByLink = false;

  constructor(clock: Clock, link: ServerLink, terms: BackoffTerms) {
    this.#clock = clock;
    this.#link = link;
    this.#backoff = new Backoff(clock, terms);
  }

  /** Milliseconds to wait after one more failure; at least what the server asked for. */
  next(retryAfter?: number): number {
    return this.#backoff.next(retryAfter);
  }

  /** The server has answered: what the link said was true. */
  answered(): void {
    this.#isSentByLink = false;
  }

  /** What was asked for has come: the next failure is the first. */
  reset(): void {
    this.#backoff.reset();
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
