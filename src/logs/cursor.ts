interface Moment {
  readonly second: number;
  readonly nanos: number;
}

const beginning: Moment = { second: Number.NEGATIVE_INFINITY, nanos: 0 };

/** The lines of one second, as keys of stamp and text. */
interface Bucket {
  readonly second: number;
  readonly keys: number[];
}

const hashBits = 21;
const hashMask = 2 ** hashBits - 1;
/** Of a long line so many bytes of both ends tell it from others. */
const sampled = 64;

/** FNV-1a over a line's ends and its length, in 21 bits. With a stamp to the nanosecond it tells lines apart. */
export function lineHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  const headEnd = Math.min(end, start + sampled);
  for (let at = start; at < headEnd; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  for (let at = Math.max(headEnd, end - sampled); at < end; at++)
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> hashBits)) & hashMask;
}

/** 30 bits of nanoseconds and 21 of the text fit into a number. */
function keyOf(nanos: number, hash: number): number {
  return nanos * 2 ** hashBits + hash;
}

function nanosOf(key: number): number {
  return Math.floor(key / 2 ** hashBits);
}

/**
 * How far a log was read. A log can be asked for again only from a whole second on, which includes lines that were read
 * (the kubelet drops only what is strictly older), so the lines of the last two seconds that had any are remembered:
 * the last alone would not do, since what a runtime reads from two pipes can stand a little out of order.
 */
export class Cursor {
  #last: Bucket | undefined;
  #before: Bucket | undefined;
  /** The first line that was read: those before it were not asked for. */
  #first: Moment | undefined;

  /** The second from which to ask again; undefined before the first line. */
  get since(): number | undefined {
    return (this.#before ?? this.#last)?.second;
  }

  /** A line was read and handed on. */
  take(second: number, nanos: number, hash: number): void {
    const key = keyOf(nanos, hash);
    this.#first ??= { second, nanos };
    if (this.#last === undefined || second > this.#last.second) {
      this.#before = this.#last;
      this.#last = { second, keys: [key] };
    } else if (second === this.#last.second) this.#last.keys.push(key);
    else if (second === this.#before?.second) this.#before.keys.push(key);
    else if (this.#before === undefined || second > this.#before.second)
      this.#before = { second, keys: [key] };
    // What is older still is not asked for again.
  }

  /** One that goes its own way from here. */
  copy(): Cursor {
    const cursor = new Cursor();
    cursor.#first = this.#first;
    cursor.#last = this.#last && { ...this.#last, keys: [...this.#last.keys] };
    cursor.#before = this.#before && { ...this.#before, keys: [...this.#before.keys] };
    return cursor;
  }

  /** What has been read so far, to tell it from what is new when the log is read again. */
  replay(): Replay {
    const buckets = [this.#before, this.#last].filter((bucket) => bucket !== undefined);
    return new Replay(buckets, this.#first ?? beginning);
  }
}

/** Tells the lines of a log that is read again apart: those that were read, each as often as it was, and new ones. */
export class Replay {
  readonly #from: number;
  readonly #first: Moment;
  readonly #left = new Map<number, Map<number, number>>();
  #known = 0;
  #found = 0;
  #isGap = false;

  constructor(buckets: readonly Bucket[], first: Moment) {
    this.#first = first;
    this.#from = buckets[0]?.second ?? Number.NEGATIVE_INFINITY;
    for (const { second, keys } of buckets) {
      const counts = new Map<number, number>();
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
      this.#left.set(second, counts);
      this.#known += keys.length;
    }
  }

  /** Whether all that was read has turned up again, so that whatever comes is new. */
  get isOver(): boolean {
    return this.#found === this.#known;
  }

  /**
   * Whether nothing of what was read is there any more although newer lines are: the log was rotated away meanwhile,
   * and lines between may be missing.
   */
  get isGap(): boolean {
    return this.#isGap;
  }

  /** To be asked once for each line, in the order of the log. */
  wasRead(second: number, nanos: number, hash: number): boolean {
    if (second < this.#from) return true;
    const counts = this.#left.get(second);
    const key = keyOf(nanos, hash);
    const count = counts?.get(key) ?? 0;
    if (count > 0) {
      counts?.set(key, count - 1);
      this.#found += 1;
      return true;
    }
    const { second: firstSecond, nanos: firstNanos } = this.#first;
    const isBeforeFirst =
      second < firstSecond ||
      (second === firstSecond && (nanos < firstNanos || (nanos === firstNanos && this.#found === 0)));
    // What is older than anything known stands out of order; only what is newer must come after it.
    if (!isBeforeFirst && this.#known > 0 && this.#found === 0 && this.#isAfterAll(second, nanos))
      this.#isGap = true;
    return isBeforeFirst;
  }

  #isAfterAll(second: number, nanos: number): boolean {
    const last = Math.max(...this.#left.keys());
    if (second !== last) return second > last;
    for (const key of this.#left.get(last)?.keys() ?? []) if (nanosOf(key) >= nanos) return false;
    return true;
  }
}
