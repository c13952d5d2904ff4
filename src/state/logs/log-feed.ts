import type { Clock } from "../../lib/clock.ts";
import { Slicer } from "../../lib/slicer.ts";
import { Throttle } from "../../lib/throttle.ts";
import type { LogRing } from "../../logs/log-ring.ts";
import { Tail, type TailedSource } from "../../logs/tail.ts";
import type { LogContainer, LogEntry, LogPods, LogStart, OpenLog } from "../../logs/types.ts";
import { LineRate } from "./line-rate.ts";

/** Milliseconds between two frames that data asks for. */
const frameInterval = 50;
/** Bytes kept of a line: more than anybody reads, and little enough that no line is most of the ring. */
const longestLine = 1_048_576;

export interface LogFeedOptions {
  readonly pods: LogPods;
  open(context: string): OpenLog;
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

/** The logs of a place, read into a ring for as long as somebody may come back to them. */
export class LogFeed {
  readonly rate = new LineRate();
  readonly #options: LogFeedOptions;
  readonly #tail: Tail;
  readonly #slicer: Slicer;
  readonly #change: Throttle;
  #hasStarted = false;
  #isClosed = false;

  constructor(options: LogFeedOptions) {
    const { clock, pods, open, start, previous, mostStreams } = options;
    this.#options = options;
    this.#slicer = new Slicer(clock);
    this.#change = new Throttle(frameInterval, clock, () => {
      if (!this.#isClosed) options.onChange();
    });
    this.#tail = new Tail({
      pods,
      open,
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
    });
  }

  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  get sources(): readonly TailedSource[] {
    return this.#tail.sources;
  }

  /** To be called when it is known which pods there are: those that come later are read from their first line on. */
  start(): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#tail.start();
  }

  retry(): void {
    this.#tail.retry();
  }

  close(): void {
    this.#isClosed = true;
    this.#tail.close();
  }

  #wants({ name, last }: LogContainer): boolean {
    const { container, previous } = this.#options;
    return (container === undefined || name === container) && (!previous || last !== undefined);
  }

  /** However much comes, keys and frames get their turn. */
  #take(entries: LogEntry[]): Promise<void> | undefined {
    this.#options.ring.push(entries);
    this.rate.take(entries, this.#options.clock.now());
    this.#change.request();
    return this.#slicer.pause();
  }
}
