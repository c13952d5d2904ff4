import { Random } from "../random.ts";
import { type Program, type Voice, voiceAt } from "./programs/program.ts";
import { type LogRecord, recordsOf, stampAt } from "./record.ts";
import type { LogItem, RecordSource } from "./record-source.ts";

/** One instance of a container, as far as its log depends on it. */
export interface ProgramRun extends Pick<Voice, "pod" | "namespace" | "version" | "port"> {
  readonly program: Program;
  /** Another one for every instance. */
  readonly seed: number;
  /** Milliseconds. */
  readonly start: number;
  readonly zone: string;
}

const firstLine = 150;
/** A file goes back at least an hour, within these numbers of moments, and at most twice as far. */
const keptTime = 3_600_000;
const fewestMoments = 200;
const mostMoments = 4000;

/**
 * What one instance of a container writes by itself. Nothing is stored: moment n of an instance is always the same,
 * so that reading, following and reading again agree.
 */
export class ProgramLog implements RecordSource {
  readonly #run: ProgramRun;
  readonly #kept: number;
  #end = Number.POSITIVE_INFINITY;
  #lastWords: (voice: Voice) => readonly string[] = () => [];

  constructor(run: ProgramRun) {
    this.#run = run;
    const moments = Math.ceil(keptTime / run.program.pace);
    this.#kept = Math.min(mostMoments, Math.max(fewestMoments, moments));
  }

  /** The instance ends, in milliseconds, and with these words. */
  finish(time: number, lastWords: (voice: Voice) => readonly string[]): void {
    this.#end = time;
    this.#lastWords = lastWords;
  }

  count(time: number): number {
    return time < this.#end ? this.#momentsUntil(time) : this.#momentsUntil(this.#end) + 1;
  }

  keptFrom(count: number): number {
    return Math.max(0, Math.floor(count / this.#kept) - 1) * this.#kept;
  }

  item(number: number): LogItem {
    const { program } = this.#run;
    const time = this.#timeOf(number);
    if (time > this.#end) return this.#written(number, this.#end, this.#lastWords);
    return this.#written(number, time, number === 0 ? program.greeting : program.speak);
  }

  dueAfter(count: number): number {
    const time = this.#timeOf(count);
    return time > this.#end ? Number.POSITIVE_INFINITY : time;
  }

  #momentsUntil(time: number): number {
    const { start, program } = this.#run;
    let count = Math.max(0, Math.floor((time - start) / program.pace) - 1);
    while (this.#timeOf(count) <= time) count += 1;
    return count;
  }

  // At even steps, with a wobble of less than half a step, so that their order never changes.
  #timeOf(moment: number): number {
    const { start, seed, program } = this.#run;
    const wobble = moment === 0 ? 0 : new Random(seed ^ moment).next() * program.pace * 0.45;
    return start + firstLine + moment * program.pace + Math.floor(wobble);
  }

  #written(moment: number, time: number, say: (voice: Voice) => readonly string[]): LogItem {
    const { seed, zone, ...context } = this.#run;
    const voice = voiceAt(seed, moment, { ...context, time });
    const first = new Random(seed - moment).between(0, 400_000);
    const records = say(voice).flatMap((line, index): readonly LogRecord[] =>
      recordsOf(line, stampAt(time, first + index * 12_345, zone)),
    );
    return { time, records };
  }
}
