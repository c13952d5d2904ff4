import type { Clock } from "../lib/clock.ts";
import { Slicer } from "../lib/slicer.ts";
import type { Cursor } from "./cursor.ts";
import { type Lane, Merge } from "./merge.ts";
import { SourceReader } from "./source-reader.ts";
import type {
  LogContainer,
  LogEntry,
  LogPod,
  LogPods,
  LogServer,
  LogSource,
  LogStart,
  SourceStatus,
  Stamp,
} from "./types.ts";

/** How long a new line waits for older ones of other sources, in ms: more than clocks of nodes differ, as a rule. */
const holdBack = 300;
/** A pod younger than this when it turns up, in ms, came after the beginning: clocks differ. */
const newness = 60_000;
/** Sources of pods that are gone are remembered for who looks at their lines; of a job that makes pods for weeks not all. */
const mostGone = 1000;
/** How long everybody waits for a source to say what it has, in ms, where somebody is looking. */
const patience = 2000;

export interface TailOptions {
  readonly pods: LogPods;
  /** Who has the logs of a context's cluster. */
  server(context: string): LogServer;
  readonly clock: Clock;
  /** Which containers of the pods are wanted; all by default. */
  wants?(container: LogContainer, pod: LogPod): boolean;
  readonly start: LogStart;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly until: Stamp | undefined;
  readonly order: "time" | "arrival";
  /** Bytes kept of a line. */
  readonly longestLine: number;
  /** Whether lines keep the carriage return before their end; they do not by default. */
  readonly keepsReturns?: boolean;
  /** Streams open at once; other sources are listed as not streaming. */
  readonly mostStreams: number;
  /** Takes entries in order. A promise asks to wait with more. */
  onEntries(entries: LogEntry[]): Promise<void> | undefined;
  /** The list of sources, or how one of them stands, has changed. */
  onChange(): void;
  /** A source whose pod has long been gone is none any more. */
  onForget?(source: LogSource): void;
}

/** A source and how it stands. */
export interface TailedSource {
  readonly source: LogSource;
  /** As the pod's status told last; undefined when the pod is gone. */
  readonly container: LogContainer | undefined;
  /** `held`: beyond the number of streams, and not read. */
  readonly status: SourceStatus | { readonly phase: "held" };
  /** Lines handed on. */
  readonly lines: number;
}

interface Entry {
  /** Its pod may turn up before it has a node. */
  readonly source: Omit<LogSource, "pod"> & { pod: LogSource["pod"] };
  readonly createdAt: number;
  container: LogContainer | undefined;
  status: TailedSource["status"];
  lines: number;
  /** All is wanted of a pod that came after the beginning, and not of one that was only found then. */
  readonly isNew: boolean;
  reader: SourceReader | undefined;
  /** How far it was read, where nobody reads it. */
  cursor: Cursor | undefined;
}

/** Phases in which a source holds no stream any more and will not ask for one by itself. */
const over: ReadonlySet<TailedSource["status"]["phase"]> = new Set(["ended", "gone", "left", "refused"]);
/** So many times as many sources may be at work as there may be streams: what waits holds none, and may soon. */
const waitingShare = 2;

