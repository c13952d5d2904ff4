import { type EntryFields, LogSegment, type SegmentRoom } from "./log-segment.ts";

/** In which order entries stand: by their stamps, those of one stamp as they came, or all as they came. */
export type LogOrder = "time" | "arrival";

/** A place in a list: an entry of a segment. */
export interface Place {
  readonly segment: LogSegment;
  readonly at: number;
}

/** Entries in order, in segments. Indexes count from the first entry that is still there. */
export class SegmentList {
  readonly order: LogOrder;
  readonly #segments: LogSegment[] = [];
  /** How many entries there ever were before each segment, in today's order; `#origin` of them are gone. */
  readonly #starts: number[] = [];
  #origin = 0;
  #length = 0;
  #byteLength = 0;
  #changes = 0;
  #room: SegmentRoom | undefined;

  constructor(order: LogOrder) {
    this.order = order;
  }

  get segments(): readonly LogSegment[] {
    return this.#segments;
  }

  get length(): number {
    return this.#length;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Another number whenever segments came, went or were split. */
  get changes(): number {
    return this.#changes;
  }

  /** The index of a segment's first entry. */
  startOf(segment: number): number {
    return (this.#starts[segment] ?? this.#origin + this.#length) - this.#origin;
  }

  /** The segment in which an entry is, by its place in `segments`. */
  segmentOf(index: number): number {
    let [low, high] = [0, this.#segments.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.startOf(middle) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  place(index: number): Place | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    const number = this.segmentOf(index);
    const segment = this.#segments[number];
    return segment && { segment, at: index - this.startOf(number) };
  }

  /** The index of the entry with an id; -1 when it is not there. */
  indexOf(id: number): number {
    // What is asked for is new as a rule.
    for (let number = this.#segments.length - 1; number >= 0; number -= 1) {
      const at = this.#segments[number]?.indexOf(id) ?? -1;
      if (at >= 0) return this.startOf(number) + at;
    }
    return -1;
  }

  /** Puts an entry in its place. */
  add(fields: EntryFields, bytes: Uint8Array): void {
    const last = this.#segments.at(-1);
    this.#length += 1;
    if (last === undefined || !this.#isBefore(fields, last, last.length - 1))
      this.#append(last, fields, bytes);
    else this.#insert(fields, bytes);
  }

  /** Takes away the first segment. */
  shift(): LogSegment | undefined {
    const segment = this.#segments.shift();
    if (segment === undefined) return undefined;
    this.#starts.shift();
    this.#origin += segment.length;
    this.#length -= segment.length;
    this.#byteLength -= segment.byteLength;
    this.#changes += 1;
    return segment;
  }

  /** The index of the first entry that is not before a time; the length where all are. */
  indexAtTime(seconds: number, nanos: number): number {
    // No entry has so small an id, so those of the same stamp are not before it.
    const time = { id: -1, seconds, nanos };
    if (this.order === "time") {
      const number = this.#segmentFor(time);
      const segment = this.#segments[number];
      return segment === undefined ? 0 : this.startOf(number) + this.#placeIn(segment, time);
    }
    for (const [number, segment] of this.#segments.entries()) {
      for (let at = 0; at < segment.length; at += 1) {
        if (!isEarlier(segment, at, time)) return this.startOf(number) + at;
      }
    }
    return this.#length;
  }

  #append(last: LogSegment | undefined, fields: EntryFields, bytes: Uint8Array): void {
    if (last?.hasRoom(bytes.length)) {
      this.#put(last, last.length, fields, bytes);
      return;
    }
    if (last !== undefined) {
      this.#byteLength -= last.byteLength;
      this.#room = last.seal();
      this.#byteLength += last.byteLength;
    }
    const segment = new LogSegment(fields.id, this.#room);
    this.#room = undefined;
    this.#starts.push(this.#origin + this.#length - 1);
    this.#segments.push(segment);
    this.#byteLength += segment.byteLength;
    this.#changes += 1;
    this.#put(segment, 0, fields, bytes);
  }

  #insert(fields: EntryFields, bytes: Uint8Array): void {
    const number = this.#segmentFor(fields);
    const segment = this.#segments[number];
    if (segment === undefined) return;
    if (!segment.hasRoom(bytes.length) && segment.length > 1) {
      this.#split(number, segment);
      this.#insertIn(this.#isInSecond(number, fields) ? number + 1 : number, fields, bytes);
    } else {
      this.#insertIn(number, fields, bytes);
    }
  }

  /** Whether, of the two halves of what was one segment, an entry belongs into the second. */
  #isInSecond(number: number, fields: Key): boolean {
    const second = this.#segments[number + 1];
    return second !== undefined && !this.#isBefore(fields, second, 0);
  }

  #insertIn(number: number, fields: EntryFields, bytes: Uint8Array): void {
    const segment = this.#segments[number];
    if (segment === undefined) return;
    this.#put(segment, this.#placeIn(segment, fields), fields, bytes);
    for (let later = number + 1; later < this.#starts.length; later += 1) {
      this.#starts[later] = (this.#starts[later] ?? 0) + 1;
    }
  }

  #put(segment: LogSegment, at: number, fields: EntryFields, bytes: Uint8Array): void {
    const before = segment.byteLength;
    segment.put(at, fields, bytes);
    this.#byteLength += segment.byteLength - before;
  }

  #split(number: number, segment: LogSegment): void {
    const [first, second] = segment.split();
    this.#segments.splice(number, 1, first, second);
    this.#starts.splice(number + 1, 0, (this.#starts[number] ?? 0) + first.length);
    this.#byteLength += first.byteLength + second.byteLength - segment.byteLength;
    this.#changes += 1;
  }

  /** The last segment that begins before an entry, or the first. */
  #segmentFor(fields: Key): number {
    let [low, high] = [0, this.#segments.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const segment = this.#segments[middle];
      if (segment !== undefined && this.#isBefore(fields, segment, 0)) high = middle - 1;
      else low = middle;
    }
    return low;
  }

  /** Where an entry belongs in a segment: before the first that comes after it. */
  #placeIn(segment: LogSegment, fields: Key): number {
    let [low, high] = [0, segment.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(fields, segment, middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Whether an entry belongs before one that is there. Of one stamp, what came first is first. */
  #isBefore(fields: Key, segment: LogSegment, at: number): boolean {
    if (this.order === "arrival") return fields.id < segment.idAt(at);
    const seconds = segment.secondsAt(at);
    if (fields.seconds !== seconds) return fields.seconds < seconds;
    const nanos = segment.nanosAt(at);
    return fields.nanos === nanos ? fields.id < segment.idAt(at) : fields.nanos < nanos;
  }
}

/** What entries are put in order by. */
type Key = Pick<EntryFields, "id" | "seconds" | "nanos">;

function isEarlier(segment: LogSegment, at: number, { seconds, nanos }: Key): boolean {
  const own = segment.secondsAt(at);
  return own < seconds || (own === seconds && segment.nanosAt(at) < nanos);
}
