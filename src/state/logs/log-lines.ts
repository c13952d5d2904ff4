import type { Clock } from "../../lib/clock.ts";
import { Slicer } from "../../lib/slicer.ts";
import { type Histogram, histogramOfView } from "../../logs/histogram.ts";
import type { LogRing } from "../../logs/log-ring.ts";
import type { FoundCount, LogSearch } from "../../logs/log-search.ts";
import { type LogRow, LogView } from "../../logs/log-view.ts";
import type { RingEntry } from "../../logs/ring-entry.ts";
import type { Stamp } from "../../logs/types.ts";
import { BelowLevel } from "./below-level.ts";
import type { ShownLines } from "./log-window.ts";
import type { TimeSpan } from "./when.ts";

/** What is shown, and how. */
export type LogLinesOptions = LogView["options"];

/** Milliseconds of looking at lines before a frame; what is left is looked at between frames. */
const looksBeforeFrame = 4;

/** The lines of a ring that are shown: those that are asked for, of a span of time. */
export class LogLines implements ShownLines {
  readonly #ring: LogRing;
  readonly #view: LogView;
  readonly #clock: Clock;
  readonly #onProgress: () => void;
  readonly #below: BelowLevel;
  #span: TimeSpan | undefined;
  #first = 0;
  #end = 0;
  #isLooking = false;
  #isClosed = false;

  /** @param onProgress told while lines are looked at that have not been. */
  constructor(ring: LogRing, clock: Clock, onProgress: () => void) {
    this.#ring = ring;
    this.#clock = clock;
    this.#onProgress = onProgress;
    this.#view = new LogView(ring);
    this.#below = new BelowLevel(ring, clock, onProgress);
  }

  get options(): LogLinesOptions {
    return this.#view.options;
  }

  get span(): TimeSpan | undefined {
    return this.#span;
  }

  /** How many lines have not been looked at. */
  get pending(): number {
    return this.#view.pending;
  }

  get length(): number {
    return Math.max(0, this.#end - this.#first);
  }

  /** Whether any line, and not only what is said between lines, is among what is asked for. */
  get hasMatches(): boolean {
    return this.#view.hasMatches;
  }

  /** How many lines the query finds whatever their level; 0 where all levels are shown. */
  get foundOfAnyLevel(): number {
    return this.#below.count(this.options);
  }

  set(change: Partial<LogLinesOptions>): void {
    this.#view.set(change);
    this.update();
  }

  setSpan(span: TimeSpan | undefined): void {
    this.#span = span;
    this.#measure();
  }

  /** Folds what continues a line, or unfolds it. */
  toggle(id: number): void {
    this.#view.toggle(id);
    this.update();
  }

  isOpen(id: number): boolean {
    return this.#view.isOpen(id);
  }

  /** Takes over what has come and gone. */
  update(): void {
    const until = this.#clock.now() + looksBeforeFrame;
    this.#view.update();
    while (this.#view.step() && this.#clock.now() < until);
    this.#view.update();
    this.#measure();
    if (this.#view.pending > 0) void this.#look();
  }

  /** Lines near to this one are looked at first. */
  lookAt(index: number): void {
    this.#view.look(this.#first + index);
  }

  rowAt(index: number): LogRow | undefined {
    return index < 0 || index >= this.length ? undefined : this.#view.at(this.#first + index);
  }

  rows(index: number, count: number): LogRow[] {
    return this.#view.rows(this.#first + index, Math.min(count, this.length - index));
  }

  entryAt(index: number): RingEntry | undefined {
    return this.rowAt(index)?.entry;
  }

  idAt(index: number): number {
    return this.entryAt(index)?.id ?? 0;
  }

  indexNear(id: number): number {
    const row = this.#view.rowOf(id);
    if (row >= 0) return this.#within(row);
    const entry = this.#ring.at(this.#ring.indexOf(id));
    // What is gone was the oldest.
    return entry === undefined ? 0 : this.indexAt(entry);
  }

  /** Whether an entry is shown, itself or folded under another. */
  has(id: number): boolean {
    const row = this.#view.rowOf(id);
    return row >= this.#first && row < this.#end;
  }

  /** The index of the first line at or after a time; the length where there is none. */
  indexAt(stamp: Stamp): number {
    return this.#within(this.#view.rowAt(stamp));
  }

  /** The next line, or the one before, that is at least so grave; undefined where there is none. */
  nextGrave(index: number, level: number, direction: -1 | 1): number | undefined {
    const row = this.#view.nextGrave(this.#first + index, level, direction);
    return row === undefined || row < this.#first || row >= this.#end ? undefined : row - this.#first;
  }

  /** The id of the next line behind an index, or before it, that is found; the ends are -1 and the length. */
  async find(
    search: LogSearch,
    index: number,
    direction: -1 | 1,
    slicer: Slicer,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const found = await search.next(this.#view, this.#first + index, direction, slicer, signal);
    this.#measure();
    const isShown = found !== undefined && found.row >= this.#first && found.row < this.#end;
    return isShown ? found.id : undefined;
  }

  /** How many lines are found, as far as they have been looked at. */
  count(search: LogSearch): FoundCount {
    return search.count(this.#view);
  }

  /** How many of the lines that are asked for there are in each cell of a span of time, by level. */
  histogram(span: Histogram["span"], cells: number): Histogram {
    return histogramOfView(this.#view, span, cells);
  }

  close(): void {
    this.#isClosed = true;
  }

  #within(row: number): number {
    return Math.min(Math.max(row - this.#first, 0), this.length);
  }

  #measure(): void {
    const { from, to } = this.#span ?? {};
    this.#first = from === undefined ? 0 : this.#view.rowAt(from);
    this.#end = to === undefined ? this.#view.length : this.#view.rowAt(after(to));
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const slicer = new Slicer(this.#clock);
    while (!this.#isClosed && this.#view.step()) {
      const pause = slicer.pause();
      if (pause === undefined) continue;
      await pause;
      this.#onProgress();
    }
    this.#isLooking = false;
    this.#onProgress();
  }
}

function after({ seconds, nanos }: Stamp): Stamp {
  return nanos === 999_999_999 ? { seconds: seconds + 1, nanos: 0 } : { seconds, nanos: nanos + 1 };
}
