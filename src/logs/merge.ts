import type { Clock } from "../lib/clock.ts";
import { compareStamps } from "./stamp.ts";
import type { LogEntry, Stamp } from "./types.ts";

/**
 * Entries, and bytes of lines, of one lane that may wait before its source is asked to wait: what waits long lives long,
 * which is what memory that is collected costs time for.
 */
const mostWaiting = 1024;
const mostBytes = 1 << 20;
/** More lanes than these share what so many may have. */
const lanesInFull = 256;
/** Milliseconds; timers hold 31 bits. */
const longestTimer = 2 ** 31 - 1;
/** Why a wait is over. Made once: an abort without a reason makes an exception each time. */
const news = new Error("there is news");
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
  /** The entries are not to be changed any more; `bytes` is what their lines take. A promise asks to wait with more. */
  push(entries: readonly LogEntry[], bytes: number): Promise<void> | undefined;
  /** From now on nobody waits for this lane: what comes is new. */
  catchUp(): void;
  /** Nothing more comes. */
  end(): void;
}

/** What one push brought. */
interface Batch {
  readonly entries: readonly LogEntry[];
  readonly bytes: number;
  /** Long ago for what was there before anybody looked. */
  readonly arrivedAt: number;
}

class LaneQueue implements Lane {
  readonly #onPush: () => void;
  /** It has ended, need not be waited for any more, or has no more room. */
  readonly #onTurn: () => void;
  /** When it last had something to say. */
  heardAt: number;
  readonly #clock: Clock;
  /** Of what a lane may have waiting. */
  readonly #share: () => number;
  isCaughtUp = false;
  isEnded = false;
  readonly #batches: Batch[] = [];
  /** Of the first batch the entry that comes next. */
  #next = 0;
  #bytes = 0;
  #onRoom: (() => void) | undefined;
  #room: Promise<void> | undefined;
  size = 0;
  /** The entry that comes next; kept at hand, since it is compared with others again and again. */
  head: LogEntry | undefined;

  constructor(clock: Clock, share: () => number, onPush: () => void, onTurn: () => void) {
    this.#clock = clock;
    this.#share = share;
    this.#onPush = onPush;
    this.#onTurn = onTurn;
    this.heardAt = clock.now();
  }

