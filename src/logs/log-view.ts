import type { Slicer } from "../lib/slicer.ts";
import type { LevelCode } from "./level.ts";
import type { LogRing } from "./log-ring.ts";
import type { RingEntry } from "./ring-entry.ts";
import type { Stamp } from "./types.ts";
import {
  contextRow,
  hiddenRow,
  matchRow,
  memberRow,
  noteRow,
  repeatRow,
  type ViewPart,
} from "./view-part.ts";
import { type LogViewOptions, type Place, ViewRows } from "./view-rows.ts";

const kinds = {
  [matchRow]: "match",
  [contextRow]: "context",
  [memberRow]: "member",
  [noteRow]: "note",
} as const;

/** One row of a view. */
export interface LogRow {
  readonly entry: RingEntry;
  /** What it is shown for. A member continues the line above it of the same source. */
  readonly kind: "match" | "context" | "member" | "note";
  /** How many lines continue it. */
  readonly folded: number;
  /** Whether these are shown. */
  readonly isOpen: boolean;
  /** How often what it says came again right after it. */
  readonly repeats: number;
  /** Whether not all of these are of the same source. */
  readonly isMixed: boolean;
}

/**
 * A ring as somebody wants to see it: the lines that are asked for, lines around them, stacks folded under their first
 * line, repeated lines as one. Rows count from 0, the first in the order of the ring.
 *
 * `update` takes over what has come to the ring; it is called after every change there, before anything is read here.
 * Lines are looked at by `step` and `run`, near to the reader first, and are not there until then.
 */
export class LogView {
  readonly #ring: LogRing;
  readonly #rows: ViewRows;

  constructor(ring: LogRing, options: Partial<LogViewOptions> = {}) {
    this.#ring = ring;
    this.#rows = new ViewRows(ring, options);
  }

  get options(): LogViewOptions {
    return this.#rows.options;
  }

  /** How many rows there are. */
  get length(): number {
    return this.#rows.length;
  }

  /** How many lines have not been looked at, or are not what `set` has asked for yet; as of the last `update`. */
  get pending(): number {
    return this.#rows.pending;
  }

  /** Whether any line that has been looked at is asked for. Notes never are. */
  get hasMatches(): boolean {
    return this.parts.some(({ levels }) => levels.some((count) => count > 0));
  }

  /** Whether rows are in order of time. */
  get isInTime(): boolean {
    return this.#ring.order === "time";
  }

  /** The lines of the ring in parts, with what they are in this view; as of the last `update`. */
  get parts(): readonly ViewPart[] {
    return this.#rows.parts;
  }

  /** Shows something else. The next `update` has as much of it as has been looked at. */
  set(change: Partial<LogViewOptions>): void {
    this.#rows.set(change);
  }

  /** Folds what continues a line, or unfolds it. */
  toggle(id: number): void {
    this.#rows.toggle(id);
  }

  /** Whether the lines that continue a line are shown. */
  isOpen(id: number): boolean {
    return this.#rows.isOpen(id);
  }

  /** Lines near to this row are looked at first; the newest where it is beyond the end. */
  look(row: number): void {
    const place = this.#placeOfRow(row);
    const id = place && this.parts[place.number]?.marked.segment.idAt(place.at);
    this.#rows.near = id === undefined ? Number.POSITIVE_INFINITY : this.#ring.indexOf(id);
  }

  /** Takes over what has come and gone, and what has been looked at. False where nothing is another. */
  update(): boolean {
    return this.#rows.update();
  }

  /** Does some of what there is to do. False where nothing is left. */
  step(): boolean {
    return this.#rows.step();
  }

