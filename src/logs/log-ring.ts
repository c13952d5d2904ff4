import type { Slicer } from "../lib/slicer.ts";
import { detectLevel } from "./detect-level.ts";
import { continues, FoldTracker, inherits } from "./fold.ts";
import { type LevelCode, unknownLevel } from "./level.ts";
import {
  aboutShift,
  type EntryFields,
  type LogSegment,
  lateFlag,
  noteFlag,
  omittedFlag,
} from "./log-segment.ts";
import { aboutNumbers, RingEntry } from "./ring-entry.ts";
import { type LogOrder, SegmentList } from "./segment-list.ts";
import type { LogEntry, LogLine, LogNote, LogSource, Stamp } from "./types.ts";

export interface LogRingOptions {
  /** So many bytes of memory the entries may take. */
  readonly limit: number;
  readonly order?: LogOrder;
}

/** How far back the line may be that another continues, counted in entries of all sources. */
const farthestHead = 0xffff;
/** Entries behind a line that are looked at for those that continue it. */
const farthestLookedAt = 1000;

/** What the ring knows of one source. */
interface SourceState {
  readonly source: LogSource;
  readonly tracker: FoldTracker;
  /** The last line of its own. */
  headId: number;
  headLevel: LevelCode;
}

/**
 * The last lines and notes of many sources, as many as fit into so many bytes, in order of time. What comes late is put
 * in its place. The oldest go first, some hundred at once, and are counted.
 *
 * An entry costs 24 bytes beside its text. Times before 1970 and after 2105 are kept as the nearest that fits.
 */
export class LogRing {
  #list: SegmentList;
  /** The same entries in another order, as far as `reorder` has come. */
  #next: SegmentList | undefined;
  /** Of the lists before this one. */
  #changesBefore = 0;
  readonly #sources = new Map<number, SourceState>();
  /** How many lines continue a line, by its id; only of lines that are here. */
  readonly #folded = new Map<number, number>();
  /** How many bytes were left out of a line, by its id. */
  readonly #omitted = new Map<number, number>();
  #limit: number;
  #lastId = 0;
  #totalLines = 0;
  #totalBytes = 0;
  #droppedLines = 0;
  #droppedBytes = 0;

  constructor({ limit, order = "time" }: LogRingOptions) {
    this.#limit = limit;
    this.#list = new SegmentList(order);
  }

  /** How many entries are here. Indexes run from 0, the first in order, and move as entries come and go. */
  get length(): number {
    return this.#list.length;
  }

  get order(): LogOrder {
    return this.#list.order;
  }

  /** Bytes of memory that the entries take. */
  get byteLength(): number {
    return this.#list.byteLength;
  }

  get limit(): number {
    return this.#limit;
  }

  set limit(bytes: number) {
    this.#limit = bytes;
    this.#dropOldest();
  }

  /** The id of the last entry that came; ids count from 1. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Lines that ever came, notes not counted. */
  get totalLines(): number {
    return this.#totalLines;
  }

  /** Bytes of these lines. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** Lines that were let go since there was no more room. */
  get droppedLines(): number {
    return this.#droppedLines;
  }

  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  /** The entries in order, for those who look at all of them. Not to be changed. */
  get segments(): readonly LogSegment[] {
    return this.#list.segments;
  }

  /** Another number whenever `segments` has others; entries also come within the segments that are there. */
  get changes(): number {
    return this.#changesBefore + this.#list.changes;
  }

  /** The index of a segment's first entry, by the segment's place in `segments`. */
  startOf(segment: number): number {
    return this.#list.startOf(segment);
  }

  /** The segment in which an entry is, by the segment's place in `segments`. */
  segmentOf(index: number): number {
    return this.#list.segmentOf(index);
  }

