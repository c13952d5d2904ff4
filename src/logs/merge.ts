import type { Clock } from "../lib/clock.ts";
import { compareStamps } from "./stamp.ts";
import type { LogEntry, Stamp } from "./types.ts";

/** Entries of one lane that may wait before its source is asked to wait. */
const mostWaiting = 4096;
/** Milliseconds; timers hold 31 bits. */
const longestTimer = 2 ** 31 - 1;
/** Entries handed on at once. */
const batchSize = 1024;

export interface MergeOptions {
  readonly clock: Clock;
  readonly order: "time" | "arrival";
  /** Milliseconds for which a new entry waits for older ones of other sources. */
  readonly holdBack: number;
  /** Milliseconds for which all wait for a source that does not say what it has next. `Infinity` is for ever. */
  readonly patience: number;
  /** Takes entries in order. A promise asks to wait with more. */
  emit(entries: LogEntry[]): Promise<void> | undefined;
}

/** Where one source puts its entries, in their order. */
export interface Lane {
  /** A promise asks to wait with more. */
  push(entries: readonly LogEntry[]): Promise<void> | undefined;
  /** From now on nobody waits for this lane: what comes is new. */
  catchUp(): void;
  /** Nothing more comes. */
  end(): void;
}

class LaneQueue implements Lane {
  readonly #onChange: () => void;
  /** When it last had something to say. */
  heardAt: number;
  readonly #clock: Clock;
  isCaughtUp = false;
  isEnded = false;
  #entries: LogEntry[] = [];
  /** When each of them came; long ago for what was there before anybody looked. */
  #arrivals: number[] = [];
  #next = 0;
  #onRoom: (() => void) | undefined;
  #room: Promise<void> | undefined;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
    this.heardAt = clock.now();
  }

  push(entries: readonly LogEntry[]): Promise<void> | undefined {
    const arrivedAt = this.#clock.now();
    this.heardAt = arrivedAt;
    for (const entry of entries) {
      this.#entries.push(entry);
      this.#arrivals.push(this.isCaughtUp ? arrivedAt : Number.NEGATIVE_INFINITY);
    }
    this.#onChange();
    if (this.size < mostWaiting) return undefined;
    this.#room ??= new Promise((resolve) => {
      this.#onRoom = resolve;
    });
    return this.#room;
  }

  catchUp(): void {
    this.isCaughtUp = true;
    this.#onChange();
  }

  end(): void {
    this.isEnded = true;
    this.catchUp();
  }

  get size(): number {
    return this.#entries.length - this.#next;
  }

  get head(): LogEntry | undefined {
    return this.#entries[this.#next];
  }

  /** When the head came. */
  get arrivedAt(): number {
    return this.#arrivals[this.#next] ?? 0;
  }

  take(): void {
    this.#next += 1;
    if (this.#next === this.#entries.length || this.#next >= batchSize) {
      this.#entries = this.#entries.slice(this.#next);
      this.#arrivals = this.#arrivals.slice(this.#next);
      this.#next = 0;
    }
    if (this.#room !== undefined && this.size < mostWaiting / 2) {
      this.#onRoom?.();
      this.#room = undefined;
    }
  }
}

/**
 * Puts the entries of many sources in the order of their stamps. What sources had at the beginning is merged exactly:
 * nothing is handed on while one of them has yet to say what it has. What is new waits a moment for older entries of
 * other sources; what comes later still is handed on as late.
 */
export class Merge {
  readonly #options: MergeOptions;
  readonly #lanes = new Set<LaneQueue>();
  #isRunning = false;
  #isAsked = false;
  /** Ends the wait for time to pass. */
  #wake = new AbortController();
  #last: Stamp | undefined;
  #idle: (() => void)[] = [];

  constructor(options: MergeOptions) {
    this.#options = options;
  }

  open(): Lane {
    const lane = new LaneQueue(this.#options.clock, () => this.#ask());
    this.#lanes.add(lane);
    return lane;
  }

  /** Resolves when every lane has ended and all of it has been handed on. */
  async drained(): Promise<void> {
    while (this.#lanes.size > 0 || this.#isRunning)
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
      });
  }

