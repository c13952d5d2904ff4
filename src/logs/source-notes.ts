import type { Clock } from "../lib/clock.ts";
import { millisecondsOf, stampOf } from "./stamp.ts";
import type { ContainerEnd, LogContainer, LogNote, LogSource, Stamp } from "./types.ts";

/** Milliseconds since a loss was last told or repeated in which the same is not told again, unless it lasts. */
const sameLoss = 30_000;
const lasting = 5000;

/** What is said of one source between its lines: right behind the last of them, or when it happened where that is later. */
export class SourceNotes {
  readonly #source: LogSource;
  readonly #clock: Clock;
  /** Of the last line, or of what was said after it. */
  #last: Stamp | undefined;
  #restarts = 0;
  /** The connection was lost at this time and no line has come since, in ms. */
  #lostAt: number | undefined;
  /** Why it was lost the last time, and when that was. */
  #loss = { message: "", at: Number.NEGATIVE_INFINITY };
  /** It is lost again as it was a moment ago, and nothing was said. */
  #isRepeated = false;

  constructor(source: LogSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** Where the next note belongs. */
  get here(): Stamp {
    return this.#last ?? stampOf(this.#clock.now());
  }

  /** Whether the connection was lost and no line has come since. */
  get isLost(): boolean {
    return this.#lostAt !== undefined;
  }

  /** Lines up to this one were read. */
  moveTo(line: Stamp): void {
    this.#last = line;
  }

  note(about: LogNote["about"], text: string): LogNote {
    return this.#at(this.here, about, text);
  }

  /** The stream is there, and nothing comes of it any more although there is something. */
  stall(): void {
    if (this.isLost) return;
    this.#lostAt = this.#clock.now();
    this.#isRepeated = false;
  }

  /** Said once until lines come again. A node that answers and fails over and over says so once. */
  lose(message: string): LogNote[] {
    const now = this.#clock.now();
    const lostAt = this.#lostAt;
    if (lostAt !== undefined && (!this.#isRepeated || now - lostAt < lasting)) return [];
    const { message: before, at } = this.#loss;
    this.#isRepeated = lostAt === undefined && message === before && now - at < sameLoss;
    this.#lostAt = lostAt ?? now;
    this.#loss = { message, at: now };
    return this.#isRepeated ? [] : [this.note("lost", message)];
  }

  /** What stands before the first of some lines; `isGap` where lines may be missing before it. */
  before(first: Stamp, isGap: boolean): LogNote[] {
    const lostAt = this.#lostAt;
    this.#lostAt = undefined;
    if (isGap)
      return [this.#at(first, "gap", "lines may be missing here: the log was rotated while it was not read")];
    if (lostAt === undefined || this.#isRepeated) return [];
    const seconds = Math.max(1, Math.round((this.#clock.now() - lostAt) / 1000));
    return [this.#at(first, "resumed", `reading again after ${seconds} s; nothing is missing`)];
  }

  /** The container runs, as the first that was seen of it or again. */
  start({ restarts, startedAt }: LogContainer, isFirst: boolean): LogNote[] {
    const times = restarts - this.#restarts;
    this.#restarts = restarts;
    if (isFirst) return [];
    const last = this.#last;
    if (last !== undefined && startedAt > millisecondsOf(last)) this.#last = stampOf(startedAt);
    const started = this.note("started", `started again, restart ${restarts}`);
    if (times <= 1) return [started];
    return [
      this.note("gap", `it was started ${times} times; what ran in between cannot be read any more`),
      started,
    ];
  }

  end(end: ContainerEnd): LogNote {
    const finished = Number.isNaN(end.finishedAt) ? undefined : stampOf(end.finishedAt);
    const last = this.#last;
    const isLater = finished && (!last || millisecondsOf(finished) > millisecondsOf(last));
    this.#last = isLater ? finished : this.here;
    this.#lostAt = undefined;
    return this.note("ended", endText(end));
  }

  /** The pod is gone. */
  vanish(): LogNote[] {
    const gone = this.note("gone", "the pod is gone");
    if (!this.isLost) return [gone];
    return [
      this.note("gap", "lines may be missing here: the pod was gone before the connection was back"),
      gone,
    ];
  }

  #at({ seconds, nanos }: Stamp, about: LogNote["about"], text: string): LogNote {
    return { kind: "note", source: this.#source, seconds, nanos, about, text };
  }
}

/** Why a container does not run, in its pod's words. */
export function waitingText({ reason, message }: LogContainer): string {
  // The kubelet goes on to name what the note names already, at length.
  const more = message.replace(/ restarting failed container=\S+ pod=\S+$/, "");
  return `waiting: ${reason || "no reason given"}${more === "" ? "" : `, ${more}`}`;
}

/** `exited 1 (Error)`. */
function endText({ exitCode, reason }: ContainerEnd): string {
  return `exited ${exitCode}${reason === "" ? "" : ` (${reason})`}`;
}
