import { type Context, findContext, reached } from "./context-pass.ts";
import { type LevelCode, traceLevel } from "./level.ts";
import { LineMarks, type MarkedPart } from "./line-marks.ts";
import type { LogQuery } from "./log-query.ts";
import type { LogRing } from "./log-ring.ts";
import { type LogSegment, noteFlag } from "./log-segment.ts";
import { hiddenRow, memberRow, noteRow, ViewPart } from "./view-part.ts";

/** What of a ring is shown, and how. */
export interface LogViewOptions extends Context {
  /** All lines where there is none. */
  readonly query: LogQuery | undefined;
  /** The least grave level. */
  readonly level: LevelCode;
  /** Sources that are not shown, by number. */
  readonly hidden: ReadonlySet<number>;
  /** Whether notes are shown. They need not match. */
  readonly notes: boolean;
  /** Whether lines that continue another are under it unless they are unfolded, or shown unless they are folded. */
  readonly folds: "closed" | "open";
  /** Whether of lines that follow each other and say the same but for numbers and ids only the first is shown. */
  readonly collapses: boolean;
}

/** An entry by its part and its place in it. */
export interface Place {
  readonly number: number;
  readonly at: number;
}

const everything: LogViewOptions = {
  query: undefined,
  level: traceLevel,
  hidden: new Set(),
  before: 0,
  after: 0,
  notes: true,
  folds: "closed",
  collapses: false,
};

/** So many entries get their rows at once in `update`; a million take too long for one frame. */
const entriesAtOnce = 65_536;
/** And so many in `step`. */
const entriesInStep = 16_384;
/** So many parts are compared line by line at once where that was not done before. */
const partsSignedAtOnce = 2;

/**
 * Which entries of a ring are rows of a view, worked out in two layers: marks say which lines are asked for, and rows
 * follow from the marks around them: stacks, lines near by, repetitions. What has changed is worked out anew, near to the
 * reader first, and only that.
 */
export class ViewRows {
  readonly #ring: LogRing;
  /** Lines that were folded or unfolded, by id: they are the other way round. */
  readonly #toggled = new Set<number>();
  #options: LogViewOptions;
  #marks: LineMarks;
  #known: readonly MarkedPart[] = [];
  #bySegment = new Map<LogSegment, ViewPart>();
  #parts: ViewPart[] = [];
  /** How many rows there are before each part. */
  #starts: number[] = [];
  #length = 0;

  constructor(ring: LogRing, options: Partial<LogViewOptions>) {
    this.#ring = ring;
    this.#options = { ...everything, ...options };
    this.#marks = marksFor(ring, this.#options);
  }

  get options(): LogViewOptions {
    return this.#options;
  }

  get parts(): readonly ViewPart[] {
    return this.#parts;
  }

  get length(): number {
    return this.#length;
  }

