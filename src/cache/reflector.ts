import type { ListWatch, ObjectEvent, Scope, TableColumn, WireObject } from "../kube/types.ts";
import type { BackoffTerms } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import { type ServerLink, Waits } from "../lib/waits.ts";
import { failure, failureOf, isAboutWatchList, isSilence, verdictOf } from "./failure.ts";
import { Intake } from "./intake.ts";
import { readPages } from "./pager.ts";
import { Rights } from "./rights.ts";
import { Silence } from "./silence.ts";
import type { StartGate } from "./start-gate.ts";
import { StatusReport } from "./status-report.ts";
import type { Failure, InformerStatus } from "./types.ts";

// The rules below are those of client-go's reflector (tools/cache/reflector.go) and of KEP-3157 (watch-list), each
// named where it is applied. What differs is said there too. Beside it: intake.ts (what has come, and as of when),
// pager.ts (LIST by pages), rights.ts (what is denied), silence.ts (of a WatchList), status-report.ts and waits.ts of lib.

/** Those of client-go's reflector (tools/cache/reflector.go, NewNamedReflector). */
export const watchBackoff: BackoffTerms = { first: 800, longest: 30_000, forgottenAfter: 120_000 };
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
  readonly link: ServerLink;
  readonly gate: StartGate;
  /** Resources whose server is known not to do WatchList; shared by all reflectors of a context. */
  readonly withoutWatchList: Set<string>;
  /** The key under which this resource stands there. */
  readonly resource: string;
}

