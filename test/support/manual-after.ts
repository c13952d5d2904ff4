import type { After } from "../../src/lib/after.ts";

/** Timers that fire when a test says so. */
export class ManualAfter {
  #waiting: { due: number; run: () => void }[] = [];
  #now = 0;

  readonly after: After = (milliseconds, run) => {
    const entry = { due: this.#now + milliseconds, run };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  };

  /** Lets time pass and runs what falls due, in order. */
  pass(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (;;) {
      const [next] = this.#waiting.filter(({ due }) => due <= until).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.#now = next.due;
      this.#waiting = this.#waiting.filter((entry) => entry !== next);
      next.run();
    }
    this.#now = until;
  }

  get waiting(): number {
    return this.#waiting.length;
  }
}
