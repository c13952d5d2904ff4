import { type ExpandedLine, expandLine } from "../../logs/expand-line.ts";
import { errorLevel, infoLevel, unknownLevel, warnLevel } from "../../logs/level.ts";
import { type LogRecord, readRecord } from "../../logs/record.ts";
import type { RingEntry } from "../../logs/ring-entry.ts";
import { millisecondsOf } from "../../logs/stamp.ts";

/** Bytes of a line that are taken apart: nobody reads the fields of more. */
const longestRead = 65_536;

/** A line or a note as a view shows it. What it says is read when it is asked for, and once. */
export class ShownLine {
  readonly entry: RingEntry;
  /** So many lines are folded away behind this one, itself among them; 0 for a line that stands for itself. */
  readonly folds: number;
  #record: LogRecord | undefined;
  #expanded: readonly ExpandedLine[] | undefined;

  constructor(entry: RingEntry, folds: number) {
    this.entry = entry;
    this.folds = folds;
  }

  get id(): number {
    return this.entry.id;
  }

  /** Milliseconds since the epoch. */
  get at(): number {
    return millisecondsOf(this.entry);
  }

  /** Whether it continues the line before, as a frame continues an exception. */
  get isContinued(): boolean {
    return this.entry.headId !== this.entry.id;
  }

  /** How grave it is, as far as one has to see at a glance. */
  get grade(): "bad" | "warn" | "plain" | "quiet" {
    const { code } = this.entry;
    if (code >= errorLevel) return "bad";
    if (code === warnLevel) return "warn";
    return code !== unknownLevel && code < infoLevel ? "quiet" : "plain";
  }

  /** Of a line that is longer than anybody reads the start, as it is. */
  get record(): LogRecord {
    const { entry } = this;
    this.#record ??=
      entry.byteLength <= longestRead
        ? readRecord(entry.text, entry)
        : { format: "plain", message: entry.textUpTo(longestRead), fields: [] };
    return this.#record;
  }

  /** All that it says, field by field. */
  get expanded(): readonly ExpandedLine[] {
    this.#expanded ??= expandLine(this.entry.textUpTo(longestRead));
    return this.#expanded;
  }
}

/** So many lines are remembered with what they say: several screens full. */
const mostRemembered = 1000;

/** Lines that were looked at, so that what they say is not read anew for each frame. */
export class ShownLineCache {
  readonly #lines = new Map<number, ShownLine>();

  of(entry: RingEntry, folds: number): ShownLine {
    const known = this.#lines.get(entry.id);
    if (known?.folds === folds) return known;
    if (this.#lines.size >= mostRemembered) this.#lines.clear();
    const line = new ShownLine(entry, folds);
    this.#lines.set(entry.id, line);
    return line;
  }
}
