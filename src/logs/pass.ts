import { type Cursor, lineHash, type Replay } from "./cursor.ts";
import { LineSplitter, type OnLine } from "./line-splitter.ts";
import { compareStamps, StampReader } from "./stamp.ts";
import type { LogLine, LogSource, Stamp } from "./types.ts";

/**
 * What a node writes, in place of a line, into an answer it cannot go on with (kubelet, getContainerLogs; ReadLogs in
 * k8s.io/cri-client).
 */
const trouble =
  /^(failed to (create fsnotify watcher|open log file|read log file|watch directory|try resolving symlinks in path)\b|unable to retrieve container logs for |rpc error: code = )/;
const longestTrouble = 1000;

export interface PassOptions {
  readonly source: LogSource;
  readonly cursor: Cursor;
  /** Of a line so many bytes are kept. */
  readonly longestLine: number;
  /** Whether lines keep the carriage return before their end. */
  readonly keepsReturns: boolean;
  /** Lines later than this are not taken. */
  readonly until: Stamp | undefined;
  /** Bytes of lines, line ends among them, that are still wanted. */
  readonly limit: number;
  /** Whether what was read before must be there still, or lines may be missing. */
  readonly goesOn: boolean;
  /** For a line without a stamp that follows none. */
  now(): Stamp;
}

/** A line where it was read. Its bytes get an object of their own only when they are asked for: many lines wait. */
class ReadLine implements LogLine {
  readonly kind = "line";
  readonly source: LogSource;
  readonly seconds: number;
  readonly nanos: number;
  readonly omitted: number;
  readonly late = false;
  readonly #chunk: Uint8Array;
  readonly #start: number;
  readonly #end: number;

  constructor(
    source: LogSource,
    seconds: number,
    nanos: number,
    chunk: Uint8Array,
    start: number,
    end: number,
    omitted: number,
  ) {
    this.source = source;
    this.seconds = seconds;
    this.nanos = nanos;
    this.#chunk = chunk;
    this.#start = start;
    this.#end = end;
    this.omitted = omitted;
  }

  get bytes(): Uint8Array {
    const { buffer, byteOffset } = this.#chunk;
    return new Uint8Array(buffer, byteOffset + this.#start, this.#end - this.#start);
  }
}

/** The lines of one answer: those that are new, in the order of the log. */
export class Pass {
  readonly #options: PassOptions;
  readonly #splitter: LineSplitter;
  readonly #stamp = new StampReader();
  #replay: Replay | undefined;
  #hasStamp = false;
  #lines: LogLine[] = [];
  #bytes = 0;
  #isGap = false;
  #isPastEnd = false;
  /** The answer has ended within the line that comes now. */
  #isCut = false;
  #trouble: string | undefined;
  /** Bytes of all new lines so far, line ends among them. */
  #taken = 0;

  constructor(options: PassOptions) {
    this.#options = options;
    const replay = options.cursor.replay();
    this.#replay = replay.isOver ? undefined : replay;
    const take = (...line: Parameters<OnLine>) => this.#take(...line);
    this.#splitter = new LineSplitter(options.longestLine, take, options.keepsReturns);
  }

  /** Whether all that was asked for has come: a line later than that, or as many bytes. */
  get isPastEnd(): boolean {
    return this.#isPastEnd;
  }

  /** Whether lines may be missing before the first of these. */
  get isGap(): boolean {
    return this.#isGap;
  }

  /** Bytes of the new lines, line ends among them. */
  get taken(): number {
    return this.#taken;
  }

  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
  }

  /**
   * The answer has ended. What has no line end is a line where nothing can follow it; else it is dropped, and comes
   * whole when the log is read again.
   */
  end(isWhole: boolean): void {
    this.#isCut = !isWhole;
    this.#splitter.finishRest();
  }

  /** Why the node could not go on, in its words. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** What the lines take that `lines` would give. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The new lines since the last call. */
  lines(): LogLine[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#bytes = 0;
    return lines;
  }

  #take(bytes: Uint8Array, start: number, end: number, omitted: number): void {
    const stamp = this.#stamp;
    let textStart = start;
    if (stamp.read(bytes, start, end)) textStart = stamp.textStart;
    else if (this.#isTrouble(bytes, start, end)) return;
    // Parts of stdout and stderr that interleave can leave a line without a stamp of its own.
    else if (!this.#hasStamp) Object.assign(stamp, this.#options.now());
    this.#hasStamp = true;
    if (this.#isCut) return;
    const { seconds, nanos } = stamp;
    const { cursor, until, source, limit } = this.#options;
    if (this.#isPastEnd) return;
    if (until !== undefined && compareStamps(stamp, until) > 0) {
      this.#isPastEnd = true;
      return;
    }
    const hash = lineHash(bytes, textStart, end);
    if (this.#wasRead(seconds, nanos, hash)) return;
    cursor.take(seconds, nanos, hash);
    const textEnd = Math.min(end, textStart + limit - this.#taken);
    this.#taken += end - textStart + 1;
    this.#isPastEnd = this.#taken >= limit;
    this.#bytes += textEnd - textStart;
    this.#lines.push(new ReadLine(source, seconds, nanos, bytes, textStart, textEnd, omitted));
  }

  #isTrouble(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > longestTrouble) return false;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
    if (!trouble.test(text)) return false;
    this.#trouble = text;
    return true;
  }

  #wasRead(seconds: number, nanos: number, hash: number): boolean {
    const replay = this.#replay;
    if (replay === undefined) return false;
    const wasRead = replay.wasRead(seconds, nanos, hash);
    if (replay.isOver) this.#replay = undefined;
    if (!wasRead && replay.isGap && this.#options.goesOn) this.#isGap = true;
    return wasRead;
  }
}