  #ask(): void {
    this.#isAsked = true;
    this.#wake.abort();
    if (this.#isRunning) return;
    this.#isRunning = true;
    queueMicrotask(() => void this.#run());
  }

  async #run(): Promise<void> {
    const { emit, clock } = this.#options;
    while (this.#isAsked) {
      this.#isAsked = false;
      for (;;) {
        const { entries, wait } = this.#due();
        const pressed = entries.length > 0 ? emit(entries) : undefined;
        if (pressed !== undefined) await pressed;
        if (entries.length > 0) continue;
        if (wait === undefined || this.#isAsked) break;
        this.#wake = new AbortController();
        await clock.sleep(Math.min(wait, longestTimer), this.#wake.signal).catch(() => undefined);
      }
    }
    this.#isRunning = false;
    for (const lane of this.#lanes) if (lane.isEnded && lane.size === 0) this.#lanes.delete(lane);
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** What can be handed on now; where that is nothing, the milliseconds after which there may be something. */
  #due(): { readonly entries: LogEntry[]; readonly wait?: number | undefined } {
    return this.#options.order === "arrival" ? this.#arrived() : this.#ordered();
  }

  #arrived(): { readonly entries: LogEntry[] } {
    const entries: LogEntry[] = [];
    for (const lane of this.#lanes) {
      for (let head = lane.head; head !== undefined && entries.length < batchSize; head = lane.head) {
        entries.push(head);
        lane.take();
      }
    }
    return { entries };
  }

  #ordered(): { readonly entries: LogEntry[]; readonly wait?: number | undefined } {
    const now = this.#options.clock.now();
    const blocked = this.#waitForSilent(now);
    if (blocked !== undefined) return { entries: [], wait: blocked };
    const entries: LogEntry[] = [];
    const heap = heapOf([...this.#lanes].filter((lane) => lane.size > 0));
    const [first] = heap;
    let wait: number | undefined;
    for (let lane = first; lane !== undefined && entries.length < batchSize; [lane] = heap) {
      const { head } = lane;
      if (head === undefined) break;
      wait = this.#holdFor(lane, now);
      if (wait !== undefined) break;
      entries.push(this.#inOrder(head));
      lane.take();
      if (lane.size > 0) sink(heap, 0);
      else if (lane.isCaughtUp) drop(heap);
      // Nobody knows what it has next.
      else break;
    }
    return { entries, wait };
  }

  /** Milliseconds for which a source that has yet to say what it has is waited for; undefined where there is none. */
  #waitForSilent(now: number): number | undefined {
    let wait: number | undefined;
    for (const lane of this.#lanes) {
      if (lane.isCaughtUp || lane.size > 0) continue;
      const left = lane.heardAt + this.#options.patience - now;
      if (left <= 0) lane.isCaughtUp = true;
      else wait = Math.min(wait ?? left, left);
    }
    return wait;
  }

  #holdFor(lane: LaneQueue, now: number): number | undefined {
    // With nobody else there is nothing to wait for.
    if (this.#lanes.size === 1) return undefined;
    const left = lane.arrivedAt + this.#options.holdBack - now;
    return left > 0 ? left : undefined;
  }

  #inOrder(entry: LogEntry): LogEntry {
    if (this.#last !== undefined && compareStamps(entry, this.#last) < 0)
      return entry.kind === "line" ? { ...entry, late: true } : entry;
    this.#last = entry;
    return entry;
  }
}

function isBefore(a: LaneQueue | undefined, b: LaneQueue | undefined): boolean {
  const one = a?.head;
  const other = b?.head;
  return one !== undefined && other !== undefined && compareStamps(one, other) < 0;
}

/** The lane with the oldest head stands first. */
function heapOf(lanes: LaneQueue[]): LaneQueue[] {
  for (let at = (lanes.length >> 1) - 1; at >= 0; at--) sink(lanes, at);
  return lanes;
}

function drop(heap: LaneQueue[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  sink(heap, 0);
}

function sink(heap: LaneQueue[], from: number): void {
  let at = from;
  for (;;) {
    const left = 2 * at + 1;
    const right = left + 1;
    let least = isBefore(heap[left], heap[at]) ? left : at;
    if (isBefore(heap[right], heap[least])) least = right;
    const lane = heap[at];
    const other = heap[least];
    if (least === at || lane === undefined || other === undefined) return;
    heap[at] = other;
    heap[least] = lane;
    at = least;
  }
}
