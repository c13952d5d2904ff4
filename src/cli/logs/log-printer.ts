import { compareStamps } from "../../logs/stamp.ts";
import type { LogEntry, LogLine, LogNote, Stamp } from "../../logs/types.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { type ByteOutput, OutputFailure } from "./byte-output.ts";
import type { LineFormat } from "./line-format.ts";

/** Bytes that are handed on at once, at least, while there is more. */
const pieceSize = 1 << 18;

export interface LogPrinterOptions {
  readonly output: ByteOutput;
  readonly format: LineFormat;
  /** Lines before it are not wanted. */
  readonly from: Stamp | undefined;
  onNote(note: LogNote): void;
  /** A line was written of which something is missing, since it is longer than is kept. */
  onCut(line: LogLine): void;
}

/** How far lines were written when writing them failed. */
export interface Printed {
  readonly lines: number;
  readonly last: LogLine | undefined;
}

/** Writes lines in the order in which they come, and lets notes be told where they stand between them. */
export class LogPrinter {
  readonly #options: LogPrinterOptions;
  readonly #buffer = new ByteBuffer();
  /** Of the lines in the buffer, and where each ends. */
  #lines: LogLine[] = [];
  #ends: number[] = [];
  #printed: Printed = { lines: 0, last: undefined };
  readonly #failure = Promise.withResolvers<unknown>();
  #isBroken = false;

  constructor(options: LogPrinterOptions) {
    this.#options = options;
  }

  /** What was written for certain. */
  get printed(): Printed {
    return this.#printed;
  }

  /** Resolves with why nothing can be written any more: `ReaderGone` or `OutputFailure`. */
  get failure(): Promise<unknown> {
    return this.#failure.promise;
  }

  /** Resolves when the entries are written. Never rejects. */
  async print(entries: readonly LogEntry[]): Promise<void> {
    if (this.#isBroken) return;
    try {
      for (const entry of entries) {
        if (entry.kind === "line") this.#add(entry);
        if (entry.kind === "note" || this.#buffer.length >= pieceSize) await this.#flush();
        if (entry.kind === "note") this.#options.onNote(entry);
      }
      await this.#flush();
    } catch (error) {
      this.#isBroken = true;
      if (error instanceof OutputFailure) this.#count(error.written);
      this.#failure.resolve(error);
    }
  }

  #add(line: LogLine): void {
    const { from, format, onCut } = this.#options;
    if (from !== undefined && compareStamps(line, from) < 0) return;
    if (!format.write(line, this.#buffer)) return;
    if (line.omitted > 0) onCut(line);
    this.#lines.push(line);
    this.#ends.push(this.#buffer.length);
  }

  async #flush(): Promise<void> {
    if (this.#buffer.length === 0) return;
    await this.#options.output.write(this.#buffer.bytes);
    this.#count(this.#buffer.length);
    this.#buffer.clear();
    this.#lines = [];
    this.#ends = [];
  }

  /** So many bytes of the buffer were written. */
  #count(bytes: number): void {
    let whole = this.#ends.length;
    while (whole > 0 && (this.#ends[whole - 1] ?? 0) > bytes) whole -= 1;
    this.#printed = {
      lines: this.#printed.lines + whole,
      last: this.#lines[whole - 1] ?? this.#printed.last,
    };
  }
}
