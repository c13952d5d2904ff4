import { formatAge } from "../lib/age.ts";

/** A timestamp as objects carry it; the zero time comes as `null`. */
export type Timestamp = string | null;

/** Milliseconds since the epoch; 0 for no time at all. */
export function timeOf(timestamp: Timestamp | undefined): number {
  const time = timestamp ? Date.parse(timestamp) : 0;
  return Number.isNaN(time) ? 0 : time;
}

/** How long ago, as the server's tables print it. `0` and `NaN` are no time at all. */
export function sinceText(time: number, now: number): string {
  return time ? formatAge(now - time) : "<unknown>";
}

/** How long ago in milliseconds, for sorting; `undefined` for no time at all. */
export function sinceValue(time: number, now: number): number | undefined {
  return time ? now - time : undefined;
}
