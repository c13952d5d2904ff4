import type { Histogram } from "../../logs/histogram.ts";
import { errorLevel, warnLevel } from "../../logs/level.ts";
import { stampOf } from "../../logs/stamp.ts";
import type { LogLines } from "./log-lines.ts";
import type { LogWindow } from "./log-window.ts";
import type { TimeSpan } from "./when.ts";

/** Milliseconds for which what was counted is shown: counting anew for each frame would cost as much as the rest of it. */
const countedFor = 250;
/** Seconds of a cell, from near to far. */
const widths = [1, 2, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400];
const firstWidth = 2;

export interface LogTimelineParts {
  readonly lines: LogLines;
  readonly window: LogWindow;
  now(): number;
  /** Whether no line will come any more, as far as is known. */
  isOver(): boolean;
}

/** A stretch of time, in seconds since the epoch, and how many lines there are of it. */
export interface TimelineCell {
  readonly from: number;
  readonly to: number;
  readonly lines: number;
  readonly errors: number;
  readonly warnings: number;
  /** Whether it is in the stretch that is chosen. */
  readonly isChosen: boolean;
}

/** How many lines there are over time, in cells, and a stretch of it that one chooses. All times are in seconds since the epoch. */
export class LogTimeline {
  readonly #parts: LogTimelineParts;
  #width = firstWidth;
  /** Cells there is room for; 0 where it is not shown. */
  #cells = 0;
  /** Where the cursor is; undefined while nobody goes along it. */
  #cursor: number | undefined;
  /** Where the stretch begins that goes to the cursor. */
  #anchor: number | undefined;
  /** What is shown while one goes along it, or reads elsewhere. */
  #end: number | undefined;
  #counted:
    | { readonly key: string; readonly options: unknown; readonly at: number; readonly histogram: Histogram }
    | undefined;

  constructor(parts: LogTimelineParts) {
    this.#parts = parts;
  }

  /** Whether keys go along it. */
  get isOn(): boolean {
    return this.#cursor !== undefined;
  }

  /** Whether there is room for it on the screen. */
  get isShown(): boolean {
    return this.#cells > 0;
  }

  /** There is no room for it. */
  hide(): void {
    this.#cells = 0;
    this.close();
  }

  /** Seconds of a cell. */
  get cellWidth(): number {
    return this.#width;
  }

  /** So many cells: up to now while one follows what may go on, else around what one reads. */
  cells(count: number): readonly TimelineCell[] {
    this.#cells = Math.max(1, count);
    const end = this.#endToShow();
    const span = { from: end - this.#cells * this.#width, to: end };
    const histogram = this.#count(span);
    return Array.from({ length: this.#cells }, (_, cell) => {
      const from = span.from + cell * this.#width;
      const errors = histogram.total(cell, errorLevel);
      return {
        from,
        to: from + this.#width,
        lines: histogram.total(cell),
        errors,
        warnings: histogram.total(cell, warnLevel) - errors,
        isChosen: this.#isChosen(from),
      };
    });
  }

  #count(span: Histogram["span"]): Histogram {
    const { lines, now } = this.#parts;
    const key = `${span.from} ${span.to} ${this.#cells}`;
    const { options } = lines;
    const known = this.#counted;
    const age = now() - (known?.at ?? 0);
    if (known?.key === key && known.options === options && age >= 0 && age < countedFor)
      return known.histogram;
    const histogram = lines.histogram(span, this.#cells);
    this.#counted = { key, options, at: now(), histogram };
    return histogram;
  }

  /** Begins to go along it, where one reads just now. */
  open(): void {
    const { lines, window, now } = this.#parts;
    const end = this.#endToShow();
    const at = window.isFollowing
      ? now() / 1000
      : (lines.entryAt(window.cursorIndex)?.seconds ?? now() / 1000);
    this.#end = end;
    this.#cursor = this.#within(this.#floor(at));
    this.#anchor = undefined;
  }

  close(): void {
    this.#cursor = undefined;
    this.#anchor = undefined;
    this.#end = undefined;
  }

  move(cells: number): void {
    if (this.#cursor === undefined) return;
    this.#cursor += cells * this.#width;
    const end = this.#end ?? this.#endToShow();
    const from = end - this.#cells * this.#width;
    if (this.#cursor < from) this.#end = this.#cursor + this.#cells * this.#width;
    const latest = this.#endOf(this.#parts.now() / 1000);
    if (this.#cursor >= end) this.#end = Math.min(this.#cursor + this.#width, latest);
    this.#cursor = this.#within(this.#cursor);
  }

  /** Cells of less time, or of more. */
  zoom(steps: -1 | 1): void {
    const next = widths[widths.indexOf(this.#width) + steps];
    if (next === undefined) return;
    this.#width = next;
    if (this.#cursor === undefined) return;
    this.#cursor = this.#floor(this.#cursor);
    const half = Math.floor(this.#cells / 2) * this.#width;
    this.#end = Math.min(this.#cursor + half, this.#endOf(this.#parts.now() / 1000));
  }

  /** A stretch begins here, or is given up. */
  toggleAnchor(): void {
    this.#anchor = this.#anchor === undefined ? this.#cursor : undefined;
  }

  /** The stretch that was chosen; where none was begun, only where it begins. */
  get chosen(): TimeSpan | undefined {
    if (this.#cursor === undefined) return undefined;
    const [from, to] = this.#ends(this.#cursor);
    const isStretch = this.#anchor !== undefined;
    return { from: stampOf(from * 1000), to: isStretch ? stampOf(to * 1000 - 1) : undefined };
  }

  get isStretch(): boolean {
    return this.#anchor !== undefined;
  }

  #isChosen(from: number): boolean {
    if (this.#cursor === undefined) return false;
    const [start, end] = this.#ends(this.#cursor);
    return from >= start && from < end;
  }

  #ends(cursor: number): readonly [from: number, to: number] {
    const anchor = this.#anchor ?? cursor;
    return [Math.min(anchor, cursor), Math.max(anchor, cursor) + this.#width];
  }

  #endToShow(): number {
    const { lines, window, now, isOver } = this.#parts;
    const latest = this.#endOf(now() / 1000);
    if (this.#end !== undefined) return this.#end;
    const span = lines.span;
    if (span?.to !== undefined) return this.#endOf(Math.min(span.to.seconds + 1, latest));
    if (window.isFollowing && !isOver()) return latest;
    const at = lines.entryAt(window.cursorIndex)?.seconds ?? latest;
    const reach = this.#cells * this.#width;
    return at >= latest - reach ? latest : this.#endOf(at + reach / 2);
  }

  #within(at: number): number {
    const end = this.#end ?? this.#endToShow();
    return Math.min(Math.max(at, end - this.#cells * this.#width), end - this.#width);
  }

  #floor(at: number): number {
    return Math.floor(at / this.#width) * this.#width;
  }

  /** The end of the cell in which a time lies. */
  #endOf(at: number): number {
    return this.#floor(at) + this.#width;
  }
}
