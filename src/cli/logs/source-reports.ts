import { grouped } from "../../lib/words.ts";
import type { TailedSource } from "../../logs/tail.ts";
import type { LogNote, LogSource } from "../../logs/types.ts";
import type { LogNotes } from "./log-notes.ts";

export interface SourceReportsOptions {
  readonly notes: LogNotes;
  readonly mostStreams: number;
  readonly follow: boolean;
  readonly order: "time" | "arrival";
  /** Something that is to be known of all of it. */
  say(sentence: string): void;
  /** A log cannot be read: the sentence says which. */
  failed(sentence: string, source: LogSource): void;
}

/** Tells of sources as they turn up, wait for their turn, or are refused. */
export class SourceReports {
  readonly #options: SourceReportsOptions;
  readonly #told = new Map<number, "held" | "opened">();
  readonly #denied = new Set<string>();
  #hasSaidOrder = false;

  constructor(options: SourceReportsOptions) {
    this.#options = options;
  }

  look(sources: readonly TailedSource[]): void {
    this.#sayOrder(sources);
    const { follow, mostStreams } = this.#options;
    for (const { source, status } of sources) {
      const told = this.#told.get(source.number);
      if (told === "opened" || (told === "held" && status.phase === "held")) continue;
      // All of it is read by and by.
      if (status.phase === "held" && !follow) continue;
      if ((status.phase === "gone" || status.phase === "left") && told !== undefined) continue;
      this.#told.set(source.number, status.phase === "held" ? "held" : "opened");
      if (status.phase === "held")
        this.#options.notes.about(
          source,
          "!",
          `is not streaming: --max-log-requests ${mostStreams} are open`,
        );
      else this.#options.notes.about(source, "+");
    }
  }

  /** It is none of the sources any more. */
  forget({ number }: LogSource): void {
    this.#told.delete(number);
  }

  /** Where rights are missing they are so for all of a namespace, which is said once. */
  refused({ source, text }: LogNote, sources: readonly TailedSource[]): void {
    const status = sources.find((one) => one.source === source)?.status;
    const { context, namespace, name } = source.pod;
    const isDenied = status?.phase === "refused" && (status.error.code === 403 || status.error.code === 401);
    if (!isDenied) return this.#options.failed(`${namespace}/${name} › ${source.container}: ${text}`, source);
    const key = `${context} ${namespace}`;
    if (this.#denied.has(key)) return;
    this.#denied.add(key);
    this.#options.failed(`the logs in ${namespace} may not be read: ${text}`, source);
  }

  /** What is read later cannot stand before what was read by then. */
  #sayOrder(sources: readonly TailedSource[]): void {
    const { follow, order, mostStreams, say } = this.#options;
    const isHeld = sources.some(({ status }) => status.phase === "held");
    if (this.#hasSaidOrder || follow || order === "arrival" || !isHeld) return;
    this.#hasSaidOrder = true;
    const count = grouped(sources.length);
    say(
      `of ${count} logs ${grouped(mostStreams)} are read at a time, and lines stand in order of time among those only: --max-log-requests ${sources.length} reads all at once`,
    );
  }
}

/** Whether nothing of what is there may be read. */
export function areAllDenied(sources: readonly TailedSource[]): boolean {
  return (
    sources.length > 0 &&
    sources.every(({ status }) => status.phase === "refused" && [401, 403].includes(status.error.code))
  );
}