  /** How many lines have not been looked at, or are not what `set` has asked for yet. */
  get pending(): number {
    const { collapses } = this.#options;
    return this.#parts.reduce((sum, { marked, needsRows, isSigned }) => {
      const isDone = !needsRows && (isSigned || !collapses);
      return sum + (marked.pending > 0 || isDone ? marked.pending : marked.length);
    }, 0);
  }

  /** The index in the ring of what somebody looks at; the newest where it is beyond the end. */
  set near(index: number) {
    this.#marks.near = index;
  }

  /** How many rows there are before a part. */
  startOf(number: number): number {
    return this.#starts[number] ?? this.#length;
  }

  set(change: Partial<LogViewOptions>): void {
    const before = this.#options;
    this.#options = { ...before, ...change };
    const { query, level, hidden, folds } = this.#options;
    if (query !== before.query || level !== before.level || hidden !== before.hidden) {
      const { near } = this.#marks;
      this.#marks = marksFor(this.#ring, this.#options);
      this.#marks.near = near;
    }
    if (folds !== before.folds) this.#toggled.clear();
    const hasOtherContext = before.before !== this.#options.before || before.after !== this.#options.after;
    for (const part of this.#parts) {
      part.needsRows = true;
      part.needsContext ||= hasOtherContext;
    }
  }

  toggle(id: number): void {
    if (!this.#toggled.delete(id)) this.#toggled.add(id);
    const head = this.placeOf(id, this.#parts.length - 1);
    const part = head && this.#parts[head.number];
    if (part === undefined) return;
    part.needsRows = true;
    this.#spreadToMembers([part]);
  }

  isOpen(id: number): boolean {
    return (this.#options.folds === "open") !== this.#toggled.has(id);
  }

  /** Looks at some lines, or makes some rows. False where nothing is left to do. */
  step(): boolean {
    if (this.#marks.step()) return true;
    this.update(entriesInStep);
    if (this.#parts.some(({ needsRows }) => needsRows)) return true;
    const unsigned = this.#options.collapses && this.#parts.find(({ isSigned }) => !isSigned);
    if (!unsigned) return false;
    unsigned.sign();
    unsigned.needsRows = true;
    return true;
  }

  /** Does some of what there is to do for one part; false where nothing is left. Nothing may have come since `update`. */
  stepIn(number: number): boolean {
    const part = this.#parts[number];
    if (part === undefined) return false;
    if (part.marked.pending > 0) {
      this.#marks.check(part.marked);
      return true;
    }
    this.#noteChanges();
    if (!part.needsRows) return false;
    this.#makeRows([number]);
    return true;
  }

  /** Takes over what has come and gone, and what has been looked at. False where nothing is another. */
  update(entries = entriesAtOnce): boolean {
    this.#marks.follow();
    const hasOthers = this.#takeParts();
    this.#noteChanges();
    const batch = this.#nextBatch(entries);
    if (batch.length === 0 && !hasOthers) return false;
    this.#makeRows(batch);
    return true;
  }

  /** Where an entry is, which is likely to be in this part or before it. */
  placeOf(id: number, likely: number): Place | undefined {
    for (let number = likely; number >= 0; number -= 1) {
      const at = this.#parts[number]?.marked.segment.indexOf(id) ?? -1;
      if (at >= 0) return { number, at };
    }
    for (let number = likely + 1; number < this.#parts.length; number += 1) {
      const at = this.#parts[number]?.marked.segment.indexOf(id) ?? -1;
      if (at >= 0) return { number, at };
    }
    return undefined;
  }

  /** Takes over which segments there are. */
  #takeParts(): boolean {
    if (this.#known === this.#marks.parts) return false;
    this.#known = this.#marks.parts;
    const before = this.#bySegment;
    this.#bySegment = new Map();
    for (const marked of this.#known) {
      const part = before.get(marked.segment) ?? new ViewPart(marked);
      if (part.marked !== marked) part.begin(marked);
      this.#bySegment.set(marked.segment, part);
    }
    this.#parts = [...this.#bySegment.values()];
    const gone = [...before.keys()].filter((segment) => !this.#bySegment.has(segment));
    const newestGone = Math.max(0, ...gone.map(({ newest }) => newest));
    // What continued a line that is gone is now a line of its own.
    for (const part of this.#parts) part.needsRows ||= part.oldestHead <= newestGone;
    return true;
  }

  /** Finds out whose rows may be others since marks are others. */
  #noteChanges(): void {
    const parts = this.#parts;
    const changed = parts.map((part) => part.noteMarks());
    const { before, after } = this.#options;
    for (let first = changed.indexOf(true); before + after > 0 && first >= 0; ) {
      const end = changed.indexOf(false, first);
      const last = end < 0 ? parts.length - 1 : end - 1;
      const [from, to] = reached(parts, first, last);
      for (const part of parts.slice(from, to + 1)) part.needsContext = part.needsRows = true;
      first = changed.indexOf(true, last + 1);
    }
    this.#spreadToMembers(parts.filter((_, number) => changed[number]));
  }

  /** Where a line may be shown that was not, or the other way round, so may those that continue it elsewhere. */
  #spreadToMembers(changed: readonly ViewPart[]): void {
    if (changed.length === 0) return;
    const oldest = Math.min(...changed.map(({ marked }) => marked.segment.base));
    const newest = Math.max(...changed.map(({ marked }) => marked.segment.newest));
    for (const part of this.#parts) part.needsRows ||= part.oldestHead <= newest && part.newestHead >= oldest;
  }

  /** The parts to work out now, in order: those whose rows are wrong, and of the others those near to the reader. */
  #nextBatch(entries: number): number[] {
    const batch = new Set<number>();
    let left = entries;
    this.#parts.forEach((part, number) => {
      if (!part.isShifted) return;
      batch.add(number);
      left -= part.marked.length;
    });
    const near = this.#marks.nearPart;
    for (let away = 0; away < this.#parts.length && left > 0; away += 1) {
      for (const number of [near - away, near + away]) {
        const part = this.#parts[number];
        if (part === undefined || !part.needsRows || batch.has(number)) continue;
        batch.add(number);
        left -= part.marked.length;
      }
    }
    return [...batch].sort((a, b) => a - b);
  }

  #makeRows(batch: readonly number[]): void {
    this.#renewContext(batch);
    for (const number of batch) this.#make(number);
    if (this.#options.collapses) this.#collapse(new Set(batch));
    this.#count();
  }

  #renewContext(batch: readonly number[]): void {
    const wanting = batch.filter((number) => this.#parts[number]?.needsContext);
    const isHidden = (source: number) => this.#options.hidden.has(source);
    for (let at = 0; at < wanting.length; at += 1) {
      const first = wanting[at] ?? 0;
      let last = first;
      while (wanting[at + 1] === last + 1) {
        last += 1;
        at += 1;
      }
      findContext(this.#parts, first, last, this.#options, isHidden);
      const renewed = this.#parts.slice(first, last + 1);
      for (const part of renewed) part.needsContext = false;
      this.#spreadToMembers(renewed);
    }
  }

  #make(number: number): void {
    const part = this.#parts[number];
    if (part === undefined) return;
    const { hidden, notes } = this.#options;
    const { segment, length } = part.marked;
    const { flags, sources, backs } = segment.columns;
    const note = notes ? noteRow : hiddenRow;
    part.clear();
    // A million entries are gone over when what is shown becomes another: nothing is asked twice in here.
    const heads = new Map<number, number | undefined>();
    for (let at = 0; at < length; at += 1) {
      let row: number | undefined;
      if (hidden.size > 0 && hidden.has(sources[at] ?? 0)) row = hiddenRow;
      else if (((flags[at] ?? 0) & noteFlag) !== 0) row = note;
      else if (backs[at] !== 0) row = this.#memberRow(part, number, at, backs[at] ?? 0, heads);
      part.put(at, row);
    }
  }

  /** What a line is that continues another; undefined where that one is gone. */
  #memberRow(
    part: ViewPart,
    number: number,
    at: number,
    back: number,
    heads: Map<number, number | undefined>,
  ): number | undefined {
    const id = part.marked.segment.idAt(at) - back;
    if (heads.has(id)) return heads.get(id);
    const isNear = at >= back && part.marked.segment.idAt(at - back) === id;
    const place = isNear ? { number, at: at - back } : this.placeOf(id, number);
    const other = place && this.#parts[place.number];
    if (place === undefined || other === undefined) {
      heads.set(id, undefined);
      return undefined;
    }
    if (place.number !== number) part.pointTo(id);
    const isIncluded = other.isMatch(place.at) || other.context[place.at] === 1;
    const row = isIncluded && this.isOpen(id) ? memberRow : hiddenRow;
    heads.set(id, row);
    return row;
  }

  /** Hides rows that say what the row before says. */
  #collapse(made: ReadonlySet<number>): void {
    let said = 0;
    let left = partsSignedAtOnce;
    this.#parts.forEach((part, number) => {
      if (part.needsRows) {
        said = 0;
        return;
      }
      if (!made.has(number)) {
        if (part.saidBefore === said) {
          said = part.saidLast;
          return;
        }
        this.#make(number);
      }
      if (!part.isSigned) left -= 1;
      if (part.isSigned || left >= 0) part.sign();
      said = part.collapse(said);
    });
  }

  #count(): void {
    this.#starts = [];
    this.#length = 0;
    for (const { shown } of this.#parts) {
      this.#starts.push(this.#length);
      this.#length += shown;
    }
  }
}

function marksFor(ring: LogRing, { query, level, hidden }: LogViewOptions): LineMarks {
  return new LineMarks(ring, { query, level, hidden });
}
