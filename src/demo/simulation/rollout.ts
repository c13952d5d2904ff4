import { timestamp } from "../clock.ts";
import { type Condition, conditionOf, type Deployment, replaceCondition, withCondition } from "../objects.ts";

/** `maxSurge` rounds up, `maxUnavailable` down; both zero would never move, so one may then be missing. */
export function rolloutLimits({ spec }: Deployment): {
  readonly surge: number;
  readonly unavailable: number;
} {
  const { maxSurge = "25%", maxUnavailable = "25%" } = spec.strategy.rollingUpdate ?? {};
  const surge = amount(maxSurge, spec.replicas, Math.ceil);
  const unavailable = amount(maxUnavailable, spec.replicas, Math.floor);
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

/**
 * The conditions of a Deployment whose pods have come to these counts.
 * @param replicaSet the name of the set with the present template
 * @param now milliseconds
 */
export function rolloutConditions(
  deployment: Deployment,
  counts: Deployment["status"],
  replicaSet: string,
  now: number,
): readonly Condition[] {
  const available = availability(deployment, counts, now);
  const progressing = progress(deployment, counts, replicaSet, now);
  return replaceCondition(withCondition(deployment.status.conditions, available), progressing);
}

/** Milliseconds after its last progress when a rollout counts as failed, `undefined` when none is under way. */
export function progressDeadline({ spec, status }: Deployment): number | undefined {
  const last = conditionOf(status.conditions, "Progressing");
  if (last?.reason !== "ReplicaSetUpdated") return undefined;
  return Date.parse(last.lastUpdateTime ?? "") + deadlineOf(spec);
}

function availability(deployment: Deployment, counts: Deployment["status"], now: number): Condition {
  const { unavailable } = rolloutLimits(deployment);
  const enough = (counts.availableReplicas ?? 0) >= deployment.spec.replicas - unavailable;
  return enough
    ? condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
    : condition(
        "Available",
        "False",
        "MinimumReplicasUnavailable",
        "Deployment does not have minimum availability.",
        now,
      );
}

function progress(
  deployment: Deployment,
  counts: Deployment["status"],
  name: string,
  now: number,
): Condition {
  const { spec, status } = deployment;
  const state = (value: Condition["status"], reason: string, message: string) =>
    condition("Progressing", value, reason, message, now);
  if (spec.paused === true) return state("Unknown", "DeploymentPaused", "Deployment is paused");
  const last = conditionOf(status.conditions, "Progressing");
  // Scaling what has been rolled out is no new rollout.
  if (counts.replicas === counts.updatedReplicas && last?.reason === "NewReplicaSetAvailable") return last;
  if (isComplete(spec.replicas, counts))
    return state("True", "NewReplicaSetAvailable", `ReplicaSet "${name}" has successfully progressed.`);
  const moved = countFields.some((field) => (status[field] ?? 0) !== (counts[field] ?? 0));
  if (last?.reason === "ProgressDeadlineExceeded" && !moved) return last;
  if (moved || last?.reason !== "ReplicaSetUpdated")
    return state("True", "ReplicaSetUpdated", `ReplicaSet "${name}" is progressing.`);
  if (now - Date.parse(last.lastUpdateTime ?? "") < deadlineOf(spec)) return last;
  return state("False", "ProgressDeadlineExceeded", `ReplicaSet "${name}" has timed out progressing.`);
}

const countFields = ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"] as const;

function isComplete(
  wanted: number,
  { replicas, updatedReplicas, availableReplicas }: Deployment["status"],
): boolean {
  return replicas === wanted && updatedReplicas === wanted && availableReplicas === wanted;
}

function deadlineOf({ progressDeadlineSeconds = 600 }: Deployment["spec"]): number {
  return progressDeadlineSeconds * 1000;
}

function condition(
  type: string,
  status: Condition["status"],
  reason: string,
  message: string,
  now: number,
): Condition {
  const time = timestamp(now);
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

function amount(value: number | string, total: number, round: (value: number) => number): number {
  return typeof value === "number" ? value : round((Number.parseInt(value, 10) / 100) * total);
}
