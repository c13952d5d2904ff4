import type { Clock } from "../lib/clock.ts";

const probeInterval = 1000;

/**
 * Whether one cluster can be reached. While informers wait for it after a lost connection, one cheap probe a second
 * asks for all of them, so that all are back at once and none has to wait out a long back-off.
 */
export class Link {
  readonly #probe: (signal: AbortSignal) => Promise<boolean>;
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #probing = false;

  /** @param probe resolves true when the server answered; false or a rejection mean it did not. */
  constructor(probe: (signal: AbortSignal) => Promise<boolean>, clock: Clock) {
    this.#probe = probe;
    this.#clock = clock;
  }

  /** Resolves when the server answers again, or when the signal aborts. */
  restored(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      if (signal.aborted) return resolve();
      signal.addEventListener("abort", done, { once: true });
      this.#waiting.add(done);
      if (!this.#probing) void this.#probeUntilAnswered();
    });
  }

  async #probeUntilAnswered(): Promise<void> {
    this.#probing = true;
    while (this.#waiting.size > 0) {
      await this.#clock.sleep(probeInterval * (0.5 + this.#clock.random()));
      if (this.#waiting.size === 0) break;
      const answered = await this.#probe(AbortSignal.timeout(5 * probeInterval)).catch(() => false);
      if (answered) for (const done of [...this.#waiting]) done();
    }
    this.#probing = false;
  }
}
