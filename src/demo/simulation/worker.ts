import { StatusError } from "../api/status-error.ts";
import type { Clock } from "../clock.ts";

/** Milliseconds after which a write that lost a race is tried again. */
const retryDelay = 1000;

/**
 * A controller's work queue: keys are handled once each, a moment after they were added, all that came together in
 * one go. Handling reads the newest state, so a key says only that something about it may have changed.
 */
export class Worker {
  readonly #clock: Clock;
  readonly #latency: number;
  readonly #sync: (key: string) => void;
  readonly #later = new Map<string, () => void>();
  #queue = new Set<string>();
  #scheduled = false;

  /** @param latency milliseconds between a change and its handling. */
  constructor(clock: Clock, latency: number, sync: (key: string) => void) {
    this.#clock = clock;
    this.#latency = latency;
    this.#sync = sync;
  }

  add(key: string): void {
    this.#queue.add(key);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.after(this.#latency, () => this.#drain());
  }

  /** Handles a key at a later time; a new time for the same key replaces the old one. */
  addAfter(key: string, delay: number): void {
    this.#later.get(key)?.();
    const cancel = this.#clock.after(delay, () => {
      this.#later.delete(key);
      this.#handle(key);
    });
    this.#later.set(key, cancel);
  }

  #drain(): void {
    const keys = this.#queue;
    this.#queue = new Set();
    this.#scheduled = false;
    for (const key of keys) this.#handle(key);
  }

  // A refusal here is a lost race with a client's write; anything else is a bug and must not be hidden.
  #handle(key: string): void {
    try {
      this.#sync(key);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.addAfter(key, retryDelay);
    }
  }
}
