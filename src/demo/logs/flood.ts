import { recordsOf, stampAt } from "./record.ts";
import type { LogItem, RecordSource } from "./record-source.ts";

/** A steady stream of lines, of which nothing is stored. */
export interface FloodOptions {
  readonly linesPerSecond: number;
  /** How many there are in all; without end by default. */
  readonly lines?: number;
  /** A line by its number, counting from 0. Must give the same each time. */
  readonly text?: (number: number) => string;
}

/** A file is full after so many bytes, and a new one is begun (kubelet, containerLogMaxSize). */
const fileSize = 10 << 20;

export class Flood implements RecordSource {
  readonly #start: number;
  readonly #zone: string;
  readonly #rate: number;
  readonly #text: (number: number) => string;
  readonly #fileLines: number;
  #lines: number;

  /** @param start in milliseconds. */
  constructor(
    { linesPerSecond, lines = Number.POSITIVE_INFINITY, text = plainLine }: FloodOptions,
    start: number,
    zone: string,
  ) {
    this.#start = start;
    this.#zone = zone;
    this.#rate = linesPerSecond;
    this.#lines = lines;
    this.#text = text;
    // By the length of one line, since adding up all of them would mean making them.
    this.#fileLines = Math.max(1, Math.floor(fileSize / (Buffer.byteLength(text(0)) + 45)));
  }

  /** Ends it. */
  stop(time: number): void {
    this.#lines = this.count(time);
  }

  count(time: number): number {
    if (time < this.#start) return 0;
    return Math.min(this.#lines, Math.floor(((time - this.#start) / 1000) * this.#rate) + 1);
  }

  keptFrom(count: number): number {
    return count - (count % this.#fileLines);
  }

  item(number: number): LogItem {
    const seconds = Math.floor(number / this.#rate);
    const nanos = Math.floor(((number - seconds * this.#rate) * 1e9) / this.#rate);
    const stamp = stampAt(this.#start + seconds * 1000, nanos, this.#zone);
    return { time: this.#timeOf(number), records: recordsOf(this.#text(number), stamp) };
  }

  dueAfter(count: number): number {
    return count < this.#lines ? this.#timeOf(count) : Number.POSITIVE_INFINITY;
  }

  #timeOf(number: number): number {
    return this.#start + (number * 1000) / this.#rate;
  }
}

function plainLine(number: number): string {
  return `line ${number} of a flood, as long as lines of services are: level=info status=200 took=12ms`;
}
