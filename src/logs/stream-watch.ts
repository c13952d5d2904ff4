import type { Clock } from "../lib/clock.ts";

/** Milliseconds without a byte after which a followed log is asked whether it has something new, and the longest. */
const firstSilence = 60_000;
const longestSilence = 600_000;
/** Milliseconds of silence after which the log of a pod that is gone has ended. */
const lastWords = 5000;
/** Milliseconds after which a stream is opened anew, before somebody on the way closes it without a word. */
const oldAge = 3 * 3_600_000;

export interface StreamWatchOptions {
  readonly clock: Clock;
  /** Whether the log has what the stream did not bring; undefined where that could not be asked. */
  hasMore(signal: AbortSignal): Promise<boolean | undefined>;
  /** The stream is ended since it did not bring what is there. */
  onStall(): void;
}

/** One answer that is being read, and who ends it where nobody else does. */
export class StreamWatch {
  readonly #options: StreamWatchOptions;
  readonly #end = new AbortController();
  #heardAt: number;

  constructor(options: StreamWatchOptions) {
    this.#options = options;
    this.#heardAt = options.clock.now();
  }

  /** Aborts when the stream is to be read no more. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** The stream brought something. */
  heard(): void {
    this.#heardAt = this.#options.clock.now();
  }

  end(): void {
    this.#end.abort();
  }

  /** Ends a stream that has fallen silent although there is more, or that has become old. */
  async watch(signal: AbortSignal): Promise<void> {
    const { clock, hasMore, onStall } = this.#options;
    const openedAt = clock.now();
    let silence = firstSilence;
    try {
      for (;;) {
        const quietFor = clock.now() - this.#heardAt;
        await clock.sleep(Math.max(1, silence - Math.max(0, quietFor)), signal);
        if (clock.now() - openedAt >= oldAge) return this.end();
        if (clock.now() - this.#heardAt < silence) {
          silence = firstSilence;
          continue;
        }
        const isStalled = await hasMore(signal);
        if (isStalled === true) {
          onStall();
          return this.end();
        }
        if (isStalled === false) silence = Math.min(silence * 2, longestSilence);
        this.heard();
      }
    } catch {
      // It has ended.
    }
  }

  /** A stream that does not end although its instance has was opened when the next one answered already. */
  async endSoon(): Promise<void> {
    await this.#options.clock.sleep(lastWords, this.signal).catch(() => undefined);
    this.end();
  }

  /** Of a pod that is gone the node ends the log, as a rule; who does not hear of that must not wait for ever. */
  async endWhenSilent(): Promise<void> {
    const { clock } = this.#options;
    try {
      do await clock.sleep(lastWords, this.signal);
      while (clock.now() - this.#heardAt < lastWords);
      this.end();
    } catch {
      // It has ended.
    }
  }
}
