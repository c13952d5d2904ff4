export interface SilenceOptions {
  /** Milliseconds without progress before `onSilent`. */
  readonly idle: number;
  /** A number that changes whenever the peer said something, such as the bytes received so far. */
  readonly progress: () => number;
  /** Milliseconds by the clock on the wall, which goes on while the machine sleeps. */
  readonly now: () => number;
  /** Called once per `idle` of silence. */
  readonly onSilent: () => void;
}

export interface SilenceWatch {
  /** Milliseconds since something was heard, at most a third of `idle` too many. */
  silentFor(): number;
  stop(): void;
}

/** Checks this often within one idle time, so that silence is noticed at most a third of it late. */
const CHECKS = 3;

/**
 * Watches one connection for silence, by looking at a counter now and then: cheaper than a timer set anew for
 * each packet. Keeps no process alive.
 */
export function watchSilence({ idle, progress, now, onSilent }: SilenceOptions): SilenceWatch {
  let seen = progress();
  let heardAt = now();
  let checkedAt = heardAt;
  let quietChecks = 0;
  const timer = setInterval(() => {
    const present = progress();
    checkedAt = now();
    if (present !== seen) {
      seen = present;
      heardAt = checkedAt;
      quietChecks = 0;
      return;
    }
    quietChecks += 1;
    if (quietChecks < CHECKS) return;
    quietChecks = 0;
    onSilent();
  }, idle / CHECKS);
  timer.unref();
  return {
    // What was heard since the last check may have been heard right after it.
    silentFor: () => now() - (progress() === seen ? heardAt : checkedAt),
    stop: () => clearInterval(timer),
  };
}
