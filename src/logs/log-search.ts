import type { Slicer } from "../lib/slicer.ts";
import { LineMarks, matchMark } from "./line-marks.ts";
import type { LogQuery } from "./log-query.ts";
import type { LogRing } from "./log-ring.ts";
import type { LogView } from "./log-view.ts";
import { hiddenRow, repeatRow, type ViewPart } from "./view-part.ts";

/** Where something was found. */
export interface Found {
  /** The line itself; it may be folded under the row. */
  readonly id: number;
  readonly row: number;
}

/** How many lines of a view are found. */
export interface FoundCount {
  readonly lines: number;
  /** Lines that have not been looked at. */
  readonly pending: number;
}

interface PartCount {
  readonly marks: number;
  readonly rows: number;
  readonly lines: number;
}

/** In so many parts lines are counted at once. */
const partsCountedAtOnce = 64;

/** Looks for lines among the rows of a view, without hiding the others. Notes are looked at too. */
export class LogSearch {
  readonly query: LogQuery;
  readonly #marks: LineMarks;
  readonly #counts = new WeakMap<ViewPart, PartCount>();

  constructor(ring: LogRing, query: LogQuery) {
    this.query = query;
    this.#marks = new LineMarks(ring, { query, notes: true });
  }

  /**
   * The next line that is found behind a row, or before it; from the start or the end where that row is -1 or the length.
   * Looks in slices at what has not been looked at. Undefined where there is none, or the signal aborts.
   */
  async next(
    view: LogView,
    row: number,
    direction: -1 | 1,
    slicer: Pick<Slicer, "pause">,
    signal?: AbortSignal,
  ): Promise<Found | undefined> {
    // Rows move while lines come and go; the entry in one does not.
    const from = view.at(row)?.entry.id;
    this.#follow(view);
    let number = this.#partOf(view, from, direction);
    for (let part = view.parts[number]; part !== undefined; part = view.parts[number]) {
      const pause = slicer.pause();
      if (pause !== undefined) {
        await pause;
        if (signal?.aborted) return undefined;
        this.#follow(view);
        const moved = view.parts.indexOf(part);
        number = moved >= 0 ? moved : this.#partOf(view, from, direction);
      }
      if (this.#step(view, number)) continue;
      const start = from === undefined ? undefined : view.rowOf(from);
      const found = this.#findIn(view, number, start, direction);
      if (found !== undefined) return found;
      number += direction;
    }
    return undefined;
  }

  /** How many lines of a view are found so far; called again and again, it counts to the end. */
  count(view: LogView): FoundCount {
    this.#follow(view);
    let [lines, { pending }, left] = [0, this.#marks, partsCountedAtOnce];
    view.parts.forEach((part, number) => {
      const isKnown = this.#countOf(part, number) !== undefined;
      if (!isKnown) left -= 1;
      if (isKnown || left >= 0) lines += this.#countOf(part, number) ?? this.#countIn(view, part, number);
      else pending += part.marked.length;
    });
    return { lines, pending };
  }

  /** Looks at some lines. False where all have been looked at. */
  step(): boolean {
    return this.#marks.step();
  }

  /** Looks at everything, in slices. Ends early where the signal aborts. */
  async run(slicer: Pick<Slicer, "pause">, signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted && this.step()) await slicer.pause();
  }

  #follow(view: LogView): void {
    view.update();
    this.#marks.follow();
  }

  #partOf(view: LogView, id: number | undefined, direction: -1 | 1): number {
    const number =
      id === undefined ? -1 : view.parts.findIndex(({ marked }) => marked.segment.indexOf(id) >= 0);
    return number >= 0 || direction > 0 ? Math.max(0, number) : view.parts.length - 1;
  }

  /** Looks at some lines of a part, for the search and for the view; false where all have been looked at. */
  #step(view: LogView, number: number): boolean {
    if (view.stepIn(number)) return true;
    const part = this.#marks.parts[number];
    if (part === undefined || part.pending === 0) return false;
    this.#marks.check(part);
    return true;
  }

  #findIn(view: LogView, number: number, from: number | undefined, direction: -1 | 1): Found | undefined {
    const part = view.parts[number];
    const marks = this.#marks.parts[number]?.marks;
    if (part === undefined || marks === undefined) return undefined;
    const { segment, length } = part.marked;
    for (let step = 0; step < length; step += 1) {
      const at = direction > 0 ? step : length - 1 - step;
      if (((marks[at] ?? 0) & matchMark) === 0 || !mayBeSeen(part, at)) continue;
      const row = view.rowHolding(number, at);
      const isBeyond = from === undefined || (direction > 0 ? row > from : row < from);
      if (row >= 0 && isBeyond) return { id: segment.idAt(at), row };
    }
    return undefined;
  }

  #countOf(part: ViewPart, number: number): number | undefined {
    const known = this.#counts.get(part);
    const isAsBefore = known?.marks === this.#marks.parts[number]?.version && known?.rows === part.changes;
    return isAsBefore ? known?.lines : undefined;
  }

  #countIn(view: LogView, part: ViewPart, number: number): number {
    const marked = this.#marks.parts[number];
    if (marked === undefined) return 0;
    let lines = 0;
    for (let at = 0; at < part.marked.length; at += 1) {
      const isFound = ((marked.marks[at] ?? 0) & matchMark) !== 0 && mayBeSeen(part, at);
      if (isFound && (part.isShown(at) || view.rowHolding(number, at) >= 0)) lines += 1;
    }
    this.#counts.set(part, { marks: marked.version, rows: part.changes, lines });
    return lines;
  }
}

/** Whether an entry is a row, or may be folded under one. What only repeats a row is not looked for: the row is. */
function mayBeSeen(part: ViewPart, at: number): boolean {
  const row = part.rows[at] ?? hiddenRow;
  if (row === repeatRow) return false;
  return row !== hiddenRow || part.marked.segment.backAt(at) > 0;
}
