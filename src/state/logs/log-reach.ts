import { compareStamps } from "../../logs/stamp.ts";
import type { LogEntry, LogSource, Stamp } from "../../logs/types.ts";
import { keyOfSource, type Reach } from "./older-logs.ts";

interface SourceReach extends Reach {
  first: Stamp | undefined;
  count: number;
  /** Lines from before the reading began. */
  backlog: number;
  /** Nothing of it lies before this, as far as it was asked for; undefined where that is not known. */
  wholeFrom: Stamp | undefined;
}

/** From the beginning of each log. */
export const beginning: Stamp = { seconds: 0, nanos: 0 };

/** How far back each source was read, so that nobody takes what is on the screen for all there is. */
export class LogReach {
  readonly #sources = new Map<string, SourceReach>();
  /** By number, for each line. */
  readonly #byNumber: (SourceReach | undefined)[] = [];
  /** When the reading began. */
  readonly #start: Stamp;
  /** Lines of each source that were asked for from before; undefined for all. */
  readonly #tail: number | undefined;
  /** The time from which on lines were asked for. */
  readonly #since: Stamp | undefined;
  /** Of the sources that were forgotten: from here on no line of theirs is missing. */
  #forgottenFrom = beginning;

  constructor(start: Stamp, tail: number | undefined, since: Stamp | undefined) {
    this.#start = start;
    this.#tail = tail;
    this.#since = since;
  }

  take(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      if (entry.kind !== "line") continue;
      const reach = this.#byNumber[entry.source.number] ?? this.#add(entry.source);
      const order = reach.first === undefined ? -1 : compareStamps(entry, reach.first);
      if (order < 0) {
        reach.first = { seconds: entry.seconds, nanos: entry.nanos };
        reach.count = 1;
      } else if (order === 0) reach.count += 1;
      if (reach.backlog <= (this.#tail ?? 0) && compareStamps(entry, this.#start) < 0) reach.backlog += 1;
    }
  }

  /** Sources of which lines may lie before what was read, with how far they were. */
  get open(): ReadonlyMap<string, Reach> {
    return new Map(
      [...this.#sources].filter(([, reach]) => compareStamps(this.#wholeFrom(reach), beginning) > 0),
    );
  }

  /** From here on no line is missing of any source; undefined where none is at all. */
  get wholeFrom(): Stamp | undefined {
    let from = this.#forgottenFrom;
    for (const reach of this.#sources.values()) from = later(from, this.#wholeFrom(reach));
    return compareStamps(from, beginning) === 0 ? undefined : from;
  }

  /** Nothing more of a source is to be had. */
  forget(source: LogSource): void {
    const reach = this.#byNumber[source.number];
    if (reach === undefined) return;
    this.#forgottenFrom = later(this.#forgottenFrom, this.#wholeFrom(reach));
    this.#sources.delete(keyOfSource(source.pod, source.container));
    this.#byNumber[source.number] = undefined;
  }

  /** What lies before was read, from a time on. */
  extend(keys: Iterable<string>, from: Stamp): void {
    if (compareStamps(from, this.#forgottenFrom) < 0) this.#forgottenFrom = from;
    for (const key of keys) {
      const reach = this.#sources.get(key);
      if (reach !== undefined) reach.wholeFrom = from;
    }
  }

  #wholeFrom({ wholeFrom, backlog, first }: SourceReach): Stamp {
    if (wholeFrom !== undefined) return wholeFrom;
    // With fewer lines than were asked for it was read from its beginning on.
    const isAll = this.#tail === undefined || backlog < this.#tail;
    if (isAll) return this.#since ?? beginning;
    return first ?? this.#start;
  }

  #add(source: LogSource): SourceReach {
    const reach = { source, first: undefined, count: 0, backlog: 0, wholeFrom: undefined };
    this.#sources.set(keyOfSource(source.pod, source.container), reach);
    this.#byNumber[source.number] = reach;
    return reach;
  }
}

function later(a: Stamp, b: Stamp): Stamp {
  return compareStamps(a, b) < 0 ? b : a;
}
