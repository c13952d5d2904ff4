import type { LogEntry } from "../../logs/types.ts";

/** Seconds over which lines are counted. */
const span = 60;

/** How many lines came in the last minute, by their own stamps. */
export class LineRate {
  readonly #counts = new Uint32Array(span);
  /** The last second that is counted, since the epoch. */
  #second = 0;

  /** @param now milliseconds since the epoch, by our clock. */
  take(entries: readonly LogEntry[], now: number): void {
    this.#moveTo(now);
    for (const { kind, seconds } of entries) {
      if (kind !== "line" || seconds <= this.#second - span) continue;
      // A node's clock may be ahead of ours.
      const at = Math.min(seconds, this.#second) % span;
      this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    }
  }

  /** Lines a minute. */
  at(now: number): number {
    this.#moveTo(now);
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  #moveTo(now: number): void {
    const second = Math.floor(now / 1000);
    const passed = Math.min(second - this.#second, span);
    for (let at = 1; at <= passed; at += 1) this.#counts[(this.#second + at) % span] = 0;
    this.#second = Math.max(this.#second, second);
  }
}
