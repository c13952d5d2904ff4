/**
 * Lets a few lists run at a time and the others wait their turn, so that opening many kinds at once does not run
 * into the server's priority and fairness limits.
 */
export class StartGate {
  readonly #limit: number;
  readonly #queue: (() => void)[] = [];
  #inside = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves with the function that leaves again; calling it twice is harmless. Rejects when the signal aborts. */
  async enter(signal: AbortSignal): Promise<() => void> {
    if (this.#inside >= this.#limit) await this.#turn(signal);
    else this.#inside += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.#queue.shift();
      if (next) next();
      else this.#inside -= 1;
    };
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const take = () => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#queue.splice(this.#queue.indexOf(take), 1);
        reject(signal.reason);
      };
      this.#queue.push(take);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }
}
