import type { Clock } from "../../src/lib/clock.ts";

/** A clock on which waits pass many times faster than they say, so that back-offs of minutes are over in seconds. */
export function fastClock(speed: number): Clock {
  const start = performance.now();
  const epoch = Date.UTC(2026, 10, 17, 14);
  return {
    now: () => epoch + (performance.now() - start) * speed,
    random: Math.random,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          clearTimeout(timer);
          reject(signal?.reason);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener("abort", stop);
          resolve();
        }, ms / speed);
        signal?.addEventListener("abort", stop, { once: true });
      }),
  };
}
