import type { Clock } from "../../lib/clock.ts";
import { parseDuration } from "../../lib/duration.ts";
import type { Part } from "../../lib/occurrences.ts";
import { Slicer } from "../../lib/slicer.ts";
import { localZone, type TimeZone } from "../../lib/time-zone.ts";
import { errorLevel } from "../../logs/level.ts";
import { LogRing } from "../../logs/log-ring.ts";
import type { TailedSource } from "../../logs/tail.ts";
import type { LogPod, LogPods, LogServer, LogStart } from "../../logs/types.ts";
import type { Location } from "../location.ts";
import { allLogPods } from "../row-log-pods.ts";
import type { Told } from "../told.ts";
import { LogDisplay } from "./log-display.ts";
import { LogFeed } from "./log-feed.ts";
import { LogLines } from "./log-lines.ts";
import { LogNarrowing } from "./log-narrowing.ts";
import { LogSelection } from "./log-selection.ts";
import { LogTaking } from "./log-taking.ts";
import { LogTimeline } from "./log-timeline.ts";
import { LogTimes } from "./log-times.ts";
import { LogWindow } from "./log-window.ts";
import type { PlacePods } from "./place-pods.ts";
import { SearchTyping } from "./search-typing.ts";
import { LineReadings, type ShownLine } from "./shown-line.ts";
import { TypedSearch } from "./typed-search.ts";
import { readWhen, whenExamples } from "./when.ts";

/** Lines of each container that are read before new ones, where nothing else is asked for. */
const defaultTail = 500;

/** Phases of a source that has yet to say what it has. */
const reading: ReadonlySet<TailedSource["status"]["phase"]> = new Set(["connecting", "reading"]);

/** Phases of a source of which nothing more will come. */
const over: ReadonlySet<TailedSource["status"]["phase"]> = new Set(["ended", "gone", "left"]);

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
  server(context: string): LogServer;
  readonly clock: Clock;
  readonly limits: LogLimits;
  onChange(): void;
}

/**
 * The logs of many pods as one stream, to be followed, read and searched. Its parts: what is read (`feed`, into
 * `ring`), which lines are shown of it (`narrowing` decides, `lines` has them), where one is (`window`, `search`,
 * `times`, `timeline`), how they look (`display`, `readings`), and what is taken along (`selection`, `taking`).
 */
export class LogPane {
  readonly view = "logs" as const;
  readonly location: Location;
  readonly places: readonly PlacePods[];
  readonly limits: LogLimits;
  readonly ring: LogRing;
  readonly feed: LogFeed;
  readonly lines: LogLines;
  readonly narrowing: LogNarrowing;
  readonly window: LogWindow;
  readonly search: TypedSearch;
  readonly times: LogTimes;
  readonly timeline: LogTimeline;
  readonly display = new LogDisplay();
  readonly readings: LineReadings;
  readonly selection: LogSelection;
  readonly taking: LogTaking;
  readonly #pods: LogPods;
  readonly #options: LogPaneOptions;
  readonly #unsubscribe: () => void;
  readonly #known = Promise.withResolvers<void>();

  constructor(options: LogPaneOptions) {
    const { location, places, server, clock, limits, onChange } = options;
    this.#options = options;
    this.location = location;
    this.places = places;
    this.limits = limits;
    this.ring = new LogRing({ limit: limits.memory });
    this.readings = new LineReadings((id) => this.ring.lastUnder(id));
    this.lines = new LogLines(this.ring, clock, () => this.feed.requestChange());
    this.window = new LogWindow(this.lines);
    this.narrowing = new LogNarrowing(this.lines, () => this.window.recentre());
    this.selection = new LogSelection(this.lines);
    this.taking = new LogTaking(this.lines, this.selection, this.window);
    this.#pods = allLogPods(places);
    this.feed = new LogFeed({
      pods: this.#pods,
      server,
      clock,
      ring: this.ring,
      start: startOf(location, this.display.zone, clock.now()),
      previous: location.logs?.previous === true,
      container: location.logs?.container,
      mostStreams: limits.streams,
      onChange,
    });
    const { ring, feed, lines, window, display } = this;
    this.search = new TypedSearch({ ring, lines, window, clock, onProgress: () => feed.requestChange() });
    const now = () => clock.now();
    this.times = new LogTimes({ feed, lines, window, display, now });
    this.timeline = new LogTimeline({ lines, window, now, isOver: () => this.isOver });
    this.#unsubscribe = this.#pods.subscribe(() => this.#onPods());
    this.#startWhenKnown();
  }

  get sources(): readonly TailedSource[] {
    return this.feed.sources;
  }

  /** How many of them have not ended. */
  get alive(): number {
    return this.sources.filter(({ status }) => !over.has(status.phase)).length;
  }

  /** How many of them are not read, beyond the number of streams. */
  get held(): number {
    return this.sources.filter(({ status }) => status.phase === "held").length;
  }

  /** Whether all of them have. */
  get isOver(): boolean {
    return this.sources.length > 0 && this.alive === 0;
  }

  /** Resolves when it is known which pods there are. */
  get whenPodsAreKnown(): Promise<void> {
    return this.#known.promise;
  }

  /** The pods there are just now. */
  get pods(): readonly LogPod[] {
    return this.#pods.pods();
  }

  /** Whether what was there when reading began is here. */
  get isSettled(): boolean {
    const isReading = this.sources.some(({ status }) => reading.has(status.phase));
    return this.feed.hasStarted && !isReading && this.lines.pending === 0;
  }

