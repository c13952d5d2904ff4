import type { Row } from "../cache/types.ts";
import { levelTone, share } from "./columns.ts";
import { type Condition, conditionOf } from "./conditions.ts";
import { deletion, healthy, isYoung, verdict } from "./health.ts";
import type { Column, Health } from "./kind.ts";
import { count, shorten } from "./sentence.ts";

/** What judging a set of equal pods needs, whatever controller keeps it. */
export interface Replicas {
  readonly desired: number;
  /** Pods there are, old ones included. */
  readonly current: number;
  readonly ready: number;
  /** The spec changed and the controller has not looked at it yet, so its status tells of the past. */
  readonly isBehind: boolean;
  /** Why pods cannot be made at all, from the condition `ReplicaFailure`. */
  readonly failure: Condition | undefined;
}

/** Whether the controller has yet to see the latest spec. */
export function isBehind(generation: number | undefined, observed: number | undefined): boolean {
  return (generation ?? 0) > (observed ?? 0);
}

/** Kept only while it is true. */
export function replicaFailure(conditions: readonly Condition[] | undefined): Condition | undefined {
  const failure = conditionOf(conditions, "ReplicaFailure");
  if (failure?.status !== "True") return undefined;
  return { reason: failure.reason ?? "ReplicaFailure", message: shorten(failure.message) };
}

/** What comes before any question of readiness; `undefined` where that question is the one to ask. */
export function beforeReadiness(row: Row<Replicas>, now: number): Health | undefined {
  const { desired, current, failure, isBehind } = row.summary;
  const leaving = deletion(row, now);
  if (leaving !== undefined) return leaving;
  if (isBehind)
    return verdict("busy", "Progressing", "its controller has not taken up the latest change yet");
  if (failure !== undefined) return verdict("bad", failure.reason ?? "", failure.message);
  if (desired > 0) return undefined;
  return current > 0
    ? verdict("busy", "Progressing", `scaled to zero, ${count(current, "pod")} left to stop`)
    : verdict("done", "", "scaled to zero");
}

/** Whether as many pods are ready as are wanted. */
export function readiness(row: Row<Replicas>, now: number, reason = "NotReady"): Health {
  const { desired, ready } = row.summary;
  if (ready >= desired) return healthy;
  const level = isYoung(row, now) ? "busy" : ready === 0 ? "bad" : "warn";
  return verdict(level, reason, readyWords(row.summary));
}

/** `3 of 5 replicas ready`. */
export function readyWords({ ready, desired }: Replicas): string {
  return `${ready} of ${count(desired, "replica")} ready`;
}

/** READY as `3/5`, for the kinds whose tables print it so. */
export function readyColumn<S extends Replicas>(health: (row: Row<S>, now: number) => Health): Column<S> {
  return {
    id: "ready",
    header: "READY",
    doc: "Ready pods, of those wanted.",
    value: ({ summary }) => share(summary.ready, summary.desired),
    text: ({ summary }) => `${summary.ready}/${summary.desired}`,
    tone: (row, now) => levelTone(health(row, now).level),
    align: "right",
    priority: 1,
  };
}
