import { type LevelCode, levels } from "./level.ts";
import { matchMark, memberMark } from "./line-marks.ts";
import { type LogSegment, levelMask } from "./log-segment.ts";
import type { LogView } from "./log-view.ts";
import { hiddenRow, memberRow, type ViewPart } from "./view-part.ts";

/** A stretch of time, in seconds since the epoch with their fractions; `to` is no longer in it. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** How many lines there are in each cell of a span of time, by level. A stack is one line. */
export class Histogram {
  readonly span: TimeSpan;
  readonly cells: number;
  readonly #counts: Uint32Array;

  constructor(span: TimeSpan, cells: number) {
    this.span = span;
    this.cells = cells;
    this.#counts = new Uint32Array(cells * levels.length);
  }

  count(cell: number, level: LevelCode): number {
    return this.#counts[cell * levels.length + level] ?? 0;
  }

  /** Lines of a cell that are at least so grave; all of them by default. */
  total(cell: number, least: LevelCode = 0): number {
    let total = 0;
    for (let level = least; level < levels.length; level += 1) total += this.count(cell, level);
    return total;
  }

  /** The stretch of time of a cell. */
  spanOf(cell: number): TimeSpan {
    const { from, to } = this.span;
    const width = (to - from) / this.cells;
    return { from: from + cell * width, to: from + (cell + 1) * width };
  }

  /** The cell of a time; outside of the span it is below 0, or `cells` and above. */
  cellOf(seconds: number): number {
    const { from, to } = this.span;
    return Math.floor(((seconds - from) / (to - from)) * this.cells);
  }

  add(cell: number, level: LevelCode, count: number): void {
    if (cell < 0 || cell >= this.cells) return;
    const place = cell * levels.length + level;
    this.#counts[place] = (this.#counts[place] ?? 0) + count;
  }
}

/** Of the lines that a view shows since they are asked for. */
export function histogramOfView(view: LogView, span: TimeSpan, cells: number): Histogram {
  const result = new Histogram(span, cells);
  if (span.to <= span.from || cells <= 0) return result;
  for (const part of view.parts) {
    const { segment } = part.marked;
    const last = segment.length - 1;
    if (last < 0) continue;
    const [first, end] = [0, last].map((at) => result.cellOf(timeOf(segment, at)));
    // Most segments lie within one cell or outside of the span, and need not be looked into.
    if (view.isInTime && first !== undefined && (first === end || first >= cells || (end ?? 0) < 0)) {
      part.levels.forEach((count, level) => {
        result.add(first, level, count);
      });
    } else {
      countEach(part, result);
    }
  }
  return result;
}

function countEach({ marked: { segment, marks }, rows }: ViewPart, result: Histogram): void {
  const { seconds, nanos, flags } = segment.columns;
  for (let at = 0; at < segment.length; at += 1) {
    const row = rows[at];
    const isMatch = ((marks[at] ?? 0) & (matchMark | memberMark)) !== 0;
    if (row === hiddenRow || row === memberRow || !isMatch) continue;
    const time = (seconds[at] ?? 0) + (nanos[at] ?? 0) / 1e9;
    result.add(result.cellOf(time), (flags[at] ?? 0) & levelMask, 1);
  }
}

function timeOf(segment: LogSegment, at: number): number {
  return segment.secondsAt(at) + segment.nanosAt(at) / 1e9;
}
