import type { Clock } from "../lib/clock.ts";
import type { Failure } from "./types.ts";

/** The two requests a reflector makes. A WatchList is a WATCH. */
export type Verb = "list" | "watch";

/**
 * For so long, in ms, a server is not believed that denies what it granted before: one that starts answers 403 until it
 * has read who may do what (client-go tries again for ever, so it never meets this).
 */
const disbelief = 30_000;
/** How often WATCH is asked for again where it is denied, in ms: rights change, and nobody tells. */
const reviewInterval = 300_000;

/** What one server grants and denies of one resource, as far as its answers tell. */
export class Rights {
  readonly #clock: Clock;
  readonly #granted = new Set<Verb>();
  #asked: Verb = "watch";
  /** When a granted request was first denied; undefined while it is not. */
  #deniedSince: number | undefined;
  #watchDenied: Failure | undefined;
  #watchDeniedAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What was asked last. */
  get asked(): Verb {
    return this.#asked;
  }

  /** Why WATCH is not to be had, where it is not. */
  get watchDenied(): Failure | undefined {
    return this.#watchDenied;
  }

  /** Whether WATCH is worth asking for: it was not denied, or so long ago that it may be granted by now. */
  get mayWatch(): boolean {
    return this.#watchDenied === undefined || this.#clock.now() - this.#watchDeniedAt >= reviewInterval;
  }

  ask(verb: Verb): void {
    this.#asked = verb;
  }

  /** What was asked last is being answered. */
  grant(): void {
    this.#granted.add(this.#asked);
    this.#deniedSince = undefined;
    if (this.#asked === "watch") this.#watchDenied = undefined;
  }

  denyWatch(problem: Failure): void {
    this.#watchDenied = problem;
    this.#watchDeniedAt = this.#clock.now();
  }

  /** Whether what was asked last and is denied now was granted before, and too recently to be believed gone. */
  isUnbelievable({ code }: Failure): boolean {
    if (code !== 403 || !this.#granted.has(this.#asked)) return false;
    const now = this.#clock.now();
    this.#deniedSince ??= now;
    return now - this.#deniedSince < disbelief;
  }

  /** Rights may have changed: everything is asked for again. */
  forget(): void {
    this.#watchDenied = undefined;
  }
}
