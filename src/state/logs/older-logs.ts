import type { Clock } from "../../lib/clock.ts";
import { compareStamps } from "../../logs/stamp.ts";
import { Tail } from "../../logs/tail.ts";
import type {
  LogContainer,
  LogEntry,
  LogLine,
  LogPod,
  LogPods,
  LogServer,
  LogSource,
  LogStart,
  Stamp,
} from "../../logs/types.ts";

/** How far back a source was read. */
export interface Reach {
  readonly source: LogSource;
  /** Its first line that was read; undefined where there was none. */
  readonly first: Stamp | undefined;
  /** How many lines with the stamp of the first were read. */
  readonly count: number;
}

export interface OlderLogsOptions {
  readonly pods: LogPods;
  server(context: string): LogServer;
  readonly clock: Clock;
  readonly start: LogStart;
  readonly previous: boolean;
  readonly longestLine: number;
  readonly mostStreams: number;
  /** How far back those sources were read of which older lines are wanted; by `keyOfSource`. */
  readonly reaches: ReadonlyMap<string, Reach>;
  /** Takes lines that were not read before. A promise asks to wait with more. */
  onLines(lines: LogLine[]): Promise<void> | undefined;
}

/** What a source is called by, in whichever tail. */
export function keyOfSource(pod: Pick<LogPod, "context" | "uid">, container: string): string {
  return `${pod.context}/${pod.uid}/${container}`;
}

/**
 * Reads what lies before the lines that were read of some sources, once. The API can only be asked for the end of a log,
 * so what was read comes again and is told from what was not: all before the first line, and of those with its stamp
 * the first few.
 */
export class OlderLogs {
  readonly #options: OlderLogsOptions;
  readonly #tail: Tail;
  /** Lines with the stamp of a source's first line, until it is known how many there are. */
  readonly #undecided = new Map<string, LogLine[]>();
  /** Lines that were found. */
  found = 0;

  constructor(options: OlderLogsOptions) {
    const { pods, server, clock, start, previous, longestLine, mostStreams, reaches } = options;
    this.#options = options;
    const firsts = [...reaches.values()].flatMap(({ first }) => first ?? []);
    this.#tail = new Tail({
      // Pods that come meanwhile are none of ours.
      pods: { pods: () => pods.pods(), subscribe: () => () => undefined },
      server,
      clock,
      start,
      follow: false,
      previous,
      until: firsts.toSorted(compareStamps).at(-1),
      order: "arrival",
      longestLine,
      mostStreams,
      wants: (container: LogContainer, pod) => reaches.has(keyOfSource(pod, container.name)),
      onEntries: (entries) => this.#take(entries),
      onChange: () => undefined,
    });
  }

  /** Resolves when all has been read. Sources that cannot be read cost the others nothing. */
  async read(): Promise<void> {
    this.#tail.start();
    await this.#tail.done();
    const left = [...this.#undecided].flatMap(([key, lines]) => {
      const { count = 0 } = this.#options.reaches.get(key) ?? {};
      return lines.slice(0, Math.max(0, lines.length - count));
    });
    await this.#handOn(left);
  }

  close(): void {
    this.#tail.close();
  }

  #take(entries: readonly LogEntry[]): Promise<void> | undefined {
    const lines = entries.flatMap((entry) => {
      if (entry.kind !== "line") return [];
      const key = keyOfSource(entry.source.pod, entry.source.container);
      const reach = this.#options.reaches.get(key);
      if (reach === undefined) return [];
      const { kind, seconds, nanos, bytes, omitted } = entry;
      const line: LogLine = { kind, source: reach.source, seconds, nanos, bytes, omitted, late: false };
      const order = reach.first === undefined ? -1 : compareStamps(line, reach.first);
      if (order === 0) this.#undecided.set(key, [...(this.#undecided.get(key) ?? []), line]);
      return order < 0 ? [line] : [];
    });
    return this.#handOn(lines);
  }

  #handOn(lines: LogLine[]): Promise<void> | undefined {
    if (lines.length === 0) return undefined;
    this.found += lines.length;
    return this.#options.onLines(lines);
  }
}
