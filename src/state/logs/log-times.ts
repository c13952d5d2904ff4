import { timeOfDay } from "../../lib/time-of-day.ts";
import { counted } from "../../lib/words.ts";
import { compareStamps, millisecondsOf, stampOf } from "../../logs/stamp.ts";
import type { Stamp } from "../../logs/types.ts";
import type { LogDisplay } from "./log-display.ts";
import type { LogFeed, OlderOutcome } from "./log-feed.ts";
import type { LogLines } from "./log-lines.ts";
import { beginning } from "./log-reach.ts";
import type { LogWindow } from "./log-window.ts";
import { readSpan, readWhen, type TimeSpan, whenExamples } from "./when.ts";

/** The first step back in time, in ms; each further one doubles how far one has gone. */
const firstStep = 60_000;

/** What going through time needs of a view of logs. */
export interface LogTimesParts {
  readonly feed: LogFeed;
  readonly lines: LogLines;
  readonly window: LogWindow;
  readonly display: LogDisplay;
  now(): number;
}

/** Going to a time, showing a span of it, and reading further back. */
export class LogTimes {
  readonly #parts: LogTimesParts;

  constructor(parts: LogTimesParts) {
    this.#parts = parts;
  }

  /** Why a text is neither a time nor a span of time. */
  whyNot(text: string): string | undefined {
    const now = this.#parts.now();
    const { zone } = this.#parts.display;
    const span = readSpan(text, zone, now);
    if (span?.from !== undefined && span.to !== undefined && compareStamps(span.to, span.from) < 0)
      return `"${text}" ends before it begins, so no line can be of that time`;
    return text.trim() === "" || span !== undefined || readWhen(text, zone, now) !== undefined
      ? undefined
      : `"${text}" is no time; write ${whenExamples}, or a span such as 14:00..14:05`;
  }

  /** Goes to the first line of a time, or shows a span only. Answers with what there is to say of it. */
  async goTo(text: string): Promise<string | undefined> {
    const { lines, window } = this.#parts;
    const now = this.#parts.now();
    if (text.trim() === "") return void lines.setSpan(undefined);
    const span = readSpan(text, this.#parts.display.zone, now);
    const at = span === undefined ? readWhen(text, this.#parts.display.zone, now) : span.from;
    window.pause();
    const told = at === undefined ? undefined : await this.#reach(at);
    if (span !== undefined) this.showSpan(span);
    else if (at !== undefined) this.jumpTo(at);
    return told;
  }

  /** To the first line of a time, or the last there is. */
  jumpTo(at: Stamp): void {
    const { lines, window } = this.#parts;
    window.jumpTo(lines.idAt(Math.min(lines.indexAt(at), lines.length - 1)));
  }

  /** Shows the lines of a span of time only. */
  showSpan(span: TimeSpan): void {
    this.#parts.window.pause();
    this.#parts.lines.setSpan(span);
  }

  /** Reads some way further back. Answers with what came of it. */
  async readFurtherBack(): Promise<string> {
    const { window, lines } = this.#parts;
    const { isFollowing } = window;
    const before = lines.length;
    window.pause();
    const told = await this.#readFurtherBack();
    // Nothing has come that one could go and see.
    if (isFollowing && lines.length === before) window.follow();
    return told;
  }

  async #readFurtherBack(): Promise<string> {
    const { feed } = this.#parts;
    const from = feed.reach.wholeFrom;
    if (from === undefined) return this.#told(await feed.readOlder(), beginning);
    const gone = Math.max(0, this.#parts.now() - millisecondsOf(from));
    const target = stampOf(millisecondsOf(from) - Math.max(firstStep, gone));
    const outcome = await feed.readOlder(target);
    if (outcome.outcome !== "read" || outcome.lines > 0) return this.#told(outcome, target);
    // Nobody knows how far away the next line is, if there is one.
    return this.#told(await feed.readOlder(), beginning);
  }

  /** Reads back as far as a time, where that has not been done. */
  async #reach(at: Stamp): Promise<string | undefined> {
    const { feed } = this.#parts;
    const { wholeFrom } = feed.reach;
    if (wholeFrom === undefined || compareStamps(wholeFrom, at) <= 0) return undefined;
    return this.#told(await feed.readOlder(at), at);
  }

  #told(outcome: OlderOutcome, target: Stamp): string {
    switch (outcome.outcome) {
      case "all there is":
        return this.#allIsRead;
      case "no room":
        return "there is no room for what is older: the memory for these logs is full (logs.memory)";
      case "under way":
        return "what came before is being read already";
      case "read":
        return this.#readText(outcome.lines, target);
    }
  }

  #readText(count: number, target: Stamp): string {
    const lines = `${counted(count, "line", "lines")} from before`;
    if (target === beginning) return count === 0 ? this.#allIsRead : `${lines}; this is all there is`;
    const zone = this.#parts.display.time === "utc" ? "utc" : "local";
    return `${lines}; all since ${timeOfDay(millisecondsOf(target), this.#parts.now(), zone, 0)} are here`;
  }

  /** Beyond the number of streams there may be more. */
  get #allIsRead(): string {
    const isHeld = this.#parts.feed.sources.some(({ status }) => status.phase === "held");
    return isHeld ? "all there is has been read of the logs that are" : "all there is has been read";
  }
}
