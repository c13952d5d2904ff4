import type { LogRecord } from "./record.ts";
import type { LogItem, RecordSource } from "./record-source.ts";

/** A place in a log: how many items of each source lie before it. */
export type LogPosition = readonly number[];

/**
 * The log of one instance of a container: what its sources write, in the order of the times at which it reaches the
 * file. Holds nothing of it.
 */
export class InstanceLog {
  readonly #sources: RecordSource[];
  readonly #listeners = new Set<() => void>();
  /** Where the last rotation was asked for. */
  #rotatedAt: LogPosition = [];
  #end = Number.POSITIVE_INFINITY;

  constructor(sources: readonly RecordSource[]) {
    this.#sources = [...sources];
  }

  /** When the instance ended, in milliseconds; infinity while it runs. */
  get end(): number {
    return this.#end;
  }

  /** Says that the instance has ended. Followers are told. */
  finish(time: number): void {
    if (this.#end !== Number.POSITIVE_INFINITY) return;
    this.#end = time;
    this.notify();
  }

  /** Lets something else write into it too. */
  add(source: RecordSource): void {
    this.#sources.push(source);
    this.notify();
  }

  /** Takes a source out, with all it has written. Positions stay what they are. */
  remove(source: RecordSource): void {
    const place = this.#sources.indexOf(source);
    if (place >= 0) this.#sources[place] = nothing;
  }

  /** Starts a new file: what lies before a time cannot be read any more. */
  rotate(time: number): void {
    this.#rotatedAt = this.position(time);
  }

  /** The place after everything that was written up to a time. */
  position(time: number): LogPosition {
    const until = Math.min(time, this.#end);
    return this.#sources.map((source) => source.count(until));
  }

  /** Where the file begins that ends at a place. */
  start(end: LogPosition): LogPosition {
    return end.map((count, place) =>
      Math.max(this.#rotatedAt[place] ?? 0, this.#sources[place]?.keptFrom(count) ?? 0),
    );
  }

  /** The records between two places, made as they are asked for. */
  *records(from: LogPosition, to: LogPosition): Generator<LogRecord> {
    const next = to.map((count, place) => Math.min(from[place] ?? 0, count));
    const heads = to.map((count, place) => this.#item(place, next[place] ?? 0, count));
    for (;;) {
      const place = indexOfEarliest(heads);
      const head = heads[place];
      if (head === undefined) return;
      const number = (next[place] ?? 0) + 1;
      next[place] = number;
      heads[place] = this.#item(place, number, to[place] ?? 0);
      yield* head.records;
    }
  }

  /** The last so many records before a place that the file still has. Pieces of long lines count, each for itself. */
  lastRecords(count: number, end: LogPosition): readonly LogRecord[] {
    const start = this.start(end);
    const left = [...end];
    const itemBefore = (place: number) => {
      const number = (left[place] ?? 0) - 1;
      return number < (start[place] ?? 0) ? undefined : this.#item(place, number, number + 1);
    };
    const tails = left.map((_, place) => itemBefore(place));
    const found: LogRecord[] = [];
    while (found.length < count) {
      const place = indexOfLatest(tails);
      const tail = tails[place];
      if (tail === undefined) break;
      left[place] = (left[place] ?? 0) - 1;
      tails[place] = itemBefore(place);
      found.push(...tail.records.toReversed());
    }
    return found.slice(0, count).reverse();
  }

  /** When something is due after a place, in milliseconds. */
  dueAfter(position: LogPosition): number {
    return Math.min(...this.#sources.map((source, place) => source.dueAfter(position[place] ?? 0)));
  }

  /** Calls back when there is something to read before it was due, or nothing any more. Returns the way to stop it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #item(place: number, number: number, count: number): LogItem | undefined {
    return number < count ? this.#sources[place]?.item(number) : undefined;
  }
}

/** -1 where there is none. Of two at the same time the one of the earlier source was there first. */
function indexOfEarliest(items: readonly (LogItem | undefined)[]): number {
  let found = -1;
  for (const [place, item] of items.entries()) {
    if (item !== undefined && item.time < (items[found]?.time ?? Number.POSITIVE_INFINITY)) found = place;
  }
  return found;
}

function indexOfLatest(items: readonly (LogItem | undefined)[]): number {
  let found = -1;
  for (const [place, item] of items.entries()) {
    if (item !== undefined && item.time >= (items[found]?.time ?? Number.NEGATIVE_INFINITY)) found = place;
  }
  return found;
}

/** Has written nothing, however often. */
const nothing: RecordSource = {
  count: () => 0,
  keptFrom: () => 0,
  item: () => ({ time: 0, records: [] }),
  dueAfter: () => Number.POSITIVE_INFINITY,
};
