import { setImmediate as nextTurn } from "node:timers/promises";
import type { Reply } from "../api/reply.ts";
import type { Clock } from "../clock.ts";
import type { InstanceLog, LogPosition } from "./instance-log.ts";
import { LogWriter, type LogWriterOptions } from "./log-writer.ts";
import type { LogRecord } from "./record.ts";

/** The parameters of a log request, as a kubelet understands them. */
export interface LogOptions extends LogWriterOptions {
  readonly follow: boolean;
  readonly tailLines: number | undefined;
}

/** What a reader is about. */
export interface LogReading {
  readonly log: InstanceLog;
  readonly options: LogOptions;
  readonly reply: Reply;
  readonly clock: Clock;
  /** Whether the node has fallen silent: nothing comes from it. */
  readonly isSilent: () => boolean;
}

/** How a stream is broken off: by a reset, or by an end that looks like any other. */
export type Breach = "reset" | "end";

/** Bytes that are sent in one go. */
const pieceBytes = 1 << 16;
/** Milliseconds: as often at most it is looked for something new, and at least for whether the node is back. */
const shortestWait = 10;
const longestWait = 1000;

/** One answer to a log request. */
export class LogReader {
  readonly #reading: LogReading;
  readonly #writer: LogWriter;
  #breach: Breach | undefined;
  #isDeaf = false;
  #hasNews = false;
  #wake = (): void => undefined;

  constructor(reading: LogReading) {
    this.#reading = reading;
    this.#writer = new LogWriter(reading.options);
  }

  /** Sends it, to the end of the log or of the interest in it. */
  async run(): Promise<void> {
    const { log, options, reply, clock } = this.#reading;
    const end = log.position(clock.now());
    const { tailLines } = options;
    await this.#send(
      tailLines === undefined ? log.records(log.start(end), end) : log.lastRecords(tailLines, end),
    );
    if (options.follow) await this.#follow(end);
    if (!this.#reading.isSilent()) reply.end();
  }

  /** Breaks off in the middle of the next line. */
  breakInLine(how: Breach): void {
    this.#breach = how;
  }

  /** Breaks off at once. What it says first stands there like a line without a stamp. */
  break(how: Breach, words = ""): void {
    const { reply } = this.#reading;
    if (words !== "") reply.write(Buffer.from(words));
    reply.cut({ do: how });
  }

  /** Sends nothing more, and keeps the connection open. */
  stall(): void {
    this.#reading.reply.stall();
  }

  /** Does not notice what is written from now on, only that the container ends. */
  deafen(): void {
    this.#isDeaf = true;
  }

  async #follow(start: LogPosition): Promise<void> {
    const { log, reply, clock, isSilent } = this.#reading;
    const unsubscribe = log.subscribe(() => this.#hear());
    let position = start;
    while (reply.isOpen && !this.#writer.isFull) {
      const isOver = log.end <= clock.now();
      if (!isSilent()) {
        const end = log.position(clock.now());
        if (!this.#isDeaf) await this.#send(log.records(position, end));
        position = end;
        if (isOver) break;
      }
      await this.#wait(position);
    }
    unsubscribe();
  }

  async #send(records: Iterable<LogRecord>): Promise<void> {
    const { reply } = this.#reading;
    let pieces: Uint8Array[] = [];
    let size = 0;
    for (const record of records) {
      const parts = this.#writer.write(record);
      if (this.#breach !== undefined && parts.length > 0) return this.#breakWithin(pieces, parts);
      for (const part of parts) {
        pieces.push(part);
        size += part.length;
      }
      if (this.#writer.isFull) break;
      if (size < pieceBytes) continue;
      reply.write(Buffer.concat(pieces));
      pieces = [];
      size = 0;
      await reply.drained();
      // The program that asks may live in this very process.
      await nextTurn();
      if (!reply.isOpen) return;
    }
    if (size > 0) reply.write(Buffer.concat(pieces));
  }

  #breakWithin(before: readonly Uint8Array[], parts: readonly Uint8Array[]): void {
    const { reply } = this.#reading;
    const line = Buffer.concat(parts);
    reply.write(Buffer.concat([...before, line.subarray(0, Math.ceil(line.length / 2))]));
    reply.cut({ do: this.#breach ?? "end" });
  }

  // What is written while the last lines are sent must not be slept over.
  #hear(): void {
    this.#hasNews = true;
    this.#wake();
  }

  #wait(position: LogPosition): Promise<void> {
    const { log, clock, reply, isSilent } = this.#reading;
    const isBehind = log.position(clock.now()).some((count, place) => count > (position[place] ?? 0));
    const hadNews = this.#hasNews;
    this.#hasNews = false;
    if (hadNews || (isBehind && !isSilent())) return nextTurn();
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        reply.closed.removeEventListener("abort", wake);
        resolve();
      };
      const due = log.dueAfter(position) - clock.now();
      const cancel = clock.after(Math.min(longestWait, Math.max(shortestWait, due)), wake);
      reply.closed.addEventListener("abort", wake);
      this.#wake = wake;
    });
  }
}
