import { type ExpandedLine, expandLine } from "../../logs/expand-line.ts";
import { errorLevel, infoLevel, unknownLevel, warnLevel } from "../../logs/level.ts";
import type { LogRow } from "../../logs/log-view.ts";
import { type LogRecord, readRecord } from "../../logs/record.ts";
import type { RingEntry } from "../../logs/ring-entry.ts";
import { millisecondsOf } from "../../logs/stamp.ts";
import { withoutOwnTime } from "./own-time.ts";

/** Bytes of a line that are taken apart: nobody reads the fields of more. */
const longestRead = 65_536;

/** `ValueError: bad`, `app.errors.Broken`. */
const raisedName = /^[A-Za-z_][\w.]*(?::|$)/;
/** Bytes of it that are read. */
const longestRaised = 1000;

/** The last of the lines that continue the one with an id. */
type LastUnder = (id: number) => RingEntry | undefined;

/** What one line says, read when it is asked for, and once. */
class LineReading {
  readonly #entry: RingEntry;
  readonly #lastUnder: LastUnder;
  #raised: { readonly folded: number; readonly text: string | undefined } | undefined;
  #record: LogRecord | undefined;
  #expanded: readonly ExpandedLine[] | undefined;

  constructor(entry: RingEntry, lastUnder: LastUnder) {
    this.#entry = entry;
    this.#lastUnder = lastUnder;
  }

  /** @param folded how many lines continue it by now. */
  raisedUnder(folded: number): string | undefined {
    if (this.#raised?.folded !== folded) {
      const text = this.#lastUnder(this.#entry.id)?.textUpTo(longestRaised) ?? "";
      this.#raised = { folded, text: raisedName.test(text) ? text : undefined };
    }
    return this.#raised.text;
  }

  /** Of a line that is longer than anybody reads the start, as it is. */
  get record(): LogRecord {
    const entry = this.#entry;
    this.#record ??= recordOf(entry);
    return this.#record;
  }

  /** All of it, field by field. */
  get expanded(): readonly ExpandedLine[] {
    this.#expanded ??= expandLine(this.#entry.textUpTo(longestRead));
    return this.#expanded;
  }
}

function recordOf(entry: RingEntry): LogRecord {
  if (entry.byteLength > longestRead)
    return { format: "plain", message: entry.textUpTo(longestRead), fields: [] };
  const record = readRecord(entry.text, entry);
  return { ...record, message: withoutOwnTime(record.message, entry) };
}

/** A line or a note as a view shows it. */
export class ShownLine {
  readonly row: LogRow;
  readonly #reading: LineReading;

  constructor(row: LogRow, reading: LineReading) {
    this.row = row;
    this.#reading = reading;
  }

  get entry(): RingEntry {
    return this.row.entry;
  }

  get id(): number {
    return this.entry.id;
  }

  /** Milliseconds since the epoch. */
  get at(): number {
    return millisecondsOf(this.entry);
  }

  /** So many lines that continue it are folded away. */
  get folds(): number {
    return this.row.isOpen ? 0 : this.row.folded;
  }

  /** Whether it continues the line before, as a frame continues an exception. */
  get isContinued(): boolean {
    return this.row.kind === "member";
  }

  /** How grave it is, as far as one has to see at a glance. */
  get grade(): "bad" | "warn" | "plain" | "quiet" {
    const { code } = this.entry;
    if (code >= errorLevel) return "bad";
    if (code === warnLevel) return "warn";
    return code !== unknownLevel && code < infoLevel ? "quiet" : "plain";
  }

  /** The exception that a traceback under it ends in, where that is folded away: Python writes it last. */
  get raised(): string | undefined {
    return this.folds === 0 ? undefined : this.#reading.raisedUnder(this.row.folded);
  }

  get record(): LogRecord {
    return this.#reading.record;
  }

  get expanded(): readonly ExpandedLine[] {
    return this.#reading.expanded;
  }
}

/** So many lines are remembered with what they say: several screens full. */
const mostRemembered = 1000;

/** What lines say that were looked at, so that it is not read anew for each frame. */
export class LineReadings {
  readonly #readings = new Map<number, LineReading>();
  readonly #lastUnder: LastUnder;

  constructor(lastUnder: LastUnder) {
    this.#lastUnder = lastUnder;
  }

  line(row: LogRow): ShownLine {
    const { entry } = row;
    let reading = this.#readings.get(entry.id);
    if (reading === undefined) {
      if (this.#readings.size >= mostRemembered) this.#readings.clear();
      reading = new LineReading(entry, this.#lastUnder);
      this.#readings.set(entry.id, reading);
    }
    return new ShownLine(row, reading);
  }

  /** Characters of the longest value of a field in lines that were looked at. */
  longestValue(name: string): number {
    let longest = 0;
    for (const { record } of this.#readings.values())
      for (const field of record.fields)
        if (field.name === name) longest = Math.max(longest, field.value.length);
    return longest;
  }

  /** Names of the fields of lines that were looked at, the most frequent first. */
  get fieldNames(): readonly string[] {
    const counts = new Map<string, number>();
    for (const { record } of this.#readings.values())
      for (const { name } of record.fields) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...counts].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
  }
}
