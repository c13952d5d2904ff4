import type { Clock } from "../lib/clock.ts";
import type { ServerLink } from "../lib/waits.ts";

const probeInterval = 1000;

/**
 * Whether one cluster can be reached. While anybody waits for it after a lost connection, one cheap probe a second asks
 * for all of them, so that all are back at once and none has to wait out a long back-off.
 */
export class Link implements ServerLink {
  readonly #probe: (signal: AbortSignal) => Promise<boolean>;
  readonly #clock: Clock;
  /** Told of every answer to a probe, and whether there was none before it. */
  readonly #waiting = new Set<(wasAway: boolean) => void>();
  #probing = false;

  /** @param probe resolves true when the server answered; false or a rejection mean it did not. */
  constructor(probe: (signal: AbortSignal) => Promise<boolean>, clock: Clock) {
    this.#probe = probe;
    this.#clock = clock;
  }

  restored(signal: AbortSignal, doubting = false): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (isBack: boolean) => {
        this.#waiting.delete(onAnswer);
        signal.removeEventListener("abort", giveUp);
        resolve(isBack);
      };
      const onAnswer = (wasAway: boolean) => {
        if (wasAway || !doubting) finish(true);
      };
      const giveUp = () => finish(false);
      if (signal.aborted) return resolve(false);
      signal.addEventListener("abort", giveUp, { once: true });
      this.#waiting.add(onAnswer);
      if (!this.#probing) void this.#probeUntilAnswered();
    });
  }

  async #probeUntilAnswered(): Promise<void> {
    this.#probing = true;
    let wasAway = false;
    while (this.#waiting.size > 0) {
      await this.#clock.sleep(probeInterval * (0.5 + this.#clock.random()));
      if (this.#waiting.size === 0) break;
      const answered = await this.#probe(AbortSignal.timeout(5 * probeInterval)).catch(() => false);
      if (answered) for (const onAnswer of [...this.#waiting]) onAnswer(wasAway);
      wasAway = !answered;
    }
    this.#probing = false;
  }
}