  push(entries: readonly LogEntry[], bytes: number): Promise<void> | undefined {
    const now = this.#clock.now();
    this.heardAt = now;
    if (entries.length > 0) {
      this.#batches.push({ entries, bytes, arrivedAt: this.isCaughtUp ? now : Number.NEGATIVE_INFINITY });
      this.size += entries.length;
      this.#bytes += bytes;
      this.head ??= entries[0];
    }
    const share = this.#share();
    if (this.size < mostWaiting * share && this.#bytes < mostBytes * share) {
      this.#onPush();
      return undefined;
    }
    this.#room ??= new Promise((resolve) => {
      this.#onRoom = resolve;
    });
    this.#onTurn();
    return this.#room;
  }

  /** Whether its source was asked to wait. */
  get isFull(): boolean {
    return this.#room !== undefined;
  }

  catchUp(): void {
    this.isCaughtUp = true;
    this.#onTurn();
  }

  end(): void {
    this.isEnded = true;
    this.catchUp();
  }

  /** When the head came. */
  get arrivedAt(): number {
    return this.#batches[0]?.arrivedAt ?? 0;
  }

  /** Whether its source, which was asked to wait, was told to go on. */
  take(): boolean {
    this.#next += 1;
    this.size -= 1;
    const [batch] = this.#batches;
    if (batch !== undefined && this.#next === batch.entries.length) this.#leave(batch);
    this.head = this.#batches[0]?.entries[this.#next];
    if (this.#room === undefined) return false;
    const half = this.#share() / 2;
    if (this.size >= mostWaiting * half || this.#bytes > mostBytes * half) return false;
    this.#onRoom?.();
    this.#room = undefined;
    return true;
  }

  /** All of a batch was taken. Nothing may hold it any longer: its lines hold all the bytes they came with. */
  #leave({ bytes }: Batch): void {
    this.#bytes -= bytes;
    this.#next = 0;
    this.#batches.shift();
  }
}

/** What can be handed on now; where that is nothing, the milliseconds after which there may be something. */
interface Due {
  readonly entries: LogEntry[];
  readonly wait?: number | undefined;
  /** The wait is that of the entry that comes first. */
  readonly isHeld?: boolean;
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
  /** It sleeps until the entry that comes first has waited for long enough. What comes now must wait longer than that. */
  #isHolding = false;
  /** Ends the wait for time to pass. */
  #wake = new AbortController();
  #last: Stamp | undefined;
  /** When the last entries had been taken: nobody is blamed for silence before that. */
  #emittedAt = Number.NEGATIVE_INFINITY;
  #idle: (() => void)[] = [];

  constructor(options: MergeOptions) {
    this.#options = options;
  }

  open(): Lane {
    const lane = new LaneQueue(
      this.#options.clock,
      () => Math.min(1, lanesInFull / this.#lanes.size),
      () => {
        if (!this.#isHolding) this.#ask();
      },
      () => this.#ask(),
    );
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
    this.#wake.abort(news);
    if (this.#isRunning) return;
    this.#isRunning = true;
    queueMicrotask(() => void this.#run());
  }

  async #run(): Promise<void> {
    const { emit, clock } = this.#options;
    while (this.#isAsked) {
      this.#isAsked = false;
      for (;;) {
        const { entries, wait, isHeld = false } = this.#due();
        const pressed = entries.length > 0 ? emit(entries) : undefined;
        if (pressed !== undefined) await pressed;
        if (entries.length > 0) {
          this.#emittedAt = clock.now();
          continue;
        }
        if (wait === undefined || this.#isAsked) break;
        this.#wake = new AbortController();
        this.#isHolding = isHeld;
        await clock.sleep(Math.min(wait, longestTimer), this.#wake.signal).catch(() => undefined);
        this.#isHolding = false;
      }
    }
    this.#isRunning = false;
    for (const lane of this.#lanes) if (lane.isEnded && lane.size === 0) this.#lanes.delete(lane);
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #due(): Due {
    return this.#options.order === "arrival" ? this.#arrived() : this.#ordered();
  }

  #arrived(): Due {
    const entries: LogEntry[] = [];
    for (const lane of this.#lanes) {
      for (let head = lane.head; head !== undefined && entries.length < batchSize; head = lane.head) {
        entries.push(head);
        lane.take();
      }
    }
    return { entries };
  }

  #ordered(): Due {
    const now = this.#options.clock.now();
    const blocked = this.#waitForSilent(now);
    if (blocked !== undefined) return { entries: [], wait: blocked };
    const entries: LogEntry[] = [];
    const lanes = [...this.#lanes];
    // A source that pours more than its lane holds would be read ever later. So much is handed on that it has room.
    let full = lanes.filter((lane) => lane.isFull).length;
    const heap = heapOf(lanes.filter((lane) => lane.size > 0));
    const [first] = heap;
    let wait: number | undefined;
    for (let lane = first; lane !== undefined && entries.length < batchSize; [lane] = heap) {
      const { head } = lane;
      if (head === undefined) break;
      wait = full > 0 ? undefined : this.#holdFor(lane, now);
      if (wait !== undefined) break;
      entries.push(this.#inOrder(head));
      if (lane.take()) full -= 1;
      if (lane.size > 0) sink(heap, 0);
      else if (lane.isCaughtUp) drop(heap);
      // Nobody knows what it has next.
      else break;
    }
    return { entries, wait, isHeld: true };
  }

  /** Milliseconds for which a source that has yet to say what it has is waited for; undefined where there is none. */
  #waitForSilent(now: number): number | undefined {
    let wait: number | undefined;
    for (const lane of this.#lanes) {
      if (lane.isCaughtUp || lane.size > 0) continue;
      const left = Math.max(lane.heardAt, this.#emittedAt) + this.#options.patience - now;
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
    const last = this.#last;
    if (last === undefined || compareStamps(entry, last) >= 0) {
      this.#last = entry;
      return entry;
    }
    if (entry.kind === "line") return { ...entry, bytes: entry.bytes, late: true };
    // Nobody says when a pod went. It had not when what was handed on was written, however long it had been silent.
    return entry.about === "gone" ? { ...entry, seconds: last.seconds, nanos: last.nanos } : entry;
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
