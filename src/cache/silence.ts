import type { Clock } from "../lib/clock.ts";

/** In so many beats a silence is counted. */
const beats = 5;

/**
 * Finds out that a stream brings nothing while it is listened to. Beats of a timer are counted, not the time on the
 * clock: while a machine sleeps or the thread is busy nobody listens, and there is one beat at most.
 */
export class Silence {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #tooLong = new AbortController();
  readonly #ended = new AbortController();
  /** Beats since something came; undefined while what came is being worked on. */
  #quiet: number | undefined;

  /** @param limit milliseconds; what comes within them is no silence. */
  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Aborts when nothing came for too long. */
  get signal(): AbortSignal {
    return this.#tooLong.signal;
  }

  /** Hands a stream on. It is listened to from its first part on: what comes before is the wait for an answer. */
  async *listenTo<T>(stream: AsyncIterable<T>): AsyncGenerator<T> {
    let isFirst = true;
    for await (const part of stream) {
      this.#quiet = undefined;
      yield part;
      this.#quiet = 0;
      if (isFirst) this.#count().catch(() => {});
      isFirst = false;
    }
  }

  /** From here on it may be as silent as it likes. */
  end(): void {
    this.#ended.abort();
  }

  async #count(): Promise<void> {
    for (;;) {
      await this.#clock.sleep(this.#limit / beats, this.#ended.signal);
      if (this.#quiet === undefined) continue;
      this.#quiet += 1;
      // The first beat may come at once after the last part.
      if (this.#quiet > beats) return this.#tooLong.abort();
    }
  }
}
