import type { ListChunk, ListWatch, ObjectEvent, Scope, TableColumn, WireObject } from "../kube/types.ts";
import type { Clock } from "../lib/clock.ts";
import { Slicer } from "../lib/slicer.ts";
import { Backoff } from "./backoff.ts";
import { failure, failureOf, verdictOf } from "./failure.ts";
import type { Link } from "./link.ts";
import type { StartGate } from "./start-gate.ts";
import type { Failure, InformerStatus } from "./types.ts";

// The rules below are those of client-go's reflector and pager (tools/cache/reflector.go, tools/pager/pager.go) and of
// KEP-3157 (watch-list), each named where it is applied. What differs is said there too.

/** client-go's pager.defaultPageSize. */
const pageSize = 500;
/** A server that accepted a WatchList and then says nothing for so long, in ms, does not know what one is. */
const initialEventsDeadline = 5000;
/** client-go's minWatchTimeout: a watch asks to be ended after 300 to 600 s, at random, so that not all end together. */
const watchSeconds = 300;
/** A watch that ends sooner than this, in ms, with no event counts as a failure (reflector.go, handleAnyWatch). */
const shortestWatch = 1000;
/** A list that takes longer than this, in ms, no longer keeps others waiting for their turn. */
const patienceOfOthers = 3000;
/** How often a resource is listed again where WATCH is denied, in ms. */
const pollInterval = 10_000;
/** After so many failed watches in a row without an event the list is made anew. */
const failuresBeforeList = 3;
/** A list whose version is too old within so many ms of being made is not made again at once. */
const shortestLife = 10_000;
/**
 * For so long, in ms, a server is not believed that denies what it granted before: one that starts answers 403 until it
 * has read who may do what (client-go tries again for ever, so it never meets this).
 */
const disbelief = 30_000;

/** Where the reflector puts what it learns. */
export interface ReflectorSink {
  status(status: InformerStatus): void;
  columns(columns: readonly TableColumn[]): void;
  /** A full list begins, or begins again. */
  listing(): void;
  put(object: WireObject): void;
  remove(object: WireObject): void;
  /** The list is complete: what was not put since `listing` is gone from the cluster. */
  listed(): void;
}

export interface ReflectorOptions {
  readonly wire: ListWatch;
  readonly scope: Scope;
  /** For messages: `pods in payments`. */
  readonly what: string;
  readonly sink: ReflectorSink;
  readonly clock: Clock;
  readonly link: Link;
  readonly gate: StartGate;
  /** Resources whose server is known not to do WatchList; shared by all reflectors of a context. */
  readonly withoutWatchList: Set<string>;
  /** The key under which this resource stands there. */
  readonly resource: string;
}