/** Keeps a sink equal to one resource of one cluster, for as long as it runs. */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #intake: Intake;
  readonly #rights: Rights;
  readonly #waits: Waits;
  readonly #report: StatusReport;
  /** The next list is made by LIST even where WatchList is known to work, because it just failed. */
  #avoidWatchList = false;
  #failedWatches = 0;

  constructor(options: ReflectorOptions) {
    const { sink, clock, link } = options;
    this.#options = options;
    this.#intake = new Intake(sink, clock);
    this.#rights = new Rights(clock);
    this.#waits = new Waits(clock, link, watchBackoff);
    this.#report = new StatusReport((status) => sink.status(status), this.#intake, clock);
  }

  /** Runs until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    this.#report.connecting();
    while (!signal.aborted) {
      try {
        await this.#step(signal);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
    this.#report.end();
  }

  /** Ends whatever wait is going on and tries again, also what was denied. */
  retry(): void {
    this.#rights.forget();
    this.#waits.end();
  }

  #step(signal: AbortSignal): Promise<void> {
    if (!this.#intake.isSynced) return this.#list(signal);
    const { watchDenied, mayWatch } = this.#rights;
    return watchDenied && !mayWatch ? this.#waitForPoll(watchDenied, signal) : this.#watch(signal);
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { gate, clock, withoutWatchList, resource } = this.#options;
    const leave = await gate.enter(signal);
    const finished = new AbortController();
    clock.sleep(patienceOfOthers, finished.signal).then(leave, () => {});
    try {
      const byPages =
        this.#avoidWatchList || this.#rights.watchDenied !== undefined || withoutWatchList.has(resource);
      this.#avoidWatchList = false;
      if (byPages) await this.#listPages(signal);
      else await this.#watchList(signal, leave);
    } finally {
      finished.abort();
      leave();
    }
  }

  async #listPages(signal: AbortSignal): Promise<void> {
    const { wire, scope, what } = this.#options;
    this.#rights.ask("list");
    const version = await readPages(
      { wire, scope, version: this.#intake.listVersion, tried: `list ${what}` },
      {
        begin: () => this.#intake.begin(),
        take: async (chunk) => {
          this.#rights.grant();
          await this.#intake.takeChunk(chunk);
          this.#report.listing();
        },
      },
      signal,
    );
    this.#intake.complete(version);
    this.#waits.answered();
    this.#failedWatches = 0;
    if (this.#rights.watchDenied === undefined) this.#report.live();
  }

  /**
   * KEP-3157: one stream gives the list as ADDED events, then a bookmark that says so, then the watch.
   * Until that bookmark the resourceVersion does not advance, and an interrupted list starts over.
   */
  async #watchList(signal: AbortSignal, listed: () => void): Promise<void> {
    const { wire, scope, clock, withoutWatchList, resource } = this.#options;
    const { listVersion } = this.#intake;
    const silence = new Silence(clock, initialEventsDeadline);
    this.#intake.begin();
    const stream = wire.watch(
      {
        ...scope,
        sendInitialEvents: true,
        resourceVersionMatch: "NotOlderThan",
        ...(listVersion === "0" ? {} : { resourceVersion: listVersion }),
        timeoutSeconds: this.#watchTimeout(),
      },
      AbortSignal.any([signal, silence.signal]),
    );
    try {
      await this.#follow(silence.listenTo(stream), () => {
        if (!this.#intake.isSynced) return;
        silence.end();
        listed();
      });
    } catch (error) {
      if (!silence.signal.aborted || this.#intake.isSynced) throw error;
      withoutWatchList.add(resource);
    } finally {
      silence.end();
    }
  }

  #watch(signal: AbortSignal): Promise<void> {
    const { wire, scope } = this.#options;
    const { resourceVersion } = this.#intake;
    const query = { ...scope, resourceVersion, timeoutSeconds: this.#watchTimeout() };
    return this.#follow(wire.watch(query, signal), () => {});
  }

  /** Takes in a stream until it ends. */
  async #follow(stream: AsyncIterable<readonly ObjectEvent[]>, onBatch: () => void): Promise<void> {
    const { clock, what } = this.#options;
    this.#rights.ask("watch");
    let acceptedAt: number | undefined;
    let events = 0;
    // An attempt that was never accepted is a failure however long it took.
    const hasHeld = () =>
      acceptedAt !== undefined && (events > 0 || clock.now() - acceptedAt >= shortestWatch);
    try {
      for await (const batch of stream) {
        acceptedAt ??= clock.now();
        this.#waits.answered();
        this.#rights.grant();
        events += batch.length;
        this.#report.heard();
        await this.#intake.takeEvents(batch);
        if (this.#intake.isSynced) this.#report.live();
        else this.#report.listing();
        onBatch();
      }
    } finally {
      if (hasHeld()) this.#failedWatches = 0;
    }
    if (!this.#intake.isSynced)
      throw failure("the watch ended before the list was complete", `watch ${what}`);
    if (!hasHeld()) throw failure("the server ends watches as soon as they begin", `watch ${what}`);
  }

  /** Decides by what failed whether to list anew, and waits as long as that failure deserves. */
  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { what } = this.#options;
    const intake = this.#intake;
    const wasSynced = intake.isSynced;
    const problem = failureOf(error, `${wasSynced ? "watch" : "list"} ${what}`);
    switch (verdictOf(problem)) {
      case "expired":
        // The first time the list may be as old as what we have; if even that is too old, only the newest will do.
        if (!wasSynced) intake.wantNewest();
        intake.lose();
        if (wasSynced && intake.age > shortestLife) return;
        return this.#wait(problem, signal);
      case "too-new":
        intake.wantNewest();
        intake.lose();
        return this.#wait(problem, signal);
      case "invalid":
        if (!wasSynced && this.#rights.asked === "watch") return this.#withoutWatchList(problem);
        // It may be the version that cannot be read, as after another server took over.
        if (!wasSynced) intake.wantNewest();
        return this.#failed(problem, signal);
      case "denied":
        return this.#denied(problem, signal);
      case "unreachable":
        // A watch that was cut is taken up again at once; only when that fails too is the cluster called unreachable.
        if (wasSynced && this.#failedWatches++ === 0 && !isSilence(problem))
          return this.#report.lost(problem);
        return this.#waitForLink(problem, signal);
      case "retry":
        if (!wasSynced && problem.code >= 500) this.#avoidWatchList = true;
        return this.#failed(problem, signal);
    }
  }

  /** LIST tells whether the rest of the request is in order, too. */
  #withoutWatchList(problem: Failure): void {
    const { withoutWatchList, resource } = this.#options;
    if (isAboutWatchList(problem)) withoutWatchList.add(resource);
    else this.#avoidWatchList = true;
  }

  #failed(problem: Failure, signal: AbortSignal): Promise<void> {
    this.#failedWatches += 1;
    if (this.#failedWatches >= failuresBeforeList) this.#intake.lose();
    return this.#wait(problem, signal);
  }

  /** WATCH denied: LIST may still be allowed, and is then polled. LIST denied too: nothing to do but to be asked again. */
  async #denied(problem: Failure, signal: AbortSignal): Promise<void> {
    const rights = this.#rights;
    if (rights.isUnbelievable(problem)) return this.#wait(problem, signal);
    const isMissing = problem.code === 404;
    // What went away cannot be polled either, and is known to be away only when LIST says so.
    if (isMissing) this.#intake.lose();
    if (rights.asked === "watch") return rights.denyWatch(problem);
    this.#intake.lose();
    this.#report.forbidden(problem);
    // A definition that was deleted may be made again.
    if (isMissing && this.#intake.wasSynced) await this.#waits.sleep(this.#waits.next(), signal);
    else await this.#waits.sleepUntilEnd(signal);
    rights.forget();
    // Somebody asked for another try: until it is answered nothing is denied.
    if (!isMissing) this.#report.connecting();
  }

  async #waitForPoll(reason: Failure, signal: AbortSignal): Promise<void> {
    this.#report.polling(pollInterval, reason);
    await this.#waits.sleep(pollInterval, signal);
    this.#intake.lose();
  }

  #wait(problem: Failure, signal: AbortSignal): Promise<void> {
    const delay = this.#waits.next(problem.retryAfter);
    this.#report.waiting(problem, delay);
    return this.#waits.sleep(delay, signal);
  }

  #waitForLink(problem: Failure, signal: AbortSignal): Promise<void> {
    const delay = this.#waits.next(problem.retryAfter);
    this.#report.waiting(problem, delay);
    return this.#waits.sleepUnlessBack(delay, signal);
  }

  #watchTimeout(): number {
    return Math.round(watchSeconds * (1 + this.#options.clock.random()));
  }
}
