/** Where the demo cluster's time comes from. All of it: object timestamps, controllers, bookmarks, timeouts. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `task` once, `delay` milliseconds from now. The returned function cancels it. */
  after(delay: number, task: () => void): () => void;
}

/** A clock over the machine's timers, which never keep a process alive. */
export function timerClock(now: () => number): Clock {
  return {
    now,
    after(delay, task) {
      const timer = setTimeout(task, Math.max(0, delay));
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** A clock that runs `speed` times as fast as another from now on, and so ahead of it. */
export function fastClock(clock: Clock, speed: number): Clock {
  const start = clock.now();
  return {
    now: () => start + (clock.now() - start) * speed,
    after: (delay, task) => clock.after(delay / speed, task),
  };
}

interface PendingTask {
  readonly due: number;
  readonly task: () => void;
}

/** A clock that stands still until it is advanced; tasks run in the order they fall due. For tests. */
export class ManualClock implements Clock {
  #now: number;
  // Sorted by the time due, tasks of one time in the order they came.
  readonly #pending: PendingTask[] = [];

  /** @param start milliseconds since the epoch; the default is a fixed Tuesday afternoon. */
  constructor(start = Date.UTC(2026, 10, 17, 14, 0, 0)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(delay: number, task: () => void): () => void {
    const entry = { due: this.#now + Math.max(0, delay), task };
    let low = 0;
    let high = this.#pending.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#pending[middle]?.due ?? 0) <= entry.due) low = middle + 1;
      else high = middle;
    }
    this.#pending.splice(low, 0, entry);
    return () => {
      const place = this.#pending.indexOf(entry);
      if (place >= 0) this.#pending.splice(place, 1);
    };
  }

  /** Moves time on, running every task that falls due on the way at its own time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = this.#pending;
      if (next === undefined || next.due > end) break;
      this.#pending.shift();
      this.#now = Math.max(this.#now, next.due);
      next.task();
    }
    this.#now = end;
  }
}

/**
 * A clock that first runs through a stretch of the past in no time and then goes on as another clock. The demo
 * cluster lives through it before it serves, so that it has a history when the first client looks.
 */
export class WarmUpClock implements Clock {
  readonly #present: Clock;
  readonly #entries = new Set<{ readonly due: number; readonly task: () => void; cancel: () => void }>();
  #past: ManualClock | undefined;
  #stopped = false;

  /** @param length milliseconds of the past to run through. */
  constructor(present: Clock, length: number) {
    this.#present = present;
    this.#past = new ManualClock(present.now() - length);
  }

  now(): number {
    return (this.#past ?? this.#present).now();
  }

  after(delay: number, task: () => void): () => void {
    const past = this.#past;
    if (past === undefined) return this.#present.after(delay, () => this.#run(task));
    const run = () => {
      this.#entries.delete(entry);
      this.#run(task);
    };
    const entry = { due: past.now() + Math.max(0, delay), task: run, cancel: past.after(delay, run) };
    this.#entries.add(entry);
    return () => {
      this.#entries.delete(entry);
      entry.cancel();
    };
  }

  /** Ends it: what is still to come does not happen. */
  stop(): void {
    this.#stopped = true;
  }

  #run(task: () => void): void {
    if (!this.#stopped) task();
  }

  /** Runs through the past, and hands what is still to come over to the present. */
  catchUp(): void {
    const past = this.#past;
    if (past === undefined) return;
    const end = this.#present.now();
    past.advance(end - past.now());
    this.#past = undefined;
    for (const entry of [...this.#entries].sort((a, b) => a.due - b.due)) {
      entry.cancel();
      entry.cancel = this.#present.after(entry.due - end, entry.task);
    }
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
