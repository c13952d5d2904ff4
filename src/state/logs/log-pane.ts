import type { Clock } from "../../lib/clock.ts";
import { LogRing } from "../../logs/log-ring.ts";
import type { TailedSource } from "../../logs/tail.ts";
import type { LogStart, OpenLog } from "../../logs/types.ts";
import type { Location } from "../location.ts";
import { allLogPods } from "../row-log-pods.ts";
import { LogFeed } from "./log-feed.ts";
import { LogWindow, type ShownLines } from "./log-window.ts";
import type { PlacePods } from "./place-pods.ts";
import { type ShownLine, ShownLineCache } from "./shown-line.ts";

/** Lines of each container that are read before new ones, where nothing else is asked for. */
export const defaultTail = 500;

/** What of all logs is bounded. */
export interface LogLimits {
  /** Bytes of memory for the lines of one place. */
  readonly memory: number;
  /** Logs that are read at the same time. */
  readonly streams: number;
}

export interface LogPaneOptions {
  readonly location: Location;
  /** The pods of each context that the place is in. */
  readonly places: readonly PlacePods[];
  open(context: string): OpenLog;
  readonly clock: Clock;
  readonly limits: LogLimits;
  onChange(): void;
}

/** The logs of many pods as one stream, to be followed, read and searched. */
export class LogPane implements ShownLines {
  readonly view = "logs" as const;
  readonly location: Location;
  readonly window: LogWindow;
  readonly places: readonly PlacePods[];
  readonly ring: LogRing;
  readonly #options: LogPaneOptions;
  readonly #feed: LogFeed;
  readonly #shown = new ShownLineCache();
  readonly #unsubscribe: () => void;

  constructor(options: LogPaneOptions) {
    const { location, places, open, clock, limits, onChange } = options;
    this.#options = options;
    this.location = location;
    this.places = places;
    this.ring = new LogRing({ limit: limits.memory });
    this.window = new LogWindow(this);
    const pods = allLogPods(places);
    this.#feed = new LogFeed({
      pods,
      open,
      clock,
      ring: this.ring,
      start: startOf(location),
      previous: location.logs?.previous === true,
      container: location.logs?.container,
      mostStreams: limits.streams,
      onChange,
    });
    this.#unsubscribe = pods.subscribe(() => this.#onPods());
    this.#startWhenKnown();
  }

  get sources(): readonly TailedSource[] {
    return this.#feed.sources;
  }

  /** Lines that came in the last minute. */
  get linesPerMinute(): number {
    return this.#feed.rate.at(this.#options.clock.now());
  }

  get length(): number {
    return this.ring.length;
  }

  idAt(index: number): number {
    return this.ring.at(index)?.id ?? 0;
  }

  indexNear(id: number): number {
    return Math.max(0, this.ring.indexOf(id));
  }

  lineAt(index: number): ShownLine | undefined {
    const entry = this.ring.at(index);
    return entry && this.#shown.of(entry, 0);
  }

  get height(): number {
    return this.window.height;
  }

  refresh(_now: number): void {}

  resize(height: number): void {
    this.window.resize(height);
  }

  move(delta: number): void {
    this.window.move(delta);
  }

  moveTo(index: number): void {
    this.window.moveTo(index);
  }

  retry(): void {
    this.#feed.retry();
  }

  dispose(): void {
    this.#unsubscribe();
    this.#feed.close();
    for (const place of this.places) place.close();
  }

  #onPods(): void {
    this.#startWhenKnown();
    this.#options.onChange();
  }

  #startWhenKnown(): void {
    if (this.places.every(({ isComplete }) => isComplete)) this.#feed.start();
  }
}

function startOf({ logs = {} }: Location): LogStart {
  const { tail = defaultTail } = logs;
  return tail === "all" ? {} : { tailLines: tail };
}
