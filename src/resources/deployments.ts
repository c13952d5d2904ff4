import type { Row } from "../cache/types.ts";
import type { LabelSelectorObject } from "../lib/label-selector.ts";
import { ageColumn, countColumn, nameColumn } from "./columns.ts";
import { type Condition, conditionOf } from "./conditions.ts";
import { verdict } from "./health.ts";
import { defineKind, type Health } from "./kind.ts";
import {
  beforeReadiness,
  isBehind,
  type Replicas,
  readiness,
  readyColumn,
  readyWords,
  replicaFailure,
} from "./replicas.ts";
import { count } from "./sentence.ts";
import {
  type PodTemplate,
  podsOfWorkload,
  type SelectorSummary,
  selectorColumn,
  selectorFields,
  selectorText,
  summarizeTemplate,
  type TemplateSummary,
  templateColumns,
  templateFields,
} from "./workload.ts";

interface Deployment {
  readonly metadata: { readonly generation?: number };
  readonly spec?: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly selector?: LabelSelectorObject;
    readonly template?: PodTemplate;
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

interface DeploymentSummary extends Replicas, TemplateSummary, SelectorSummary {
  readonly updated: number;
  readonly available: number;
  readonly isPaused: boolean;
  /** The rollout made no progress for `progressDeadlineSeconds`. */
  readonly isStuck: boolean;
  /** The last rollout reached its end; pods that are missing now were lost later. */
  readonly isRolledOut: boolean;
}

function summarize(deployment: Deployment): DeploymentSummary {
  const spec = deployment.spec ?? {};
  const status = deployment.status ?? {};
  const progress = conditionOf(status.conditions, "Progressing")?.reason;
  return {
    desired: spec.replicas ?? 1,
    current: status.replicas ?? 0,
    ready: status.readyReplicas ?? 0,
    updated: status.updatedReplicas ?? 0,
    available: status.availableReplicas ?? 0,
    isBehind: isBehind(deployment.metadata.generation, status.observedGeneration),
    isPaused: spec.paused === true,
    isStuck: progress === "ProgressDeadlineExceeded",
    isRolledOut: progress === "NewReplicaSetAvailable",
    failure: replicaFailure(status.conditions),
    selector: selectorText(spec.selector),
    ...summarizeTemplate(spec.template),
  };
}

// The order of `kubectl rollout status`: new pods first, then old ones, then availability.
function health(row: Row<DeploymentSummary>, now: number): Health {
  const { summary } = row;
  const { desired, current, ready, updated, available, isPaused, isStuck, isRolledOut } = summary;
  const before = beforeReadiness(row, now);
  if (before !== undefined) return before;
  const progress = `${updated} of ${count(desired, "replica")} updated, ${ready} ready`;
  if (isStuck)
    return verdict(
      available > 0 ? "warn" : "bad",
      "ProgressDeadlineExceeded",
      `rollout is stuck: ${progress}`,
    );
  if (updated < desired)
    return isPaused
      ? verdict("warn", "DeploymentPaused", `rollout is paused: ${progress}`)
      : verdict("busy", "ReplicaSetUpdated", `rolling out: ${progress}`);
  if (current > updated)
    return verdict(
      "busy",
      "ReplicaSetUpdated",
      `rolling out: ${count(current - updated, "old pod")} left to stop`,
    );
  if (available >= desired) return readiness(row, now);
  if (ready >= desired)
    return verdict(
      "busy",
      "MinimumReplicasUnavailable",
      `${available} of ${count(desired, "replica")} available`,
    );
  if (!isRolledOut) return verdict("busy", "ReplicaSetUpdated", `rolling out: ${readyWords(summary)}`);
  return readiness(row, now, "MinimumReplicasUnavailable");
}

/** Deployments. */
export const deployments = defineKind<DeploymentSummary>({
  gvr: { group: "apps", version: "v1", resource: "deployments" },
  kind: "Deployment",
  singular: "deployment",
  shortNames: ["deploy"],
  namespaced: true,
  doc: "Keeps a number of equal pods running and replaces them gradually when their template changes.",
  form: "object",
  fields: [
    "metadata.generation",
    "spec.replicas",
    "spec.paused",
    ...selectorFields("spec.selector"),
    ...templateFields("spec.template"),
    "status.observedGeneration",
    "status.replicas",
    "status.updatedReplicas",
    "status.readyReplicas",
    "status.availableReplicas",
    "status.conditions.type",
    "status.conditions.status",
    "status.conditions.reason",
    "status.conditions.message",
  ],
  columns: [
    nameColumn,
    readyColumn(health),
    countColumn(
      { id: "up-to-date", header: "UP-TO-DATE", doc: "Pods made from the present template.", priority: 4 },
      ({ updated }) => updated,
    ),
    countColumn(
      {
        id: "available",
        header: "AVAILABLE",
        doc: "Pods that have been ready for at least minReadySeconds.",
        priority: 5,
      },
      ({ available }) => available,
    ),
    ...templateColumns,
    selectorColumn,
    ageColumn,
  ],
  abilities: ["logs", "exec", "port-forward", "scale", "restart"],
  summarize: (object) => summarize(object as Deployment),
  health,
  drill: podsOfWorkload,
});
