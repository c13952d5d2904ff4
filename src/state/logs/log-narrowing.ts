import { errorLevel, type LevelCode, traceLevel, warnLevel } from "../../logs/level.ts";
import type { LogLines } from "./log-lines.ts";
import { TypedQuery } from "./typed-query.ts";
import type { TimeSpan } from "./when.ts";

/** Lines before and after one that is asked for. */
const contextSteps = [0, 3, 10];
/** The least grave level that is shown. */
const levelSteps: readonly LevelCode[] = [traceLevel, warnLevel, errorLevel];

/** Which lines are shown of all that were read. */
export class LogNarrowing {
  readonly filter = new TypedQuery();
  readonly #lines: LogLines;
  readonly #onChange: () => void;

  /** @param onChange other lines are shown. */
  constructor(lines: LogLines, onChange: () => void) {
    this.#lines = lines;
    this.#onChange = onChange;
  }

  /** Shows only what a query asks for, as far as it can be read. */
  filterBy(text: string): void {
    if (this.filter.type(text)) this.#set({ query: this.filter.query });
  }

  get contextLines(): number {
    return this.#lines.options.before;
  }

  /** Shows lines around those that are asked for: none, a few, more. */
  turnContext(): void {
    const count = next(contextSteps, this.contextLines);
    this.#set({ before: count, after: count });
  }

  /** What is shown of all levels. */
  get levels(): "all" | "warnings and errors" | "errors" {
    const { level } = this.#lines.options;
    return level === traceLevel ? "all" : level === warnLevel ? "warnings and errors" : "errors";
  }

  turnLevel(): void {
    this.#set({ level: next(levelSteps, this.#lines.options.level) });
  }

  get collapses(): boolean {
    return this.#lines.options.collapses;
  }

  /** Shows lines that follow each other and say the same as one, or each. */
  toggleRepeats(): void {
    this.#set({ collapses: !this.collapses });
  }

  /** The sources of which nothing is shown, by number. */
  get hidden(): ReadonlySet<number> {
    return this.#lines.options.hidden;
  }

  hide(sources: ReadonlySet<number>): void {
    this.#set({ hidden: sources });
  }

  get span(): TimeSpan | undefined {
    return this.#lines.span;
  }

  /** Shows only the lines of a span of time, or of all. */
  showSpan(span: TimeSpan | undefined): void {
    this.#lines.setSpan(span);
    this.#onChange();
  }

  /** Takes back one of the things lines are narrowed by. Whether there was any. */
  takeBackOne(): boolean {
    if (this.filter.text !== "") this.filterBy("");
    else if (this.span !== undefined) this.showSpan(undefined);
    else if (this.levels !== "all") this.#set({ level: traceLevel });
    else if (this.hidden.size > 0) this.hide(new Set());
    else return false;
    return true;
  }

  #set(change: Parameters<LogLines["set"]>[0]): void {
    this.#lines.set(change);
    this.#onChange();
  }
}

function next(steps: readonly number[], now: number): number {
  return steps[(steps.indexOf(now) + 1) % steps.length] ?? steps[0] ?? 0;
}
