// Waiting without sleeping: a check is repeated until it holds or its time is up.
import { setTimeout as delay } from "node:timers/promises";

export interface UntilOptions {
  /** Milliseconds until it counts as failed. */
  readonly within?: number;
  /** Milliseconds between two checks. */
  readonly every?: number;
}

/** What the check gave once that was neither false nor undefined. The error of the last check tells why it never was. */
export async function until<T>(
  what: string,
  check: () => Promise<T | false | undefined>,
  { within = 30_000, every = 50 }: UntilOptions = {},
): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    let cause: unknown;
    try {
      const value = await check();
      if (value !== false && value !== undefined) return value;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${within / 1000} s: ${what}`, { cause });
    await delay(every);
  }
}
