import type { LogRecord } from "./record.ts";

/** What is written in one go: a line, or the lines of a stack trace. */
export interface LogItem {
  /** When it reaches the file, in milliseconds. */
  readonly time: number;
  readonly records: readonly LogRecord[];
}

/** Something that writes into a log. Its items are numbered from 0 in the order they reach the file. */
export interface RecordSource {
  /** How many items there are up to a time, that of the last one included. */
  count(time: number): number;
  /** The number of the first item that a file with so many of them still has. */
  keptFrom(count: number): number;
  /** The item of a number that was counted and is kept. */
  item(number: number): LogItem;
  /** When the next item after so many is due, in milliseconds; infinity where none is known to come. */
  dueAfter(count: number): number;
}
