import { type Level, type LevelCode, levelOf } from "./level.ts";
import { aboutShift, type LogSegment, lateFlag, noteFlag } from "./log-segment.ts";
import type { LogNote, LogSource, Stamp } from "./types.ts";

/** What notes are about, as the ring keeps it. */
export const aboutNumbers: Readonly<Record<LogNote["about"], number>> = {
  started: 0,
  ended: 1,
  waiting: 2,
  gap: 3,
  lost: 4,
  resumed: 5,
  refused: 6,
  gone: 7,
};

const abouts = new Map(
  Object.entries(aboutNumbers).map(([about, number]) => [number, about as LogNote["about"]]),
);

/**
 * A look at one entry of a ring. Its text is decoded when it is asked for, and may be asked for as long as one likes:
 * what has been dropped from the ring since stays readable.
 */
export class RingEntry implements Stamp {
  /** Grows with each entry that arrives, and stays the same wherever the entry moves. */
  readonly id: number;
  readonly source: LogSource;
  readonly seconds: number;
  readonly nanos: number;
  readonly code: LevelCode;
  readonly isLate: boolean;
  /** What a note is about; undefined for a line. */
  readonly about: LogNote["about"] | undefined;
  /** Bytes of the line that nobody kept. */
  readonly omitted: number;
  /** The line that this one continues; its own id for a line of its own. */
  readonly headId: number;
  readonly #segment: LogSegment;
  #at: number;

  constructor(segment: LogSegment, at: number, source: LogSource, omitted: number) {
    const flags = segment.flagsAt(at);
    this.id = segment.idAt(at);
    this.source = source;
    this.seconds = segment.secondsAt(at);
    this.nanos = segment.nanosAt(at);
    this.code = segment.levelAt(at);
    this.isLate = (flags & lateFlag) !== 0;
    this.about = (flags & noteFlag) === 0 ? undefined : abouts.get(flags >> aboutShift);
    this.omitted = omitted;
    this.headId = this.id - segment.backAt(at);
    this.#segment = segment;
    this.#at = at;
  }

  get level(): Level {
    return levelOf(this.code);
  }

  /** Length of the text, in bytes. */
  get byteLength(): number {
    const at = this.#place();
    return this.#segment.endAt(at) - this.#segment.startAt(at);
  }

  /** The text of the line, or the sentence of the note. */
  get text(): string {
    return this.textUpTo(Number.POSITIVE_INFINITY);
  }

  /** As much of the text as so many bytes hold: of a line of megabytes a screen shows the start. */
  textUpTo(bytes: number): string {
    const at = this.#place();
    const start = this.#segment.startAt(at);
    const end = this.#segment.endAt(at);
    const { text } = this.#segment;
    if (end - start <= bytes) return text.toString("utf8", start, end);
    let cut = start + bytes;
    // Not within a character, whose further bytes begin with the bits 10.
    while (cut > start && ((text[cut] ?? 0) & 0xc0) === 0x80) cut -= 1;
    return text.toString("utf8", start, cut);
  }

  /** A copy of the text as it came. */
  bytes(): Uint8Array {
    const at = this.#place();
    return Uint8Array.from(this.#segment.text.subarray(this.#segment.startAt(at), this.#segment.endAt(at)));
  }

  /** Others may have been put in before it since. */
  #place(): number {
    if (this.#segment.idAt(this.#at) !== this.id) this.#at = this.#segment.indexOf(this.id);
    return this.#at;
  }
}
