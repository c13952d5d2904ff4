import type { Slicer } from "../lib/slicer.ts";
import { type LevelCode, rankOf, traceLevel } from "./level.ts";
import { LineBatch } from "./line-batch.ts";
import type { LogQuery } from "./log-query.ts";
import type { LogRing } from "./log-ring.ts";
import { type LogSegment, noteFlag, segmentEntries } from "./log-segment.ts";

/** Which lines are asked for. */
export interface Wanted {
  /** All where there is none. */
  readonly query?: LogQuery | undefined;
  /** The least grave level. */
  readonly level?: LevelCode;
  /** Sources of which nothing is wanted, by number. */
  readonly hidden?: ReadonlySet<number>;
  /** Whether notes are looked at like lines; otherwise none is wanted. */
  readonly notes?: boolean;
}

/** What is known of a line, bit by bit. */
export const checkedMark = 1;
export const matchMark = 2;
/** A line that continues it matches. */
export const memberMark = 4;

/** The marks of one segment's lines. */
export interface MarkedPart {
  readonly segment: LogSegment;
  /** As many as a segment may have entries; those behind its length are 0. */
  readonly marks: Uint8Array;
  /** How many entries the marks are of. */
  length: number;
  /** How many of them have not been looked at. */
  pending: number;
  /** Another number whenever a mark has changed. */
  version: number;
  insertions: number;
}

/** So many lines are looked at between two looks at the clock; each may take some microseconds. */
const batchLines = 128;
const batchBytes = 65_536;

/**
 * Which lines of a ring a question applies to, found out piece by piece and kept: what arrives, moves or goes later
 * costs only itself. Lines near to where somebody looks are looked at first.
 */
export class LineMarks {
  readonly #ring: LogRing;
  readonly #wanted: Omit<Required<Wanted>, "query"> & Pick<Wanted, "query">;
  #parts: MarkedPart[] = [];
  #changes = -1;
  #lastId = -1;
  #work: Promise<void> | undefined;
  /** The index of the entry that is looked at; the newest where it is beyond the end. */
  near = Number.POSITIVE_INFINITY;

  constructor(ring: LogRing, { query, level = traceLevel, hidden = new Set(), notes = false }: Wanted) {
    this.#ring = ring;
    this.#wanted = { query: query?.isEmpty ? undefined : query, level, hidden, notes };
    this.follow();
  }

  /** In the order of the ring's segments, as it was when `follow` was called. */
  get parts(): readonly MarkedPart[] {
    return this.#parts;
  }

  /** How many entries have not been looked at. */
  get pending(): number {
    return this.#parts.reduce((sum, { pending }) => sum + pending, 0);
  }

  /** The part that is looked at. */
  get nearPart(): number {
    return this.near >= this.#ring.length ? this.#parts.length - 1 : this.#ring.segmentOf(this.near);
  }

  /** Takes over what has happened in the ring. */
  follow(): void {
    if (this.#changes === this.#ring.changes && this.#lastId === this.#ring.lastId) return;
    this.#lastId = this.#ring.lastId;
    if (this.#changes !== this.#ring.changes) {
      this.#changes = this.#ring.changes;
      const known = new Map<LogSegment, MarkedPart>();
      for (const part of this.#parts) handDown(part, known);
      this.#parts = this.#ring.segments.map((segment) => known.get(segment) ?? emptyPart(segment));
    }
    for (const part of this.#parts) if (part.length !== part.segment.length) catchUp(part);
  }

  /** Looks at some lines, those near to the reader first. False where all have been looked at. */
  step(): boolean {
    this.follow();
    const part = this.#nearestPending();
    if (part === undefined) return false;
    this.check(part);
    return true;
  }

  /** Looks at some lines of a part that have not been looked at. Nothing may have come since `follow`. */
  check(part: MarkedPart): void {
    const { segment, marks, length } = part;
    let from = 0;
    while (from < length && ((marks[from] ?? 0) & checkedMark) !== 0) from += 1;
    const most = this.#wanted.query === undefined ? segmentEntries : batchLines;
    const start = segment.startAt(from);
    let to = from;
    do to += 1;
    while (
      to < length &&
      to - from < most &&
      ((marks[to] ?? 0) & checkedMark) === 0 &&
      (most === segmentEntries || segment.endAt(to) - start <= batchBytes)
    );
    this.#checkLines(part, from, Math.min(to, length));
  }

  /** Looks at everything, in slices; what arrives meanwhile too. Ends early where the signal aborts. */
  async run(slicer: Pick<Slicer, "pause">, signal?: AbortSignal): Promise<void> {
    // Two who look at the same lines would do the work twice.
    this.#work ??= this.#runAll(slicer, signal).finally(() => {
      this.#work = undefined;
    });
    await this.#work;
  }

  async #runAll(slicer: Pick<Slicer, "pause">, signal: AbortSignal | undefined): Promise<void> {
    while (!signal?.aborted && this.step()) await slicer.pause();
  }

