/** Where the demo cluster's time comes from. All of it: object timestamps, controllers, bookmarks, timeouts. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `task` once, `delay` milliseconds from now. The returned function cancels it. */
  after(delay: number, task: () => void): () => void;
}

/** The machine's clock. Its timers never keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, task) {
    const timer = setTimeout(task, Math.max(0, delay));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** The same time of day, but waits pass `speed` times as fast, so that timestamps stay true to the reader's clock. */
export function pacedClock(clock: Clock, speed: number): Clock {
  return speed === 1
    ? clock
    : { now: () => clock.now(), after: (delay, task) => clock.after(delay / speed, task) };
}

interface PendingTask {
  readonly due: number;
  readonly order: number;
  readonly task: () => void;
}

/** A clock that stands still until it is advanced; tasks run in the order they fall due. For tests. */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #pending = new Set<PendingTask>();

  /** @param start milliseconds since the epoch; the default is a fixed Tuesday afternoon. */
  constructor(start = Date.UTC(2026, 10, 17, 14, 0, 0)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(delay: number, task: () => void): () => void {
    this.#order += 1;
    const pending = { due: this.#now + Math.max(0, delay), order: this.#order, task };
    this.#pending.add(pending);
    return () => this.#pending.delete(pending);
  }

  /** Moves time on, running every task that falls due on the way at its own time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#earliest();
      if (next === undefined || next.due > end) break;
      this.#pending.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.task();
    }
    this.#now = end;
  }

  #earliest(): PendingTask | undefined {
    let first: PendingTask | undefined;
    for (const task of this.#pending)
      if (first === undefined || task.due < first.due || (task.due === first.due && task.order < first.order))
        first = task;
    return first;
  }
}

/** A timestamp as the API writes `Time`: UTC, whole seconds. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** A timestamp as the API writes `MicroTime`. */
export function microTimestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 23)}000Z`;
}
