import type { Clock } from "../lib/clock.ts";
import type { Slicer } from "../lib/slicer.ts";
import { Waits } from "../lib/waits.ts";
import { Cursor } from "./cursor.ts";
import { Pass } from "./pass.ts";
import { previousEnd } from "./previous-end.ts";
import { failureOf, isNotStarted, LogRights } from "./read-failure.ts";
import { SourceNotes, waitingText } from "./source-notes.ts";
import { stampOf } from "./stamp.ts";
import { StreamWatch } from "./stream-watch.ts";
import type {
  ContainerEnd,
  LogContainer,
  LogEntry,
  LogNote,
  LogRequest,
  LogServer,
  LogSource,
  LogStart,
  SourceStatus,
  Stamp,
} from "./types.ts";

const retries = { first: 500, longest: 15_000, forgottenAfter: 60_000 };
/** Failures in a row after which a log that is not followed is given up. */
const mostFailures = 5;
/** Milliseconds in which a pod's status says of a container what its node knows already; and after an outage. */
const lateStatus = 3000;
const lateStatusAfterLoss = 5000;
/** Milliseconds after which a server that said to wait is asked again without a reason. */
const waitingPause = 10_000;

export interface SourceReaderOptions {
  readonly source: LogSource;
  readonly server: LogServer;
  readonly clock: Clock;
  /** Of all readers together: what pours in over one connection is a long piece of work for the event loop. */
  readonly slicer: Slicer;
  readonly start: LogStart;
  readonly follow: boolean;
  /** Read the instance before the present one, and nothing else. */
  readonly previous: boolean;
  readonly until: Stamp | undefined;
  readonly longestLine: number;
  /** Whether lines keep the carriage return before their end. */
  readonly keepsReturns?: boolean;
  /** How far it was read before, where it was. */
  readonly cursor?: Cursor | undefined;
  /** Takes what was read, in the order of the log; `bytes` of lines. A promise asks to wait with reading more. */
  push(entries: readonly LogEntry[], bytes: number): Promise<void> | undefined;
  /** What was there at the beginning has been handed on. */
  onCaughtUp(): void;
  onStatus(status: SourceStatus): void;
  /** The node answers again, after it did not. */
  onNodeBack?(): void;
}

/** How a read ended. `isOther`: the instance that answered is not the one that was meant, and nothing was taken. */
type Outcome = { readonly error?: unknown; readonly isPastEnd?: boolean; readonly isOther?: boolean };

/**
 * Reads one container's log, through all instances of the container, without losing or doubling a line: after every cut
 * it goes on at its cursor. The end of a stream is a question, answered by the container's status: an instance that has
 * ended is read once more, to its end; one that runs is followed again; one that was replaced is finished by
 * `previous`.
 */
export class SourceReader {
  readonly #options: SourceReaderOptions;
  #cursor: Cursor;
  /** Bytes that are still wanted. The server's own limit counts stamps, and begins anew with each request. */
  #limit: number;
  readonly #waits: Waits;
  readonly #rights: LogRights;
  readonly #notes: SourceNotes;
  #container: LogContainer | undefined;
  /** The instance all of which was read. */
  #readId: string | undefined;
  /** The instance that is being read. */
  #id: string | undefined;
  #beganAt: number | undefined;
  #stream: StreamWatch | undefined;
  #isFollowed = false;
  /** Of the instance that is read. */
  #hasLines = false;
  #isCaughtUp = false;
  #failures = 0;
  /** The pass whose gap was told. */
  #toldGap: Pass | undefined;
  #waitsFor = "";
  /** The API server answers, and has no answer from the node. */
  #isNodeAway = false;
  /** The server has said how long it is to be left alone. */
  #isToWait = false;
  #hasLeft = false;

  constructor(options: SourceReaderOptions, container: LogContainer) {
    this.#options = options;
    this.#container = container;
    this.#cursor = options.cursor ?? new Cursor();
    this.#waits = new Waits(options.clock, options.server.link, retries);
    this.#rights = new LogRights(options.clock);
    this.#notes = new SourceNotes(options.source, options.clock);
    this.#limit = options.start.limitBytes ?? Number.POSITIVE_INFINITY;
  }

