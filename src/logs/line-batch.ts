import { isAscii } from "node:buffer";
import { withoutAnsi } from "../lib/ansi.ts";
import type { LogSegment } from "./log-segment.ts";
import { type LogField, parseLine } from "./record.ts";
import type { LogSource } from "./types.ts";

/** Who wrote the lines, by number. */
export type SourceOf = (number: number) => LogSource | undefined;

/**
 * Some lines of a segment that a query looks at together. Their text is decoded once, in one piece, which costs a tenth
 * of decoding each line; only what cannot be found in that piece is decoded line by line.
 */
export class LineBatch {
  readonly segment: LogSegment;
  /** The first line, by its place in the segment. */
  readonly from: number;
  readonly length: number;
  readonly sourceOf: SourceOf;
  readonly #start: number;
  readonly #end: number;
  readonly #texts: (string | undefined)[] = [];
  readonly #fields: (readonly LogField[] | undefined)[] = [];
  #block: string | undefined;
  #lower: string | undefined;
  #isUncoloured: boolean | undefined;
  #isPlain: boolean | undefined;

  constructor(segment: LogSegment, from: number, to: number, sourceOf: SourceOf) {
    this.segment = segment;
    this.from = from;
    this.length = to - from;
    this.sourceOf = sourceOf;
    this.#start = segment.startAt(from);
    this.#end = segment.startAt(to);
  }

  /** A character for each byte, in which UTF-8 shows as what its bytes are in Latin 1. */
  get block(): string {
    this.#block ??= this.segment.text.toString("latin1", this.#start, this.#end);
    return this.#block;
  }

  /** The block in lower case; letters beyond ASCII may be others then. */
  get lower(): string {
    this.#lower ??= this.block.toLowerCase();
    return this.#lower;
  }

  /** Whether what is ASCII can be looked for in the block: no colour stands in the middle of a word. */
  get isUncoloured(): boolean {
    // Controls of eight bits begin with C2 in UTF-8.
    this.#isUncoloured ??= !["\x1b", "\r", "\xc2"].some((character) => this.block.includes(character));
    return this.#isUncoloured;
  }

  /** Whether the block is the text of its lines: nothing but ASCII, and nothing that terminals obey. */
  get isPlain(): boolean {
    this.#isPlain ??= this.isUncoloured && isAscii(this.segment.text.subarray(this.#start, this.#end));
    return this.#isPlain;
  }

  /** Where a line begins in the block. */
  startOf(line: number): number {
    return this.segment.startAt(this.from + line) - this.#start;
  }

  endOf(line: number): number {
    return this.segment.endAt(this.from + line) - this.#start;
  }

  /** A line as a person reads it. */
  textOf(line: number): string {
    let text = this.#texts[line];
    if (text === undefined) {
      text = this.isPlain ? this.block.slice(this.startOf(line), this.endOf(line)) : this.#decoded(line);
      this.#texts[line] = text;
    }
    return text;
  }

  /** What a line says of itself. */
  fieldsOf(line: number): readonly LogField[] {
    let fields = this.#fields[line];
    if (fields === undefined) {
      fields = parseLine(this.textOf(line)).fields;
      this.#fields[line] = fields;
    }
    return fields;
  }

  #decoded(line: number): string {
    const { segment, from } = this;
    return withoutAnsi(
      segment.text.toString("utf8", segment.startAt(from + line), segment.endAt(from + line)),
    );
  }
}