  #nearestPending(): MarkedPart | undefined {
    const { length } = this.#parts;
    const near = this.nearPart;
    for (let away = 0; away < length; away += 1) {
      const before = this.#parts[near - away];
      if (before !== undefined && before.pending > 0) return before;
      const after = this.#parts[near + away];
      if (after !== undefined && after.pending > 0) return after;
    }
    return undefined;
  }

  #checkLines(part: MarkedPart, from: number, to: number): void {
    const { segment, marks } = part;
    const { query, level, hidden, notes } = this.#wanted;
    const wanted = new Uint8Array(to - from);
    let some = 0;
    for (let at = from; at < to; at += 1) {
      const isWanted =
        ((segment.flagsAt(at) & noteFlag) === 0 ? rankOf(segment.levelAt(at)) >= level : notes) &&
        (hidden.size === 0 || !hidden.has(segment.sourceAt(at)));
      if (!isWanted) continue;
      wanted[at - from] = 1;
      some += 1;
    }
    if (query !== undefined && some > 0) {
      query.narrow(new LineBatch(segment, from, to, (number) => this.#ring.source(number)), wanted);
    }
    for (let at = from; at < to; at += 1) {
      marks[at] = (marks[at] ?? 0) | (wanted[at - from] === 1 ? checkedMark | matchMark : checkedMark);
    }
    part.pending -= to - from;
    part.version += 1;
    this.#markHeads(part, from, to);
  }

  /** Tells the heads of lines that match of it, wherever they are. */
  #markHeads(part: MarkedPart, from: number, to: number): void {
    const { segment, marks } = part;
    let last = -1;
    for (let at = from; at < to; at += 1) {
      const back = segment.backAt(at);
      if (back === 0 || ((marks[at] ?? 0) & matchMark) === 0) continue;
      const head = segment.idAt(at) - back;
      if (head !== last) this.#markMember(part, at - back, head);
      last = head;
    }
  }

  #markMember(part: MarkedPart, likely: number, id: number): void {
    if (likely >= 0 && part.segment.idAt(likely) === id) {
      part.marks[likely] = (part.marks[likely] ?? 0) | memberMark;
      return;
    }
    for (let number = this.#parts.length - 1; number >= 0; number -= 1) {
      const other = this.#parts[number];
      const at = other?.segment.indexOf(id) ?? -1;
      if (other === undefined || at < 0) continue;
      other.marks[at] = (other.marks[at] ?? 0) | memberMark;
      other.version += 1;
      return;
    }
  }
}

function emptyPart(segment: LogSegment): MarkedPart {
  return { segment, marks: new Uint8Array(segmentEntries), length: 0, pending: 0, version: 0, insertions: 0 };
}

/** Gives the marks of a segment that was split to its halves. */
function handDown(part: MarkedPart, known: Map<LogSegment, MarkedPart>): void {
  const { halves } = part.segment;
  if (halves === undefined) {
    known.set(part.segment, part);
    return;
  }
  catchUp(part);
  const middle = part.length >> 1;
  const marks = [part.marks.subarray(0, middle), part.marks.subarray(middle, part.length)];
  for (const [number, half] of halves.entries()) {
    const own = emptyPart(half);
    own.marks.set(marks[number] ?? []);
    own.length = marks[number]?.length ?? 0;
    own.pending = own.marks.subarray(0, own.length).filter((mark) => (mark & checkedMark) === 0).length;
    handDown(own, known);
  }
}

/** Makes room where entries were put in between, and at the end. */
function catchUp(part: MarkedPart): void {
  const { segment, marks } = part;
  for (; part.insertions < segment.insertions.length; part.insertions += 1) {
    const at = segment.insertions[part.insertions] ?? 0;
    // Behind the length all is 0, so it does not matter whether an entry was added there before or after.
    marks.copyWithin(at + 1, at, segmentEntries - 1);
    marks[at] = 0;
  }
  part.pending += segment.length - part.length;
  part.length = segment.length;
  part.version += 1;
}