  /** All sources that anything ever came from, by their numbers. */
  sources(): LogSource[] {
    return Array.from(this.#sources.values(), ({ source }) => source);
  }

  source(number: number): LogSource | undefined {
    return this.#sources.get(number)?.source;
  }

  at(index: number): RingEntry | undefined {
    const place = this.#list.place(index);
    return place && this.entryAt(place.segment, place.at);
  }

  /** The entry at a place in one of `segments`. */
  entryAt(segment: LogSegment, at: number): RingEntry | undefined {
    const source = this.source(segment.sourceAt(at));
    return source && new RingEntry(segment, at, source, this.#omitted.get(segment.idAt(at)) ?? 0);
  }

  /** Where the entry with an id is now; -1 where it was dropped. */
  indexOf(id: number): number {
    return this.#list.indexOf(id);
  }

  /** The index of the first entry at or after a time; the length where there is none. */
  indexAt({ seconds, nanos }: Stamp): number {
    return this.#list.indexAtTime(seconds, nanos);
  }

  /** How many lines continue a line. */
  foldedUnder(id: number): number {
    return this.#folded.get(id) ?? 0;
  }

  /** The last of the lines that continue a line; undefined where there is none, or too much stands between them. */
  lastUnder(id: number): RingEntry | undefined {
    const head = this.indexOf(id);
    let left = head < 0 ? 0 : this.foldedUnder(id);
    for (let index = head + 1; left > 0 && index <= head + farthestLookedAt; index += 1) {
      const place = this.#list.place(index);
      if (place === undefined) return undefined;
      const { segment, at } = place;
      if (segment.idAt(at) - segment.backAt(at) === id) left -= 1;
      if (left === 0) return this.entryAt(segment, at);
    }
    return undefined;
  }

  push(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      this.#lastId += 1;
      if (entry.kind === "line") this.#pushLine(entry, this.#lastId);
      else this.#pushNote(entry, this.#lastId);
      this.#dropOldest();
    }
  }

  /**
   * Puts the entries in another order, in slices, and then all at once. What comes meanwhile is in both; nothing is
   * dropped, so that it takes up to twice the memory. Left as it is where the signal aborts.
   */
  async reorder(order: LogOrder, slicer: Pick<Slicer, "pause">, signal?: AbortSignal): Promise<void> {
    const next = order === this.order ? undefined : new SegmentList(order);
    this.#next = next;
    if (next === undefined) return;
    const lastId = this.#lastId;
    for (const segment of [...this.#list.segments]) {
      await slicer.pause();
      // Somebody wants yet another order by now, or nothing of it any more.
      if (this.#next !== next) return;
      if (signal?.aborted) break;
      segment.copyTo(lastId, (fields, bytes) => next.add(fields, bytes));
    }
    this.#next = undefined;
    if (signal?.aborted) return;
    this.#changesBefore += this.#list.changes + 1;
    this.#list = next;
    this.#dropOldest();
  }

  /** Forgets what is here. It does not count as dropped. */
  clear(): void {
    this.#next = undefined;
    while (this.#list.length > 0) this.#forget(this.#list.shift());
    for (const { tracker } of this.#sources.values()) tracker.reset();
  }

  #pushLine(line: LogLine, id: number): void {
    const { bytes, omitted } = line;
    const { seconds, nanos } = nearestKept(line);
    const state = this.#stateOf(line.source);
    const own = detectLevel(bytes);
    const belongs = state.tracker.step(bytes, own, seconds);
    let back = 0;
    if (belongs === continues && this.#isFolded(state.headId, id)) {
      back = id - state.headId;
    } else {
      state.headId = id;
      if (belongs !== inherits || own !== unknownLevel) state.headLevel = own;
    }
    const flags = state.headLevel | (line.late ? lateFlag : 0) | (omitted > 0 ? omittedFlag : 0);
    if (omitted > 0) this.#omitted.set(id, omitted);
    this.#add({ id, seconds, nanos, source: line.source.number, flags, back }, bytes);
    this.#totalLines += 1;
    this.#totalBytes += bytes.length;
  }

  #pushNote(note: LogNote, id: number): void {
    const state = this.#stateOf(note.source);
    // Behind every other note the container may be another, or lines may be missing.
    if (note.about !== "lost" && note.about !== "resumed") state.tracker.reset();
    const flags = noteFlag | (aboutNumbers[note.about] << aboutShift);
    const fields = { id, ...nearestKept(note), source: note.source.number, flags, back: 0 };
    this.#add(fields, Buffer.from(note.text));
  }

  #add(fields: EntryFields, bytes: Uint8Array): void {
    this.#list.add(fields, bytes);
    this.#next?.add(fields, bytes);
  }

  /** Counts a line under its head, unless that is gone or too far away. */
  #isFolded(headId: number, id: number): boolean {
    const folded = this.#folded.get(headId) ?? 0;
    if (id - headId > farthestHead || (folded === 0 && this.indexOf(headId) < 0)) return false;
    this.#folded.set(headId, folded + 1);
    return true;
  }

  #stateOf(source: LogSource): SourceState {
    let state = this.#sources.get(source.number);
    if (state === undefined) {
      state = { source, tracker: new FoldTracker(), headId: 0, headLevel: unknownLevel };
      this.#sources.set(source.number, state);
    }
    return state;
  }

  #dropOldest(): void {
    if (this.#next !== undefined) return;
    while (this.#list.byteLength > this.#limit && this.#list.segments.length > 1) {
      const segment = this.#list.shift();
      this.#forget(segment);
      this.#droppedLines += segment?.lineCount ?? 0;
      this.#droppedBytes += segment?.textLength ?? 0;
    }
  }

  #forget(segment: LogSegment | undefined): void {
    if (segment === undefined || this.#folded.size + this.#omitted.size === 0) return;
    for (let at = 0; at < segment.length; at += 1) {
      const id = segment.idAt(at);
      this.#folded.delete(id);
      if ((segment.flagsAt(at) & omittedFlag) !== 0) this.#omitted.delete(id);
    }
  }
}

const lastSecond = 0xffff_ffff;

function nearestKept({ seconds, nanos }: Stamp): Stamp {
  if (seconds < 0) return { seconds: 0, nanos: 0 };
  return seconds > lastSecond ? { seconds: lastSecond, nanos: 999_999_999 } : { seconds, nanos };
}
