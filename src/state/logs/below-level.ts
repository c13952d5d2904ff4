import type { Clock } from "../../lib/clock.ts";
import { traceLevel } from "../../logs/level.ts";
import { LineMarks, type MarkedPart, matchMark } from "../../logs/line-marks.ts";
import type { LogRing } from "../../logs/log-ring.ts";
import type { LogLinesOptions } from "./log-lines.ts";

/** Milliseconds of looking at lines when somebody asks; what is left is looked at when they ask again. */
const looksAtOnce = 4;

/** How many lines a query finds whatever their level: asked where none is left of those that are grave enough. */
export class BelowLevel {
  readonly #ring: LogRing;
  readonly #clock: Clock;
  readonly #onProgress: () => void;
  readonly #counts = new WeakMap<MarkedPart, { readonly version: number; readonly lines: number }>();
  #asked: Pick<LogLinesOptions, "query" | "hidden"> | undefined;
  #marks: LineMarks | undefined;

  /** @param onProgress there is more to count. */
  constructor(ring: LogRing, clock: Clock, onProgress: () => void) {
    this.#ring = ring;
    this.#clock = clock;
    this.#onProgress = onProgress;
  }

  /** As far as is known; 0 where nothing is hidden for its level. */
  count({ query, hidden, level }: LogLinesOptions): number {
    if (query === undefined || level === traceLevel) return 0;
    if (this.#asked?.query !== query || this.#asked.hidden !== hidden) {
      this.#asked = { query, hidden };
      this.#marks = new LineMarks(this.#ring, { query, hidden });
    }
    const marks = this.#marks;
    if (marks === undefined) return 0;
    const until = this.#clock.now() + looksAtOnce;
    while (marks.step() && this.#clock.now() < until);
    if (marks.pending > 0) this.#onProgress();
    return marks.parts.reduce((sum, part) => sum + this.#countIn(part), 0);
  }

  #countIn(part: MarkedPart): number {
    const known = this.#counts.get(part);
    if (known?.version === part.version) return known.lines;
    let lines = 0;
    for (let at = 0; at < part.length; at += 1) if (((part.marks[at] ?? 0) & matchMark) !== 0) lines += 1;
    this.#counts.set(part, { version: part.version, lines });
    return lines;
  }
}