/** The logs of many containers as one stream of lines. Pods that come are taken in, those that go are read to the end. */
export class Tail {
  readonly #options: TailOptions;
  readonly #merge: Merge;
  readonly #slicer: Slicer;
  readonly #entries = new Map<string, Entry>();
  /** Of the sources, for each line. */
  readonly #byNumber: (Entry | undefined)[] = [];
  /** The sources whose pod is gone, by key, in the order in which they went. */
  readonly #gone = new Set<string>();
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #unsubscribe: () => void = () => undefined;
  #next = 0;
  #hasBegun = false;
  #isFilling = false;
  /** There may be room that was not seen yet. */
  #isAsked = false;
  #beganAt = 0;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#slicer = new Slicer(options.clock);
    const isDump = !options.follow;
    this.#merge = new Merge({
      clock: options.clock,
      order: options.order,
      holdBack,
      patience: isDump ? Number.POSITIVE_INFINITY : patience,
      emit: (entries) => this.#emit(entries),
    });
  }

  get sources(): readonly TailedSource[] {
    return [...this.#entries.values()];
  }

  start(): void {
    this.#beganAt = this.#options.clock.now();
    this.#unsubscribe = this.#options.pods.subscribe(() => this.#reconcile());
    this.#reconcile();
  }

  /** Resolves when all that is there has been handed on; never, where logs are followed. */
  async done(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    await this.#merge.drained();
  }

  /** Reads what was refused or held once more, and what waits for another try at once. */
  retry(): void {
    for (const entry of this.#entries.values()) {
      entry.reader?.retry();
      if (entry.status.phase === "refused" && entry.reader === undefined) entry.status = { phase: "held" };
    }
    this.#fill();
    this.#options.onChange();
  }

  close(): void {
    this.#unsubscribe();
    this.#stop.abort(new Error("nobody reads these logs any more"));
  }

  #reconcile(): void {
    const { wants = () => true, pods } = this.#options;
    const there = new Set<string>();
    for (const pod of pods.pods()) {
      for (const container of pod.containers) {
        const key = `${pod.context}/${pod.uid || `${pod.namespace}/${pod.name}`}/${container.name}`;
        there.add(key);
        const known = this.#entries.get(key);
        if (known !== undefined) {
          this.#gone.delete(key);
          this.#update(known, container, pod);
        } else if (wants(container, pod)) this.#add(key, this.#entryOf(pod, container));
      }
    }
    for (const [key, entry] of this.#entries) if (!there.has(key)) this.#lose(key, entry);
    this.#forget();
    this.#hasBegun = true;
    this.#fill();
    this.#options.onChange();
  }

  #add(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#byNumber[entry.source.number] = entry;
  }

  #entryOf(pod: LogPod, container: LogContainer): Entry {
    const { createdAt } = pod;
    return {
      source: { number: this.#next++, pod: sourcePod(pod), container: container.name, role: container.role },
      createdAt,
      container,
      status: { phase: "held" },
      lines: 0,
      isNew: this.#hasBegun && !(createdAt < this.#beganAt - newness),
      reader: undefined,
      cursor: undefined,
    };
  }

  #update(entry: Entry, container: LogContainer, pod: LogPod): void {
    if (entry.container === container) return;
    if (entry.source.pod.node !== pod.node) entry.source.pod = sourcePod(pod);
    entry.container = container;
    entry.reader?.update(container);
    this.#takeBack(entry);
  }

  /** What went and came back is read on where it was left. */
  #takeBack(entry: Entry): void {
    const { container, reader, status } = entry;
    const wasLost = status.phase === "gone" || status.phase === "left";
    if (wasLost && container !== undefined && reader === undefined) entry.status = { phase: "held" };
  }

  #lose(key: string, entry: Entry): void {
    if (entry.container === undefined) return;
    entry.container = undefined;
    const hasLeft = this.#options.pods.hasLeft?.(entry.source.pod.uid) ?? false;
    if (hasLeft) entry.reader?.leave();
    else {
      entry.reader?.update(undefined);
      this.#gone.add(key);
    }
    if (entry.status.phase === "held") entry.status = { phase: hasLeft ? "left" : "gone" };
  }

  /** Those of pods that have left may come back, and what is read on there must know how far it was read. */
  #forget(): void {
    let excess = this.#gone.size - mostGone;
    for (const key of this.#gone) {
      if (excess <= 0) return;
      const entry = this.#entries.get(key);
      if (entry === undefined || entry.reader !== undefined) continue;
      excess -= 1;
      this.#gone.delete(key);
      this.#entries.delete(key);
      this.#byNumber[entry.source.number] = undefined;
      this.#options.onForget?.(entry.source);
    }
  }

  /** Opens as many of the sources that are held as there is room for, the most telling first. */
  #fill(): void {
    this.#isAsked = true;
    // A source that is opened may say at once that it waits, which makes room while others are still being opened.
    if (this.#isFilling) return;
    this.#isFilling = true;
    while (this.#isAsked && !this.#stop.signal.aborted) {
      this.#isAsked = false;
      for (const entry of this.#due()) if (!this.#isAsked) this.#read(entry);
    }
    this.#isFilling = false;
  }

  /** The sources there is room for, the most telling first. */
  #due(): readonly Entry[] {
    const all = [...this.#entries.values()];
    const { mostStreams } = this.#options;
    const atWork = all.filter(({ reader, status }) => reader !== undefined && !over.has(status.phase));
    const open = atWork.filter(({ status }) => status.phase !== "waiting").length;
    const room = Math.min(mostStreams - open, mostStreams * waitingShare - atWork.length);
    const held = all.filter(({ status }) => status.phase === "held").sort(byRelevance);
    return held.slice(0, Math.max(0, room));
  }

  #read(entry: Entry): void {
    const { container, source } = entry;
    if (container === undefined) return;
    const {
      server,
      clock,
      start,
      follow,
      previous,
      until,
      longestLine,
      keepsReturns = false,
    } = this.#options;
    const lane = this.#merge.open();
    entry.status = { phase: "connecting" };
    const reader = new SourceReader(
      {
        source,
        server: server(source.pod.context),
        clock,
        slicer: this.#slicer,
        start: entry.isNew ? limitOf(start) : start,
        follow,
        previous,
        until,
        longestLine,
        keepsReturns,
        cursor: entry.cursor,
        push: (entries, bytes) => lane.push(entries, bytes),
        onCaughtUp: () => lane.catchUp(),
        onStatus: (status) => {
          entry.status = status;
          if (status.phase === "waiting" || over.has(status.phase)) this.#fill();
          this.#options.onChange();
        },
        onNodeBack: () => this.#tellNodeBack(source.pod),
      },
      container,
    );
    entry.reader = reader;
    const running = this.#finish(entry, lane, reader);
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  /** Who waits for the same node need not find out for themselves. */
  #tellNodeBack({ context, node }: LogSource["pod"]): void {
    for (const { reader, source } of this.#entries.values())
      if (source.pod.context === context && source.pod.node === node) reader?.nodeIsBack();
  }

  async #finish(entry: Entry, lane: Lane, reader: SourceReader): Promise<void> {
    await reader.run(this.#stop.signal);
    lane.end();
    entry.reader = undefined;
    entry.cursor = reader.cursor;
    // What was read to its end without a word about it has ended; nothing of it is to be read again.
    if (!over.has(entry.status.phase)) entry.status = { phase: "ended" };
    this.#takeBack(entry);
    this.#forget();
    this.#fill();
    this.#options.onChange();
  }

  #emit(entries: LogEntry[]): Promise<void> | undefined {
    for (const { kind, source } of entries) if (kind === "line") this.#count(source);
    return this.#options.onEntries(entries);
  }

  #count({ number }: LogSource): void {
    const entry = this.#byNumber[number];
    if (entry !== undefined) entry.lines += 1;
  }
}

function sourcePod({ context, uid, namespace, name, node }: LogPod): LogSource["pod"] {
  return { context, uid, namespace, name, node };
}

/** What of a beginning counts also for what comes later. */
function limitOf({ limitBytes }: LogStart): LogStart {
  return limitBytes === undefined ? {} : { limitBytes };
}

/** What is not ready or was restarted tells more than what runs well, and the newer more than the older. */
function byRelevance(a: Entry, b: Entry): number {
  return trouble(b) - trouble(a) || b.createdAt - a.createdAt || a.source.number - b.source.number;
}

function trouble({ container }: Entry): number {
  if (container === undefined) return 0;
  const isUnready = !container.ready && container.state !== "terminated";
  const hasFailed = container.end !== undefined && container.end.exitCode !== 0;
  return (isUnready || hasFailed ? 2 : 0) + (container.restarts > 0 ? 1 : 0);
}
