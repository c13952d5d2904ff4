import type { Row } from "../cache/types.ts";
import { formatAge } from "../lib/age.ts";
import type { Health, HealthLevel } from "./kind.ts";

const second = 1000;
const minute = 60 * second;

/** All is well; one shared value, since most rows are. */
export const healthy: Health = Object.freeze({ level: "ok", reason: "" });

/** How long a state may last before it counts as trouble, in milliseconds. */
export const grace = {
  /** Scheduling takes a moment. */
  scheduling: 10 * second,
  /** Images are pulled, volumes mounted, controllers look around. */
  starting: minute,
  /** Load balancers are built elsewhere. */
  address: 2 * minute,
  /** Init containers do real work, such as migrations. */
  initializing: 5 * minute,
  /** A kubelet may need a little longer than the grace period it was given. */
  stopping: 30 * second,
  /** A crash that is over is still worth a look. */
  recovered: 10 * minute,
} as const;

/** A verdict; without a sentence where the reason says it all. */
export function verdict(level: HealthLevel, reason: string, sentence?: string): Health {
  return sentence === undefined || sentence === "" ? { level, reason } : { level, reason, sentence };
}

/** Whether an object is so new that a state is no news. */
export function isYoung(row: Row, now: number, limit: number = grace.starting): boolean {
  return now - row.createdAt < limit;
}

/**
 * An object that is being deleted but is still there: something holds it, and that something is a finalizer.
 * `undefined` for an object that stays. Pods have rules of their own.
 */
export function deletion(row: Row, now: number, waitsFor = "a finalizer holds it"): Health | undefined {
  if (row.deletedAt === undefined) return undefined;
  const elapsed = now - row.deletedAt;
  const words = `being deleted for ${formatAge(elapsed)}`;
  if (elapsed < grace.starting) return verdict("busy", "Terminating", words);
  return verdict("warn", "Terminating", `${words}: ${waitsFor}`);
}