  /** The pod's status has news of the container; undefined when the pod is gone. */
  update(container: LogContainer | undefined): void {
    this.#container = container;
    if (!this.#isToWait || container === undefined) this.#waits.end();
    const stream = this.#stream;
    if (stream === undefined) return;
    if (container === undefined) void stream.endWhenSilent();
    else if (this.#isFollowed && container.id !== this.#id) void stream.endSoon();
  }

  /** The pod is none of those any more that are read: nothing more of it is wanted. */
  leave(): void {
    this.#hasLeft = true;
    this.#container = undefined;
    this.#waits.end();
    this.#stream?.end();
  }

  /** Tries again now, where it waits for that. */
  retry(): void {
    this.#waits.end();
  }

  /** The node answers others again. */
  nodeIsBack(): void {
    if (this.#isNodeAway) this.#waits.end();
  }

  /** How far it was read. */
  get cursor(): Cursor {
    return this.#cursor;
  }

  /** Resolves when there is nothing more to read, or with the signal; never rejects for the server's sake. */
  async run(signal: AbortSignal): Promise<void> {
    const { follow, start, previous } = this.#options;
    // There is nothing to catch up with where only new lines are wanted.
    if (follow && start.tailLines === 0) this.#catchUp();
    try {
      await (previous ? this.#readPrevious(signal) : this.#readAll(signal));
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#catchUp();
    }
  }

  async #readPrevious(signal: AbortSignal): Promise<void> {
    for (;;) {
      if (this.#hasLeft) return this.#endAsGone();
      const { error } = await this.#read({ ...this.#request(false), previous: true }, true, signal);
      if (error === undefined) return this.#end(this.#container && previousEnd(this.#container));
      if ((await this.#recover(error, signal)) !== "again") return;
    }
  }

  async #readAll(signal: AbortSignal): Promise<void> {
    for (;;) {
      const container = this.#container;
      if (container === undefined || this.#hasLeft) return this.#endAsGone();
      if (container.id === "" || container.id === this.#readId) {
        if (container.state === "waiting") await this.#wait(waitingText(container), container.reason);
        if (!this.#options.follow) return;
        this.#catchUp();
        await this.#statusChange(signal);
      } else {
        const isPastEnd = await this.#readInstance(container, signal);
        this.#readId = container.id;
        if (isPastEnd || !this.#options.follow) return;
      }
    }
  }

  /** Reads one instance to its end. Whether all that was asked for has been read. */
  async #readInstance(container: LogContainer, signal: AbortSignal): Promise<boolean> {
    const { id } = container;
    await this.#say(...this.#notes.start(container, this.#readId === undefined));
    this.#hasLines = false;
    for (;;) {
      // A log is found by the pod's name. Of a pod that is gone nobody answers, or another that has its name by now.
      if (this.#container === undefined || this.#hasLeft) return false;
      const end = this.#endOf(this.#container, id);
      if (end === "unknown") {
        await this.#say(this.#notes.note("gap", "it was replaced before all of it was read"));
        return false;
      }
      const isOver = end !== undefined;
      // A node that is followed may answer with its next line only, so one that was away is asked what there is first.
      const follow = this.#options.follow && this.#isCaughtUp && !isOver && !this.#isNodeAway;
      const isReplaced = isOver && this.#container.id !== id;
      const request = this.#request(follow);
      this.#id = id;
      const outcome = await this.#read(
        isReplaced ? { ...request, previous: true } : request,
        isOver || !this.#options.follow,
        signal,
      );
      if (outcome.isOther === true) continue;
      if (outcome.isPastEnd === true) return true;
      if (outcome.error !== undefined) {
        const next = await this.#recover(outcome.error, signal);
        if (next !== "again") return next === "refused" || !this.#options.follow;
      } else if (isOver) {
        await this.#end(end);
        return false;
      } else if (!this.#options.follow) return true;
      else if (!follow) this.#catchUp();
      // The stream has ended, and the pod's status, which will say whether the container did, may be late.
      else if (this.#container?.id === id) await this.#statusChange(signal, this.#waits.next());
    }
  }

  /** How an instance ended; undefined while it runs as far as is known, `unknown` where nobody says any more. */
  #endOf(container: LogContainer, id: string): ContainerEnd | "unknown" | undefined {
    if (container.id === id) return container.end;
    return container.last?.id === id ? container.last : "unknown";
  }

  #request(follow: boolean): LogRequest {
    const { source, clock } = this.#options;
    const { limitBytes: _, ...start } = this.#options.start;
    const { namespace, name } = source.pod;
    const base = { namespace, pod: name, container: source.container, follow };
    const since = this.#cursor.since;
    if (since !== undefined) return { ...base, sinceTime: since };
    if (this.#readId !== undefined) return base;
    const began = this.#beganAt;
    if (start.tailLines !== 0 || began === undefined) return { ...base, ...start };
    // Only new lines were asked for and none has come so far. Better one too old than one too few: the node counts from
    // when it gets the request.
    return { ...base, sinceSeconds: Math.ceil((clock.now() - began) / 1000) + 1 };
  }

  /** One request, read to its end. `isWhole`: what it ends with is the end of the log. */
  async #read(request: LogRequest, isWhole: boolean, signal: AbortSignal): Promise<Outcome> {
    const { server, clock, slicer, source, longestLine, keepsReturns = false, until } = this.#options;
    const stream = new StreamWatch({
      clock,
      hasMore: (asked) => this.#hasMore(asked),
      onStall: () => this.#notes.stall(),
    });
    this.#stream = stream;
    this.#isFollowed = request.follow;
    const either = AbortSignal.any([signal, stream.signal]);
    const now = () => this.#notes.here;
    const goesOn = this.#hasLines;
    // A copy, for what is read may turn out to be another instance's.
    const cursor = this.#cursor.copy();
    const limit = this.#limit;
    const pass = new Pass({ source, cursor, longestLine, keepsReturns, until, limit, goesOn, now });
    let isDoubtful = request.previous !== true;
    let isWaiting = false;
    this.#beganAt ??= clock.now();
    // A node begins to answer with the first line, which may be long in coming.
    if (request.follow) {
      this.#opened(true);
      void stream.watch(either);
    }
    try {
      const body = await server.open(request, either);
      this.#answered();
      stream.heard();
      if (!request.follow) this.#opened(false);
      for await (const chunk of body) {
        stream.heard();
        await slicer.pause();
        pass.push(chunk);
        if (isDoubtful && pass.isGap) {
          // Either the log was rotated, or this is that of the next instance, of which the status does not know yet.
          isDoubtful = false;
          isWaiting = true;
          const id = this.#id;
          // Or the pod is another one.
          if (await this.#isTold(() => this.#container?.id !== id, either)) return { isOther: true };
          isWaiting = false;
        }
        this.#cursor = cursor;
        await this.#handOn(pass, limit);
        if (pass.isPastEnd) break;
      }
      pass.end(isWhole);
      this.#cursor = cursor;
      await this.#handOn(pass, limit);
      if (pass.trouble !== undefined)
        return { error: new Error(`${source.pod.node || "its node"} says: ${pass.trouble}`) };
      this.#failures = 0;
      return { isPastEnd: pass.isPastEnd };
    } catch (error) {
      signal.throwIfAborted();
      if (isWaiting) return { isOther: true };
      pass.end(false);
      this.#cursor = cursor;
      await this.#handOn(pass, limit);
      // We ended it ourselves, to open it anew.
      return stream.signal.aborted ? {} : { error };
    } finally {
      stream.end();
    }
  }

  #answered(): void {
    this.#waits.answered();
    this.#rights.grant();
    if (!this.#isNodeAway) return;
    this.#isNodeAway = false;
    this.#options.onNodeBack?.();
  }

  #opened(isFollowed: boolean): void {
    this.#waitsFor = "";
    this.#options.onStatus({ phase: isFollowed ? "streaming" : "reading" });
  }

  async #handOn(pass: Pass, limit: number): Promise<void> {
    const { bytes } = pass;
    const lines = pass.lines();
    const [first] = lines;
    const last = lines.at(-1);
    if (first === undefined || last === undefined) return;
    this.#limit = limit - pass.taken;
    const isGap = pass.isGap && this.#toldGap !== pass;
    if (isGap) this.#toldGap = pass;
    const notes = this.#notes.before(first, isGap);
    this.#notes.moveTo(last);
    this.#hasLines = true;
    this.#waits.reset();
    await this.#options.push(notes.length === 0 ? lines : [...notes, ...lines], bytes);
  }

  /** Whether the pod's status says something, which it may do late. */
  async #isTold(isSo: () => boolean, signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#options;
    const deadline = clock.now() + (this.#notes.isLost ? lateStatusAfterLoss : lateStatus);
    while (!isSo() && clock.now() < deadline) await this.#statusChange(signal, deadline - clock.now());
    return isSo();
  }

  /** Asks for the last line beside the stream, and whether it is new; undefined where that could not be asked. */
  async #hasMore(signal: AbortSignal): Promise<boolean | undefined> {
    const { server, source, longestLine, keepsReturns = false } = this.#options;
    const pass = new Pass({
      source,
      cursor: this.#cursor.copy(),
      longestLine,
      keepsReturns,
      until: undefined,
      limit: Number.POSITIVE_INFINITY,
      goesOn: false,
      now: () => stampOf(0),
    });
    try {
      const body = await server.open({ ...this.#request(false), tailLines: 1 }, signal);
      for await (const chunk of body) pass.push(chunk);
    } catch {
      return undefined;
    }
    return pass.lines().length > 0;
  }

  /** After a failure: says what there is to say and waits, where that makes sense. */
  async #recover(error: unknown, signal: AbortSignal): Promise<"again" | "refused" | "nothing"> {
    const failure = failureOf(error, this.#options.source.pod.node);
    const { code, message, isUnreachable, retryAfter } = failure;
    const { follow, onStatus } = this.#options;
    if (!isUnreachable) this.#waits.answered();
    if (isNotStarted(failure)) {
      await this.#wait(message, message);
      if (!follow) return "nothing";
      this.#catchUp();
      await this.#statusChange(signal, waitingPause);
      return "again";
    }
    const isGone = () => this.#container === undefined;
    // A server has forgotten a pod before it tells those who watch.
    if (code === 404 && (isGone() || (follow && (await this.#isTold(isGone, signal))))) return "nothing";
    this.#failures += 1;
    const isFinal = this.#rights.isFinal(failure);
    if (isFinal || (!follow && (code === 404 || this.#failures > mostFailures))) {
      onStatus({ phase: "refused", error: failure });
      await this.#say(this.#notes.note("refused", message));
      return "refused";
    }
    await this.#say(...this.#notes.lose(message));
    onStatus({ phase: "retrying", error: failure });
    this.#isNodeAway = code >= 500 && retryAfter === undefined;
    this.#isToWait = retryAfter !== undefined;
    const wait = this.#waits.next(retryAfter);
    if (isUnreachable) await this.#waits.sleepUnlessBack(wait, signal);
    else await this.#waits.sleep(wait, signal);
    this.#isToWait = false;
    signal.throwIfAborted();
    return "again";
  }

  /** Resolves when the pod's status has news, or after so many milliseconds. */
  async #statusChange(signal: AbortSignal, within?: number): Promise<void> {
    await (within === undefined ? this.#waits.sleepUntilEnd(signal) : this.#waits.sleep(within, signal));
    signal.throwIfAborted();
  }

  #catchUp(): void {
    if (this.#isCaughtUp) return;
    this.#isCaughtUp = true;
    this.#options.onCaughtUp();
  }

  async #wait(text: string, reason: string): Promise<void> {
    this.#options.onStatus({ phase: "waiting", reason });
    if (this.#waitsFor === reason) return;
    this.#waitsFor = reason;
    await this.#say(this.#notes.note("waiting", text));
  }

  async #end(end: ContainerEnd | undefined): Promise<void> {
    this.#options.onStatus({ phase: "ended" });
    if (end !== undefined) await this.#say(this.#notes.end(end));
  }

  async #endAsGone(): Promise<void> {
    this.#options.onStatus({ phase: this.#hasLeft ? "left" : "gone" });
    if (!this.#hasLeft) return this.#say(...this.#notes.vanish());
    await this.#say(this.#notes.note("gone", "the pod does not belong here any more"));
  }

  async #say(...notes: readonly LogNote[]): Promise<void> {
    if (notes.length > 0) await this.#options.push(notes, 0);
  }
}
