/** Long enough that a herd of watches does not keep a failing source busy, short enough for an impatient user. */
export const FAILURE_HOLD_MS = 5000;

export interface SharedRunOptions {
  now(): number;
  /** Milliseconds for which a failure that just happened is given to whoever asks, without another run. */
  holdFailure(): number;
  /** Set for a run that must not be stopped half-way: it goes on when nobody waits any more. */
  readonly finishesAlone?: boolean;
}

/**
 * One run of something costly for all who ask while it lasts. A waiter whose signal aborts leaves with the signal's
 * reason; when the last one has left, the run itself is aborted. A failure is held for a while: some forty watches may
 * each try again every few seconds.
 */
export class SharedRun<T> {
  readonly #start: (signal: AbortSignal) => Promise<T>;
  readonly #options: SharedRunOptions;
  #current: { readonly result: Promise<T>; readonly abort: AbortController; waiters: number } | undefined;
  #failure: { readonly error: unknown; readonly until: number } | undefined;

  constructor(start: (signal: AbortSignal) => Promise<T>, options: SharedRunOptions) {
    this.#start = start;
    this.#options = options;
  }

  async join(signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#failure !== undefined && this.#options.now() < this.#failure.until) throw this.#failure.error;
    const run = this.#current ?? this.#begin();
    run.waiters += 1;
    try {
      return await orAborted(run.result, signal);
    } finally {
      run.waiters -= 1;
      if (run.waiters === 0 && this.#current === run && this.#options.finishesAlone !== true) {
        // Nobody may join a run that is being given up.
        this.#current = undefined;
        run.abort.abort(signal?.reason);
      }
    }
  }

  /** Lets the next who asks start a run although a failure is still held. */
  forgetFailure(): void {
    this.#failure = undefined;
  }

  #begin() {
    const abort = new AbortController();
    const run = { result: this.#start(abort.signal), abort, waiters: 0 };
    this.#current = run;
    const end = () => {
      if (this.#current === run) this.#current = undefined;
    };
    run.result.then(
      () => {
        end();
        this.#failure = undefined;
      },
      (error: unknown) => {
        end();
        if (abort.signal.aborted) return;
        this.#failure = { error, until: this.#options.now() + this.#options.holdFailure() };
      },
    );
    return run;
  }
}

function orAborted<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return result;
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
