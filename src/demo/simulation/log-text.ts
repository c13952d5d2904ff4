import type { Container, Pod } from "../objects.ts";
import { Random } from "../random.ts";
import { behaviourOf } from "./behaviour.ts";

/** One line and when it was written, in milliseconds. */
export interface LogLine {
  readonly time: number;
  readonly text: string;
}

/** Milliseconds between two lines, on average. */
const pace = 1700;
/** A kubelet keeps the newest 10 MiB; so many lines are not far from it and cheap to make. */
const kept = 5000;

/**
 * What one run of a container writes. Nothing is stored: line n of a run is always the same, made from the pod, the
 * container and n, so that reading, following and reading again agree.
 */
export class LogText {
  /** When the run began, as its status says. */
  readonly startedAt: string;
  readonly ended: boolean;
  readonly #start: number;
  readonly #end: number;
  readonly #seed: number;
  readonly #container: Container;

  constructor(pod: Pod, container: Container, startedAt: string, finishedAt: string | undefined) {
    this.startedAt = startedAt;
    this.ended = finishedAt !== undefined;
    this.#container = container;
    this.#start = Date.parse(startedAt);
    this.#end = finishedAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(finishedAt);
    const identity = `${pod.metadata.uid}${container.name}${startedAt}`;
    this.#seed = [...identity].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  }

  /** All lines that are kept, up to a time. */
  linesUntil(time: number): readonly LogLine[] {
    const last = this.#countUntil(time);
    return this.#lines(Math.max(0, last - kept), last, time);
  }

  /** The lines after one time up to another. */
  linesBetween(after: number, until: number): readonly LogLine[] {
    return this.#lines(this.#countUntil(after), this.#countUntil(until), until);
  }

  /** When the next line after a time is due. */
  nextAfter(time: number): number {
    return this.#timeOf(this.#countUntil(time));
  }

  // Lines come at even steps with a wobble of less than half a step, so that their order never changes.
  #timeOf(index: number): number {
    return (
      this.#start + 150 + index * pace + Math.floor((index === 0 ? 0 : this.#noise(index)) * pace * 0.45)
    );
  }

  #countUntil(time: number): number {
    const guess = Math.max(0, Math.floor((Math.min(time, this.#end) - this.#start) / pace) - 1);
    let count = guess;
    while (this.#timeOf(count) <= Math.min(time, this.#end)) count += 1;
    return count;
  }

  #lines(from: number, to: number, time: number): readonly LogLine[] {
    const lines = Array.from({ length: Math.max(0, to - from) }, (_, index) => ({
      time: this.#timeOf(from + index),
      text: this.#text(from + index),
    }));
    const { ends } = behaviourOf(this.#container);
    const last = this.#end <= time ? ends?.lastWords : undefined;
    return last === undefined ? lines : [...lines, { time: this.#end, text: record("error", last, {}) }];
  }

  #text(index: number): string {
    if (index === 0)
      return record("info", "starting", { version: this.#container.image.split(":").at(-1) ?? "" });
    if (index === 1 && this.#container.ports?.[0] !== undefined)
      return record("info", "listening", { addr: `:${this.#container.ports[0].containerPort}` });
    const random = new Random(this.#seed + index * 7919);
    const roll = random.next();
    if (roll < 0.012)
      return record("error", "request failed", {
        path: random.pick(paths),
        status: 502,
        err: "upstream: connection reset by peer",
      });
    if (roll < 0.04)
      return record("warn", "slow request", { path: random.pick(paths), durMs: random.between(900, 4200) });
    if (roll < 0.07) return record("debug", "cache refreshed", { keys: random.between(120, 900) });
    return record("info", "handled request", {
      method: random.pick(["GET", "GET", "GET", "POST"]),
      path: random.pick(paths),
      status: random.pick([200, 200, 200, 201, 204, 304]),
      durMs: random.between(3, 95),
      trace: random.hex(16),
    });
  }

  #noise(index: number): number {
    return new Random(this.#seed ^ index).next();
  }
}

const paths = [
  "/v1/orders",
  "/v1/orders/77120",
  "/v1/payments",
  "/v1/carts/8f2c",
  "/v1/quotes",
  "/healthz",
] as const;

function record(level: string, message: string, fields: Readonly<Record<string, string | number>>): string {
  return JSON.stringify({ level, msg: message, ...fields });
}
