import type { LevelCode } from "./level.ts";

/** So many entries a segment holds at most. What is put in between shifts no more than these. */
export const segmentEntries = 1024;
/** So much text a segment holds, but for a single line that is longer. */
export const segmentText = 131_072;

/** Bits of `flags`: the level in the lowest three, then these. */
export const levelMask = 0b111;
export const lateFlag = 1 << 3;
export const noteFlag = 1 << 4;
export const omittedFlag = 1 << 5;
/** What a note is about, as a number. */
export const aboutShift = 6;

/** What is kept of an entry beside its text. */
export interface EntryFields {
  readonly id: number;
  /** Since the epoch, in 32 bits without a sign. */
  readonly seconds: number;
  readonly nanos: number;
  readonly source: number;
  readonly flags: number;
  /** So many ids before this one is the line that it continues; 0 for a line of its own. */
  readonly back: number;
}

/** Bytes that an entry takes beside its text: five columns of 32 bits, two of 16. */
const entryBytes = 24;
/** What the objects and arrays of a segment take, about, by the heap's own account. */
const segmentBytes = 1200;

/** The columns of a segment, in one piece of memory. */
class Columns {
  readonly capacity: number;
  readonly ends: Uint32Array;
  readonly ids: Uint32Array;
  readonly seconds: Uint32Array;
  readonly nanos: Uint32Array;
  readonly sources: Uint32Array;
  readonly flags: Uint16Array;
  readonly backs: Uint16Array;

  constructor(capacity: number) {
    const memory = new ArrayBuffer(capacity * entryBytes);
    const wide = (column: number) => new Uint32Array(memory, column * capacity * 4, capacity);
    const narrow = (column: number) => new Uint16Array(memory, (20 + column * 2) * capacity, capacity);
    this.capacity = capacity;
    this.ends = wide(0);
    this.ids = wide(1);
    this.seconds = wide(2);
    this.nanos = wide(3);
    this.sources = wide(4);
    this.flags = narrow(0);
    this.backs = narrow(1);
  }

  all(): readonly (Uint32Array | Uint16Array)[] {
    return [this.ends, this.ids, this.seconds, this.nanos, this.sources, this.flags, this.backs];
  }

  /** Takes over entries of other columns, from `from` up to `to`, the first to place 0. */
  take(other: Columns, from: number, to: number): void {
    const mine = this.all();
    other.all().forEach((column, number) => {
      mine[number]?.set(column.subarray(from, to));
    });
  }
}

/** Memory that a full segment has left behind for the next. */
export interface SegmentRoom {
  readonly columns: Columns;
  readonly text: Buffer;
}

/**
 * Some hundred entries that follow each other: their text end to end in one buffer, and what else is known of them in
 * columns, all of it outside the heap of V8. Entries are put in at the end as a rule, and now and then in between.
 */
export class LogSegment {
  #base: number;
  /** Where entries were put in between others, in the order in which that was done. */
  readonly insertions: number[] = [];
  /** No id in here is larger. */
  newest: number;
  /** What it was split into, where it was: it is in no list any more, and has no more entries than it had then. */
  halves: readonly [LogSegment, LogSegment] | undefined;
  /** How many lines of their own there are of each level, by its code: a stack is one failure. */
  readonly levels = new Uint32Array(8);
  #lineCount = 0;
  #length = 0;
  #columns: Columns;
  #text: Buffer;

