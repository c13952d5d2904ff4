import type { Clock } from "../../lib/clock.ts";
import { Slicer } from "../../lib/slicer.ts";
import { Throttle } from "../../lib/throttle.ts";
import type { LogRing } from "../../logs/log-ring.ts";
import { previousEnd } from "../../logs/previous-end.ts";
import { compareStamps, stampOf } from "../../logs/stamp.ts";
import { Tail, type TailedSource } from "../../logs/tail.ts";
import type { LogContainer, LogEntry, LogPods, LogServer, LogStart, Stamp } from "../../logs/types.ts";
import { LineRate } from "./line-rate.ts";
import { beginning, LogReach } from "./log-reach.ts";
import { OlderLogs } from "./older-logs.ts";

/** Milliseconds between two frames that data asks for. */
const frameInterval = 50;
/** Bytes kept of a line: more than anybody reads, and little enough that no line is most of the ring. */
const longestLine = 1_048_576;
/** With so much of its memory taken the ring has no room for what is older: the oldest would go at once. */
const fullShare = 0.9;

export interface LogFeedOptions {
  readonly pods: LogPods;
  server(context: string): LogServer;
  readonly clock: Clock;
  readonly ring: LogRing;
  readonly start: LogStart;
  /** The instance before the present one, of each container that has one. */
  readonly previous: boolean;
  /** The one container that is wanted. */
  readonly container: string | undefined;
  readonly mostStreams: number;
  /** Lines, or the state of a source, are new; told a few times a second at most. */
  onChange(): void;
}

/** What became of reading further back. */
export type OlderOutcome =
  | { readonly outcome: "read"; readonly lines: number }
  /** All there is was read before. */
  | { readonly outcome: "all there is" }
  | { readonly outcome: "no room" }
  | { readonly outcome: "under way" };

/** The logs of a place, read into a ring for as long as somebody may come back to them. */
export class LogFeed {
  readonly rate = new LineRate();
  readonly reach: LogReach;
  readonly #options: LogFeedOptions;
  readonly #tail: Tail;
  readonly #slicer: Slicer;
  readonly #change: Throttle;
  #hasStarted = false;
  #isClosed = false;
  #older: OlderLogs | undefined;

  constructor(options: LogFeedOptions) {
    const { clock, pods, server, start, previous, mostStreams } = options;
    this.#options = options;
    this.#slicer = new Slicer(clock);
    this.reach = new LogReach(stampOf(clock.now()), start.tailLines, sinceOf(start, clock.now()));
    this.#change = new Throttle(frameInterval, clock, () => {
      if (!this.#isClosed) options.onChange();
    });
    this.#tail = new Tail({
      pods,
      server,
      clock,
      start,
      previous,
      follow: true,
      until: undefined,
      order: "time",
      longestLine,
      mostStreams,
      wants: (container) => this.#wants(container),
      onEntries: (entries) => this.#take(entries),
      onChange: () => this.#change.request(),
      onForget: (source) => this.reach.forget(source),
    });
  }

  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  get sources(): readonly TailedSource[] {
    return this.#tail.sources;
  }

  get isReadingOlder(): boolean {
    return this.#older !== undefined;
  }

  /** To be called when it is known which pods there are: those that come later are read from their first line on. */
  start(): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#tail.start();
  }

  /** Something is to be drawn, as soon as it is time for a frame. */
  requestChange(): void {
    this.#change.request();
  }

  retry(): void {
    this.#tail.retry();
  }

  /** Reads what lies before the lines that were read, back to a time; all there is where none is given. */
  async readOlder(from: Stamp = beginning): Promise<OlderOutcome> {
    const { ring, pods, server, clock, previous, mostStreams } = this.#options;
    const { reach } = this;
    if (this.#older !== undefined) return { outcome: "under way" };
    if (ring.droppedLines > 0) return { outcome: "no room" };
    const isBack = reach.wholeFrom === undefined || compareStamps(reach.wholeFrom, from) <= 0;
    if (isBack) return { outcome: "all there is" };
    if (ring.byteLength > ring.limit * fullShare) return { outcome: "no room" };
    const reaches = reach.open;
    const start = compareStamps(from, beginning) === 0 ? {} : { sinceTime: from.seconds };
    const older = new OlderLogs({
      ...{ pods, server, clock, start, previous, longestLine, mostStreams, reaches },
      onLines: (lines) => this.#take(lines),
    });
    this.#older = older;
    this.#change.request();
    try {
      await older.read();
      reach.extend(reaches.keys(), from);
    } finally {
      this.#older = undefined;
      this.#change.request();
    }
    return { outcome: "read", lines: older.found };
  }

  close(): void {
    this.#isClosed = true;
    this.#tail.close();
    this.#older?.close();
  }

  #wants(candidate: LogContainer): boolean {
    const { container, previous } = this.#options;
    if (container !== undefined && candidate.name !== container) return false;
    return !previous || previousEnd(candidate) !== undefined;
  }

  /** However much comes, keys and frames get their turn. */
  #take(entries: LogEntry[]): Promise<void> | undefined {
    if (this.#isClosed) return undefined;
    this.#options.ring.push(entries);
    this.reach.take(entries);
    this.rate.take(entries, this.#options.clock.now());
    this.#change.request();
    return this.#slicer.pause();
  }
}

function sinceOf({ sinceTime, sinceSeconds }: LogStart, now: number): Stamp | undefined {
  if (sinceTime !== undefined) return { seconds: sinceTime, nanos: 0 };
  return sinceSeconds === undefined ? undefined : stampOf(now - sinceSeconds * 1000);
}