  /** Whether something of it cannot be read, and may be another time. */
  get isDenied(): boolean {
    const isSource = this.sources.some(
      ({ status }) => status.phase === "refused" || status.phase === "retrying",
    );
    return isSource || this.places.some(({ statuses }) => statuses.some((status) => "error" in status));
  }

  /** Lines that came in the last minute. */
  get linesPerMinute(): number {
    return this.feed.rate.at(this.#options.clock.now());
  }

  lineAt(index: number): ShownLine | undefined {
    const row = this.lines.rowAt(index);
    return row && this.readings.line(row);
  }

  get cursorLine(): ShownLine | undefined {
    return this.lineAt(this.window.cursorIndex);
  }

  get height(): number {
    return this.window.height;
  }

  refresh(_now: number): void {
    this.lines.update();
    void this.search.keepCounting();
  }

  resize(height: number): void {
    this.window.resize(height);
  }

  move(delta: number): void {
    this.window.move(delta);
  }

  moveTo(index: number): void {
    this.window.moveTo(index);
  }

  /** A search that is going to be typed. */
  beginSearch(): SearchTyping {
    return new SearchTyping(this);
  }

  /** To the next line, or the one before, that tells of an error. Whether there is one. */
  goToError(direction: -1 | 1): boolean {
    const index = this.lines.nextGrave(this.window.cursorIndex, errorLevel, direction);
    if (index !== undefined) this.window.jumpTo(this.lines.idAt(index));
    return index !== undefined;
  }

  /** To the next bookmark that is shown; behind the last to the first. Whether there is one. */
  goToBookmark(): boolean {
    const shown = [...this.selection.bookmarks].filter((id) => this.lines.has(id));
    const indexes = shown.map((id) => this.lines.indexNear(id)).sort((a, b) => a - b);
    const next = indexes.find((index) => index > this.window.cursorIndex) ?? indexes[0];
    if (next !== undefined) this.window.jumpTo(this.lines.idAt(next));
    return next !== undefined;
  }

  /** Spreads the line under the cursor out, or shows what is folded under it; or takes either back. */
  toggleLine(): void {
    const line = this.cursorLine;
    if (line === undefined) return;
    this.window.pause();
    if (line.isContinued) {
      this.lines.toggle(line.entry.headId);
      this.window.jumpTo(line.entry.headId);
    } else if (line.row.folded > 0) this.lines.toggle(line.id);
    else this.display.toggleExpanded(line.id);
  }

  /** Puts the lines in the order in which they came, or in that of their times again. */
  async turnOrder(): Promise<void> {
    await this.ring.reorder(this.ring.order === "time" ? "arrival" : "time", new Slicer(this.#options.clock));
    this.lines.update();
  }

  /** Shows all that is folded away, or folds it all. */
  toggleFolds(): void {
    this.lines.set({ folds: this.lines.options.folds === "open" ? "closed" : "open" });
  }

  /** What a file with these lines is called, unless somebody knows better. */
  get fileName(): string {
    const { object, logs, resource } = this.location;
    const names = object === undefined ? (logs?.objects ?? []).map(({ name }) => name) : [object.name];
    const what = names.length === 1 ? names[0] : resource;
    const time = new Date(this.#options.clock.now()).toISOString().slice(0, 19).replaceAll(":", "-");
    return `${what}-${time}.log`;
  }

  /** What is to be marked in a text, where it stands. */
  marks(text: string): readonly Part[] {
    return [...this.search.marks(text), ...this.narrowing.filter.marks(text)].sort(([a], [b]) => a - b);
  }

  /** What is looked for from line to line: what is searched for, else what is filtered by. */
  get sought(): Pick<TypedSearch, "marks"> | undefined {
    if (this.search.isOn) return this.search;
    return this.narrowing.filter.query && this.narrowing.filter;
  }

  retry(): void {
    this.feed.retry();
  }

  dispose(): void {
    this.#unsubscribe();
    this.search.close();
    this.lines.close();
    this.feed.close();
    for (const place of this.places) place.close();
  }

  #onPods(): void {
    this.#startWhenKnown();
    this.feed.requestChange();
  }

  #startWhenKnown(): void {
    if (!this.places.every(({ isComplete }) => isComplete)) return;
    this.feed.start();
    this.#known.resolve();
  }
}

/** Why nothing can be read of a place as it is written; undefined where something can. */
export function whyNotRead({ logs = {} }: Location, now: number): Told | undefined {
  const { since } = logs;
  if (since === undefined || readWhen(since, localZone, now) !== undefined) return undefined;
  return { message: `logs cannot be read since "${since}"`, nextStep: `write ${whenExamples}` };
}

/** Where reading begins. */
function startOf({ logs = {} }: Location, zone: TimeZone, now: number): LogStart {
  const { since = "", tail } = logs;
  const ago = parseDuration(since.replace(/^-/, ""));
  // Newer than nothing ago is what comes from now on, and servers take no 0 for that.
  if (ago === 0) return { tailLines: 0 };
  const lines = typeof tail === "number" ? { tailLines: tail } : {};
  // Counted by the node, whose clock may be another than ours.
  if (ago !== undefined) return { sinceSeconds: Math.ceil(ago / 1000), ...lines };
  const from = readWhen(since, zone, now);
  if (from !== undefined) return { sinceTime: from.seconds, ...lines };
  return tail === "all" ? {} : { tailLines: tail ?? defaultTail };
}