  constructor(base: number, room?: SegmentRoom) {
    this.#base = base;
    this.newest = base;
    this.#columns = room?.columns ?? new Columns(32);
    this.#text = room?.text ?? Buffer.allocUnsafeSlow(4096);
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes that it takes in memory, text and all. */
  get byteLength(): number {
    return this.#text.length + this.#columns.capacity * entryBytes + segmentBytes;
  }

  /** The text of all entries, end to end; what is behind the last end is nothing. */
  get text(): Buffer {
    return this.#text;
  }

  get textLength(): number {
    return this.endAt(this.#length - 1);
  }

  /** No id in here is smaller. Ids are kept as what they are more than this. */
  get base(): number {
    return this.#base;
  }

  /** Entries that are lines, not notes. */
  get lineCount(): number {
    return this.#lineCount;
  }

  get columns(): Columns {
    return this.#columns;
  }

  idAt(index: number): number {
    return this.#base + (this.#columns.ids[index] ?? 0);
  }

  flagsAt(index: number): number {
    return this.#columns.flags[index] ?? 0;
  }

  levelAt(index: number): LevelCode {
    return this.flagsAt(index) & levelMask;
  }

  sourceAt(index: number): number {
    return this.#columns.sources[index] ?? 0;
  }

  secondsAt(index: number): number {
    return this.#columns.seconds[index] ?? 0;
  }

  nanosAt(index: number): number {
    return this.#columns.nanos[index] ?? 0;
  }

  backAt(index: number): number {
    return this.#columns.backs[index] ?? 0;
  }

  /** Where the text of an entry begins in `text`. */
  startAt(index: number): number {
    return index === 0 ? 0 : (this.#columns.ends[index - 1] ?? 0);
  }

  /** Where it ends. */
  endAt(index: number): number {
    return this.#columns.ends[index] ?? 0;
  }

  /** Whether another entry with so much text has room. The first always has. */
  hasRoom(bytes: number): boolean {
    if (this.#length === 0) return true;
    return this.#length < segmentEntries && this.textLength + bytes <= segmentText;
  }

  /** Puts an entry before the one at `index`, or at the end. */
  put(index: number, fields: EntryFields, bytes: Uint8Array): void {
    this.#reserve(this.#length + 1, this.textLength + bytes.length);
    const start = this.startAt(index);
    if (index < this.#length) {
      this.#shift(index, start, bytes.length);
      this.insertions.push(index);
    }
    this.#text.set(bytes, start);
    if (fields.id < this.#base) this.#lowerBase(fields.id);
    const columns = this.#columns;
    columns.ends[index] = start + bytes.length;
    columns.ids[index] = fields.id - this.#base;
    columns.seconds[index] = fields.seconds;
    columns.nanos[index] = fields.nanos;
    columns.sources[index] = fields.source;
    columns.flags[index] = fields.flags;
    columns.backs[index] = fields.back;
    this.newest = Math.max(this.newest, fields.id);
    this.#length += 1;
    this.#count(index);
  }

  /** Hands on the entries up to an id, in order. Their bytes are valid during the call. */
  copyTo(lastId: number, take: (fields: EntryFields, bytes: Uint8Array) => void): void {
    for (let at = 0; at < this.#length; at += 1) {
      const id = this.idAt(at);
      if (id > lastId) continue;
      const fields = {
        id,
        seconds: this.secondsAt(at),
        nanos: this.nanosAt(at),
        source: this.sourceAt(at),
        flags: this.flagsAt(at),
        back: this.backAt(at),
      };
      take(fields, this.#text.subarray(this.startAt(at), this.endAt(at)));
    }
  }

  /** Where the entry with an id is; -1 when it is not here. */
  indexOf(id: number): number {
    if (id < this.#base || id > this.newest) return -1;
    return this.#columns.ids.subarray(0, this.#length).indexOf(id - this.#base);
  }

  /** The same entries in two segments, where one has become too full. */
  split(): readonly [LogSegment, LogSegment] {
    const middle = this.#length >> 1;
    this.halves = [this.#part(0, middle), this.#part(middle, this.#length)];
    return this.halves;
  }

  /** Keeps only the memory that the entries need, since there will hardly be more, and hands back the rest. */
  seal(): SegmentRoom {
    const room = { columns: this.#columns, text: this.#text };
    this.#columns = new Columns(this.#length);
    this.#columns.take(room.columns, 0, this.#length);
    this.#text = Buffer.allocUnsafeSlow(this.textLength);
    room.text.copy(this.#text, 0, 0, this.textLength);
    return room;
  }

  #part(from: number, to: number): LogSegment {
    const part = new LogSegment(this.#base);
    const start = this.startAt(from);
    part.#reserve(to - from, this.endAt(to - 1) - start);
    part.#columns.take(this.#columns, from, to);
    part.#length = to - from;
    part.newest = this.newest;
    for (let index = 0; index < part.#length; index += 1) {
      part.#columns.ends[index] = part.endAt(index) - start;
      part.#count(index);
    }
    this.#text.copy(part.#text, 0, start, this.endAt(to - 1));
    return part;
  }

  #count(index: number): void {
    const flags = this.flagsAt(index);
    if ((flags & noteFlag) !== 0) return;
    this.#lineCount += 1;
    const level = flags & levelMask;
    if (this.backAt(index) === 0) this.levels[level] = (this.levels[level] ?? 0) + 1;
  }

  #lowerBase(id: number): void {
    const { ids } = this.#columns;
    for (let at = 0; at <= this.#length; at += 1) ids[at] = (ids[at] ?? 0) + this.#base - id;
    this.#base = id;
  }

  #shift(index: number, start: number, bytes: number): void {
    this.#text.copyWithin(start + bytes, start, this.textLength);
    for (const column of this.#columns.all()) column.copyWithin(index + 1, index, this.#length);
    const { ends } = this.#columns;
    for (let at = index + 1; at <= this.#length; at += 1) ends[at] = (ends[at] ?? 0) + bytes;
  }

  #reserve(entries: number, bytes: number): void {
    if (entries > this.#columns.capacity) {
      const columns = new Columns(grown(this.#columns.capacity, entries, segmentEntries));
      columns.take(this.#columns, 0, this.#length);
      this.#columns = columns;
    }
    if (bytes > this.#text.length) {
      const text = Buffer.allocUnsafeSlow(grown(this.#text.length, bytes, segmentText));
      this.#text.copy(text, 0, 0, this.textLength);
      this.#text = text;
    }
  }
}

/** A quarter more, but not more than a segment is meant to have, and not less than is needed. */
function grown(capacity: number, needed: number, most: number): number {
  return Math.max(needed, Math.min(capacity + (capacity >> 2), most));
}
