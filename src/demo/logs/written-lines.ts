import { type LogStamp, parseStamp, recordsOf, stampAt } from "./record.ts";
import type { LogItem, RecordSource } from "./record-source.ts";

/** A line that a test puts into a log. */
export interface WrittenLine {
  readonly text: string | Uint8Array;
  /** Its stamp: milliseconds, or an RFC 3339 time with up to nine decimals and a zone. Default: now. */
  readonly time?: number | string;
  /** Leaves the line open: what is written next goes on in it, as runtimes cut lines of more than 16 KiB. */
  readonly partial?: boolean;
}

/** Bytes that are kept of one container. Beyond, the oldest go, as by a rotation. */
const keptBytes = 32 << 20;

/** What tests have written into one log. */
export class WrittenLines implements RecordSource {
  /** The zone of its stamps. */
  readonly zone: string;
  #items: LogItem[] = [];
  /** How many items are no longer kept. */
  #dropped = 0;
  #bytes = 0;
  #last = { time: Number.NaN, nanos: 0 };

  constructor(zone: string) {
    this.zone = zone;
  }

  /** @param now when it reaches the file, in milliseconds. @throws Error for a time that is none. */
  write(line: string | Uint8Array | WrittenLine, now: number): void {
    const { text, time, partial } = typeof line === "object" && "text" in line ? line : { text: line };
    const records = recordsOf(text, this.#stampOf(time, now), partial);
    this.#items.push({ time: now, records });
    this.#bytes += sizeOf(records);
    if (this.#bytes > keptBytes) this.#dropOldest();
  }

  count(time: number): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#items[middle]?.time ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return this.#dropped + low;
  }

  keptFrom(): number {
    return this.#dropped;
  }

  item(number: number): LogItem {
    return this.#items[number - this.#dropped] ?? { time: 0, records: [] };
  }

  dueAfter(count: number): number {
    return this.#items[count - this.#dropped]?.time ?? Number.POSITIVE_INFINITY;
  }

  // Lines of one millisecond are a microsecond apart.
  #stampOf(time: number | string | undefined, now: number): LogStamp {
    if (typeof time === "string") return parseStamp(time);
    if (time !== undefined) return stampAt(time, 0, this.zone);
    this.#last = { time: now, nanos: this.#last.time === now ? this.#last.nanos + 1000 : 0 };
    return stampAt(now, this.#last.nanos, this.zone);
  }

  // Half of it in one go, so that a long run of lines does not shift the array with every one.
  #dropOldest(): void {
    let drop = 0;
    while (this.#bytes > keptBytes / 2 && drop < this.#items.length - 1) {
      this.#bytes -= sizeOf(this.#items[drop]?.records ?? []);
      drop += 1;
    }
    this.#items = this.#items.slice(drop);
    this.#dropped += drop;
  }
}

function sizeOf(records: LogItem["records"]): number {
  return records.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