/** Keeps a sink equal to one resource of one cluster, for as long as it runs. */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #backoff: Backoff;
  readonly #slicer: Slicer;
  /** The rows equal a list at `#resourceVersion` plus the events since. */
  #synced = false;
  #everSynced = false;
  #resourceVersion = "";
  /** What the next list may be as old as: `0` any, `""` the newest, else not older than that. */
  #listVersion = "0";
  /** Why WATCH is not to be had, where it is not. */
  #watchDenied: Failure | undefined;
  /** What was asked last, and what the server has granted before. */
  #asked: "list" | "watch" = "watch";
  readonly #granted = new Set<"list" | "watch">();
  /** When a granted request was first denied; undefined while it is not. */
  #deniedSince: number | undefined;
  /** The next list is made by LIST even where WatchList is known to work, because it just failed. */
  #avoidWatchList = false;
  #received = 0;
  /** How many the running list will bring in all, where the server told. */
  #expected: number | undefined;
  #listedAt = Number.NEGATIVE_INFINITY;
  #failedWatches = 0;
  #staleSince: number | undefined;
  #live = false;
  /** The link said that the server is back, and nothing has come of it so far. */
  #sentByLink = false;
  #wake = new AbortController();

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.clock);
    this.#slicer = new Slicer(options.clock);
  }

  /** Runs until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    this.#tell({ phase: "connecting", since: this.#options.clock.now() });
    while (!signal.aborted) {
      try {
        await this.#step(signal);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
  }

  /** Ends whatever wait is going on and tries again, also what was denied. */
  retry(): void {
    this.#watchDenied = undefined;
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  #step(signal: AbortSignal): Promise<void> {
    if (!this.#synced) return this.#list(signal);
    return this.#watchDenied ? this.#waitForPoll(this.#watchDenied, signal) : this.#watch(signal);
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { gate, clock, withoutWatchList, resource } = this.#options;
    const leave = await gate.enter(signal);
    const finished = new AbortController();
    clock.sleep(patienceOfOthers, finished.signal).then(leave, () => {});
    try {
      this.#beginList();
      const byPages =
        this.#avoidWatchList || this.#watchDenied !== undefined || withoutWatchList.has(resource);
      this.#avoidWatchList = false;
      if (byPages) await this.#listPages(signal);
      else await this.#watchList(signal, leave);
    } finally {
      finished.abort();
      leave();
    }
  }

  #beginList(): void {
    this.#received = 0;
    this.#expected = undefined;
    this.#options.sink.listing();
  }

  /**
   * KEP-3157: one stream gives the list as ADDED events, then a bookmark that says so, then the watch.
   * Until that bookmark the resourceVersion does not advance, and an interrupted list starts over.
   */
  async #watchList(signal: AbortSignal, listed: () => void): Promise<void> {
    const { wire, scope, clock, withoutWatchList, resource } = this.#options;
    const silence = new AbortController();
    const finished = new AbortController();
    let lastBatch: number | undefined;
    const guard = async () => {
      while (!this.#synced) {
        await clock.sleep(initialEventsDeadline / 5, finished.signal);
        if (lastBatch === undefined || clock.now() - lastBatch < initialEventsDeadline) continue;
        return silence.abort();
      }
    };
    const stream = wire.watch(
      {
        ...scope,
        sendInitialEvents: true,
        resourceVersionMatch: "NotOlderThan",
        ...(this.#listVersion === "0" ? {} : { resourceVersion: this.#listVersion }),
        timeoutSeconds: this.#watchTimeout(),
      },
      AbortSignal.any([signal, silence.signal]),
    );
    guard().catch(() => {});
    try {
      await this.#follow(stream, () => {
        lastBatch = clock.now();
        if (this.#synced) listed();
      });
    } catch (error) {
      if (!silence.signal.aborted || this.#synced) throw error;
      withoutWatchList.add(resource);
    } finally {
      finished.abort();
    }
  }

  /** LIST by pages. client-go: the first list may come from the server's cache; with a given version it is one page. */
  async #listPages(signal: AbortSignal): Promise<void> {
    const { wire, scope } = this.#options;
    this.#asked = "list";
    const version = this.#listVersion;
    const first =
      version === "" || version === "0"
        ? { limit: pageSize, resourceVersion: version }
        : { resourceVersion: version };
    let page = await this.#readPage(wire.list({ ...scope, ...first }, signal));
    while (page.continue !== "") {
      const next = { limit: pageSize, continue: page.continue };
      try {
        page = await this.#readPage(wire.list({ ...scope, ...next }, signal));
      } catch (error) {
        if (verdictOf(failureOf(error, "")) !== "expired") throw error;
        // pager.go: a token that expired under way is answered by one full list.
        this.#beginList();
        page = await this.#readPage(wire.list({ ...scope, resourceVersion: "" }, signal));
      }
    }
    this.#listed(page.resourceVersion);
  }

  async #readPage(chunks: AsyncIterable<ListChunk>): Promise<NonNullable<ListChunk["page"]>> {
    let page: ListChunk["page"];
    for await (const chunk of chunks) {
      this.#noteGranted();
      if (chunk.columns) this.#options.sink.columns(chunk.columns);
      for (const object of chunk.objects) {
        this.#put(object);
        const pause = this.#slicer.pause();
        if (pause) await pause;
      }
      page = chunk.page ?? page;
      const remaining = chunk.page?.remainingItemCount;
      if (remaining !== undefined) this.#expected = this.#received + remaining;
      this.#tellListing();
    }
    if (page === undefined)
      throw failure("the list ended without its metadata", `list ${this.#options.what}`);
    return page;
  }

  #watch(signal: AbortSignal): Promise<void> {
    const { wire, scope } = this.#options;
    const query = { ...scope, resourceVersion: this.#resourceVersion, timeoutSeconds: this.#watchTimeout() };
    return this.#follow(wire.watch(query, signal), () => {});
  }

  /** Applies a stream to the sink until it ends. */
  async #follow(stream: AsyncIterable<readonly ObjectEvent[]>, onBatch: () => void): Promise<void> {
    const { clock, what } = this.#options;
    this.#asked = "watch";
    let acceptedAt: number | undefined;
    let events = 0;
    // An attempt that was never accepted is a failure however long it took.
    const hasHeld = () =>
      acceptedAt !== undefined && (events > 0 || clock.now() - acceptedAt >= shortestWatch);
    try {
      for await (const batch of stream) {
        acceptedAt ??= clock.now();
        this.#sentByLink = false;
        this.#noteGranted();
        events += batch.length;
        await this.#applyAll(batch);
        if (this.#synced) this.#tellLive();
        else this.#tellListing();
        onBatch();
      }
    } finally {
      if (hasHeld()) this.#failedWatches = 0;
    }
    if (!this.#synced) throw failure("the watch ended before the list was complete", `watch ${what}`);
    if (!hasHeld()) throw failure("the server ends watches as soon as they begin", `watch ${what}`);
  }

  async #applyAll(batch: readonly ObjectEvent[]): Promise<void> {
    for (const event of batch) {
      this.#apply(event);
      const pause = this.#slicer.pause();
      if (pause) await pause;
    }
  }

  #apply(event: ObjectEvent): void {
    switch (event.type) {
      case "ADDED":
      case "MODIFIED":
        this.#put(event.object);
        this.#advance(event.object.identity.resourceVersion);
        break;
      case "DELETED":
        this.#options.sink.remove(event.object);
        this.#advance(event.object.identity.resourceVersion);
        break;
      case "COLUMNS":
        this.#options.sink.columns(event.columns);
        break;
      case "BOOKMARK":
        if (event.initialEventsEnd && !this.#synced) this.#listed(event.resourceVersion);
        else this.#advance(event.resourceVersion);
        break;
    }
  }

  #put(object: WireObject): void {
    this.#received += 1;
    this.#options.sink.put(object);
  }

  #advance(resourceVersion: string): void {
    if (!this.#synced || resourceVersion === "") return;
    this.#resourceVersion = resourceVersion;
    this.#listVersion = resourceVersion;
  }

  #listed(resourceVersion: string): void {
    this.#resourceVersion = resourceVersion;
    this.#listVersion = resourceVersion === "" ? "0" : resourceVersion;
    this.#synced = true;
    this.#everSynced = true;
    this.#listedAt = this.#options.clock.now();
    this.#sentByLink = false;
    this.#failedWatches = 0;
    this.#options.sink.listed();
    this.#tellLive();
  }

  /** Decides by what failed whether to list anew, and waits as long as that failure deserves. */
  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { what, withoutWatchList, resource } = this.#options;
    const problem = failureOf(error, `${this.#synced ? "watch" : "list"} ${what}`);
    const wasSynced = this.#synced;
    switch (verdictOf(problem)) {
      case "expired":
        // The first time the list may be as old as what we have; if even that is too old, only the newest will do.
        if (!wasSynced) this.#listVersion = "";
        this.#synced = false;
        if (wasSynced && this.#options.clock.now() - this.#listedAt > shortestLife) return;
        return this.#wait(problem, signal);
      case "too-new":
        this.#listVersion = "";
        this.#synced = false;
        return this.#wait(problem, signal);
      case "unsupported":
        if (wasSynced || withoutWatchList.has(resource) || this.#watchDenied)
          return this.#wait(problem, signal);
        withoutWatchList.add(resource);
        return;
      case "denied":
        return this.#denied(problem, signal);
      case "unreachable":
        // A watch that was cut is taken up again at once; only when that fails too is the cluster called unreachable.
        if (wasSynced && this.#failedWatches++ === 0) return;
        return this.#wait(problem, signal, this.#options.link);
      case "retry":
        this.#failedWatches += 1;
        if (!wasSynced && problem.code >= 500) this.#avoidWatchList = true;
        if (this.#failedWatches >= failuresBeforeList) this.#synced = false;
        return this.#wait(problem, signal);
    }
  }

  /** WATCH denied: LIST may still be allowed, and is then polled. LIST denied too: nothing to do but to be asked again. */
  async #denied(problem: Failure, signal: AbortSignal): Promise<void> {
    const isMissing = problem.code === 404;
    if (problem.code === 403 && this.#isUnbelievable()) return this.#wait(problem, signal);
    // What went away cannot be polled either, and is known to be away only when LIST says so.
    if (isMissing) this.#synced = false;
    const listDenied =
      !this.#synced &&
      (this.#watchDenied !== undefined || this.#options.withoutWatchList.has(this.#options.resource));
    if (!listDenied) {
      this.#watchDenied = problem;
      return;
    }
    this.#synced = false;
    this.#tell({ phase: "forbidden", error: problem });
    // A definition that was deleted may be made again.
    await this.#sleep(isMissing && this.#everSynced ? this.#backoff.next() : undefined, signal);
    this.#watchDenied = undefined;
    // Somebody asked for another try: until it is answered nothing is denied.
    if (!isMissing) this.#tell({ phase: "connecting", since: this.#options.clock.now() });
  }

  #noteGranted(): void {
    this.#granted.add(this.#asked);
    this.#deniedSince = undefined;
  }

  #isUnbelievable(): boolean {
    if (!this.#granted.has(this.#asked)) return false;
    const now = this.#options.clock.now();
    this.#deniedSince ??= now;
    return now - this.#deniedSince < disbelief;
  }

  async #waitForPoll(reason: Failure, signal: AbortSignal): Promise<void> {
    this.#tell({
      phase: "polling",
      interval: pollInterval,
      listedAt: this.#options.clock.now(),
      error: reason,
    });
    await this.#sleep(pollInterval, signal);
    this.#synced = false;
  }

  async #wait(problem: Failure, signal: AbortSignal, link?: Link): Promise<void> {
    const now = this.#options.clock.now();
    const delay = this.#backoff.next(problem.retryAfter);
    const retryAt = now + delay;
    if (this.#everSynced) {
      this.#staleSince ??= now;
      this.#tell({ phase: "stale", since: this.#staleSince, error: problem, retryAt });
    } else {
      this.#tell({ phase: "unreachable", error: problem, retryAt });
    }
    await this.#sleep(delay, signal, link);
  }

  /** Ends after `ms` (never, where undefined), on `retry`, when the link is back, or when the signal aborts. */
  async #sleep(ms: number | undefined, signal: AbortSignal, link?: Link): Promise<void> {
    const over = new AbortController();
    const woken = AbortSignal.any([signal, this.#wake.signal, over.signal]);
    const waits = [
      new Promise<void>((resolve) => woken.addEventListener("abort", () => resolve(), { once: true })),
    ];
    if (ms !== undefined) waits.push(this.#options.clock.sleep(ms, woken).catch(() => {}));
    if (link) {
      waits.push(
        link.restored(woken, this.#sentByLink).then((isBack) => {
          if (!isBack) return;
          this.#sentByLink = true;
          this.#backoff.reset();
        }),
      );
    }
    if (!woken.aborted) await Promise.race(waits);
    over.abort();
  }

  #watchTimeout(): number {
    return Math.round(watchSeconds * (1 + this.#options.clock.random()));
  }

  #tellListing(): void {
    // A list made anew keeps the rows and the age that are shown until it is complete.
    if (this.#everSynced) return;
    const expected = this.#expected === undefined ? {} : { expected: this.#expected };
    this.#tell({ phase: "listing", received: this.#received, ...expected });
  }

  #tellLive(): void {
    if (this.#watchDenied || this.#live) return;
    this.#tell({ phase: "live", since: this.#options.clock.now() });
  }

  #tell(status: InformerStatus): void {
    this.#live = status.phase === "live";
    if (this.#live || status.phase === "polling") this.#staleSince = undefined;
    this.#options.sink.status(status);
  }
}