  /** Looks at everything, in slices. Ends early where the signal aborts. */
  async run(slicer: Pick<Slicer, "pause">, signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted && this.step()) await slicer.pause();
  }

  /** Does some of what there is to do for one of `parts`; false where nothing is left. Nothing may have come since `update`. */
  stepIn(number: number): boolean {
    return this.#rows.stepIn(number);
  }

  at(row: number): LogRow | undefined {
    return row < 0 ? undefined : this.rows(row, 1)[0];
  }

  /** Rows as they stand one below the other. */
  rows(first: number, count: number): LogRow[] {
    const rows: LogRow[] = [];
    const start = this.#placeOfRow(Math.max(0, first));
    if (start === undefined) return rows;
    let { number, at } = start;
    for (let part = this.parts[number]; part !== undefined; part = this.parts[number]) {
      // Of a million lines a handful may be rows.
      if (part.shown === 0) at = part.marked.length;
      for (; at < part.marked.length && rows.length < count; at += 1) {
        const row = part.isShown(at) ? this.#rowAt(part, number, at) : undefined;
        if (row !== undefined) rows.push(row);
      }
      if (rows.length >= count) break;
      number += 1;
      at = 0;
    }
    return rows;
  }

  /** The row in which an entry is, itself or folded under it or as a repetition of it; -1 where it is not shown. */
  rowOf(id: number): number {
    const place = this.#rows.placeOf(id, this.parts.length - 1);
    return place === undefined ? -1 : this.rowHolding(place.number, place.at);
  }

  /** `rowOf` for the entry at a place of a part. */
  rowHolding(number: number, at: number): number {
    const part = this.parts[number];
    if (part === undefined) return -1;
    const row = part.rows[at] ?? hiddenRow;
    if (row !== hiddenRow) {
      const before = this.#rows.startOf(number) + part.rowsBefore(at);
      return row === repeatRow ? before - 1 : before;
    }
    const back = part.marked.segment.backAt(at);
    const head = back === 0 ? undefined : this.#rows.placeOf(part.marked.segment.idAt(at) - back, number);
    return head === undefined ? -1 : this.rowHolding(head.number, head.at);
  }

  /** The first row at or after a time; the length where there is none. */
  rowAt(stamp: Stamp): number {
    const entry = this.#ring.at(this.#ring.indexAt(stamp));
    const place = entry && this.#rows.placeOf(entry.id, this.parts.length - 1);
    if (place === undefined) return this.length;
    return this.#rows.startOf(place.number) + (this.parts[place.number]?.rowsBefore(place.at) ?? 0);
  }

  /** The next row, or the one before, that is at least so grave; undefined where there is none. */
  nextGrave(row: number, level: LevelCode, direction: -1 | 1): number | undefined {
    const start = this.#placeOfRow(row);
    if (start === undefined) return undefined;
    let at: number | undefined = start.at + direction;
    for (let number = start.number; ; number += direction) {
      const part = this.parts[number];
      if (part === undefined) return undefined;
      const { segment, length } = part.marked;
      const mayHaveSome = segment.levels.subarray(level).some((count) => count > 0);
      const found = mayHaveSome
        ? graveIn(part, at ?? (direction > 0 ? 0 : length - 1), level, direction)
        : -1;
      if (found >= 0) return this.rowHolding(number, found);
      at = undefined;
    }
  }

  #rowAt(part: ViewPart, number: number, at: number): LogRow | undefined {
    const entry = this.#ring.entryAt(part.marked.segment, at);
    const kind = kinds[(part.rows[at] ?? matchRow) as keyof typeof kinds];
    if (entry === undefined) return undefined;
    const folded = entry.headId === entry.id ? this.#ring.foldedUnder(entry.id) : 0;
    return { entry, kind, folded, isOpen: this.isOpen(entry.id), ...this.#repeatsAfter(number, at) };
  }

  #repeatsAfter(number: number, at: number): Pick<LogRow, "repeats" | "isMixed"> {
    if (!this.options.collapses) return { repeats: 0, isMixed: false };
    const source = this.parts[number]?.marked.segment.sourceAt(at);
    let [repeats, isMixed] = [0, false];
    let place = at + 1;
    for (let next = number; ; next += 1) {
      const part = this.parts[next];
      if (part === undefined) return { repeats, isMixed };
      const { segment, length } = part.marked;
      // Whether one more is of another source matters once.
      if (place === 0 && part.shown === 0 && (isMixed || part.repeats === 0)) {
        repeats += part.repeats;
        continue;
      }
      for (; place < length; place += 1) {
        if (part.rows[place] === repeatRow) {
          repeats += 1;
          isMixed ||= segment.sourceAt(place) !== source;
        } else if (part.isShown(place)) return { repeats, isMixed };
      }
      place = 0;
    }
  }

  #placeOfRow(row: number): Place | undefined {
    if (row < 0 || row >= this.length) return undefined;
    let [low, high] = [0, this.parts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#rows.startOf(middle) <= row) low = middle;
      else high = middle - 1;
    }
    const at = this.parts[low]?.placeOf(row - this.#rows.startOf(low)) ?? -1;
    return at < 0 ? undefined : { number: low, at };
  }
}

/** The next row that is so grave, from a place on; lines that continue another are as grave as that. */
function graveIn(part: ViewPart, start: number, level: LevelCode, direction: -1 | 1): number {
  const { segment, length } = part.marked;
  for (let at = start; at >= 0 && at < length; at += direction) {
    if (segment.levelAt(at) >= level && (part.rows[at] === matchRow || part.rows[at] === contextRow))
      return at;
  }
  return -1;
}
