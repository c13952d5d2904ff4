import type { Clock } from "../../src/lib/clock.ts";

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test lets time pass. Chance is what the test says, by default none. */
export class ManualClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];
  readonly random: () => number;

  constructor({ now = 0, random = () => 0 }: { readonly now?: number; readonly random?: () => number } = {}) {
    this.#now = now;
    this.random = random;
  }

  now(): number {
    return this.#now;
  }

  /** Puts the hands elsewhere without anybody having waited, as when a machine's time is corrected. */
  set(now: number): void {
    this.#now = now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = { due: this.#now + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason);
      });
    });
  }

  /** How many wait for something. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Lets time pass: wakes who is due, in order, each after all that the one before set going. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (;;) {
      const [next] = this.#sleepers.filter(({ due }) => due <= until).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.due);
      next.wake();
      await settle();
    }
    this.#now = until;
  }
}

/** Resolves when all that could go on without time passing has gone on: work may give way to others now and then. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
