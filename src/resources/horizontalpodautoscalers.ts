import type { Row } from "../cache/types.ts";
import { ageColumn, countColumn, levelTone, nameColumn } from "./columns.ts";
import { type Condition, conditionOf } from "./conditions.ts";
import { guessResource } from "./guess-resource.ts";
import { deletion, healthy, isYoung, verdict } from "./health.ts";
import { type CurrentMetric, type MetricSpec, targetsText } from "./hpa-targets.ts";
import { defineKind, type Health } from "./kind.ts";

import { count, innermost, shorten } from "./sentence.ts";

interface Autoscaler {
  readonly spec?: {
    readonly scaleTargetRef?: {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly name?: string;
    };
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly metrics?: readonly MetricSpec[];
  };
  readonly status?: {
    readonly currentReplicas?: number;
    readonly currentMetrics?: readonly CurrentMetric[];
    readonly conditions?: readonly Condition[];
  };
}

interface AutoscalerSummary {
  readonly targetResource: string;
  readonly targetKind: string;
  readonly targetName: string;
  readonly targets: string;
  /** `undefined` where it is not set, which means 1. */
  readonly min: number | undefined;
  readonly max: number;
  readonly replicas: number;
  /** The condition that says it does not scale, or cannot scale further. */
  readonly obstacle: Condition | undefined;
}

function summarize(autoscaler: Autoscaler): AutoscalerSummary {
  const spec = autoscaler.spec ?? {};
  const status = autoscaler.status ?? {};
  const { apiVersion, kind = "", name = "" } = spec.scaleTargetRef ?? {};
  return {
    targetResource: guessResource(kind, apiVersion),
    targetKind: kind,
    targetName: name,
    targets: targetsText(spec.metrics ?? [], status.currentMetrics ?? []),
    min: spec.minReplicas,
    max: spec.maxReplicas ?? 0,
    replicas: status.currentReplicas ?? 0,
    obstacle: obstacleOf(status.conditions),
  };
}

function obstacleOf(conditions: readonly Condition[] | undefined): Condition | undefined {
  const found = ["AbleToScale", "ScalingActive"]
    .map((type) => conditionOf(conditions, type))
    .find((condition) => condition?.status === "False");
  const limited = conditionOf(conditions, "ScalingLimited");
  // At the minimum is where an idle workload should be.
  const isAtMost = limited?.status === "True" && limited.reason === "TooManyReplicas";
  const obstacle = found ?? (isAtMost ? limited : undefined);
  if (obstacle === undefined) return undefined;
  const { type = "", reason = "", message = "" } = obstacle;
  return { type, reason, message: shorten(innermost(message)) };
}

function health(row: Row<AutoscalerSummary>, now: number): Health {
  const { obstacle, max } = row.summary;
  const leaving = deletion(row, now);
  if (leaving !== undefined) return leaving;
  if (obstacle === undefined) return healthy;
  const { type, reason = "", message } = obstacle;
  if (type === "ScalingLimited")
    return verdict("warn", reason, `wants more than its maximum of ${count(max, "replica")}`);
  if (reason === "ScalingDisabled") return verdict("done", reason, "its target is scaled to zero");
  return verdict(
    isYoung(row, now) ? "busy" : type === "AbleToScale" ? "bad" : "warn",
    reason,
    `does not scale: ${message || reason}`,
  );
}

/** HorizontalPodAutoscalers. */
export const horizontalpodautoscalers = defineKind<AutoscalerSummary>({
  gvr: { group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers" },
  kind: "HorizontalPodAutoscaler",
  singular: "horizontalpodautoscaler",
  shortNames: ["hpa"],
  namespaced: true,
  doc: "Changes the number of a workload's replicas as its load changes.",
  form: "object",
  fields: [
    "spec.scaleTargetRef.apiVersion",
    "spec.scaleTargetRef.kind",
    "spec.scaleTargetRef.name",
    "spec.minReplicas",
    "spec.maxReplicas",
    "spec.metrics",
    "status.currentReplicas",
    "status.currentMetrics",
    "status.conditions.type",
    "status.conditions.status",
    "status.conditions.reason",
    "status.conditions.message",
  ],
  columns: [
    nameColumn,
    {
      id: "reference",
      header: "REFERENCE",
      doc: "What it scales.",
      value: ({ summary }) => `${summary.targetKind}/${summary.targetName}`,
      maxWidth: 48,
      minWidth: 16,
      cut: "middle",
      priority: 4,
    },
    {
      id: "targets",
      header: "TARGETS",
      doc: "Each measured value, and the one it aims at.",
      value: ({ summary }) => summary.targets,
      tone: (row, now) => levelTone(health(row, now).level),
      minWidth: 16,
      priority: 1,
    },
    {
      id: "minpods",
      header: "MINPODS",
      doc: "The fewest replicas it sets.",
      value: ({ summary }) => summary.min ?? 1,
      text: ({ summary }) => (summary.min === undefined ? "<unset>" : String(summary.min)),
      align: "right",
      priority: 6,
    },
    countColumn(
      { id: "maxpods", header: "MAXPODS", doc: "The most replicas it sets.", priority: 5 },
      ({ max }) => max,
    ),
    countColumn(
      { id: "replicas", header: "REPLICAS", doc: "Replicas there are now.", priority: 2 },
      ({ replicas }) => replicas,
    ),
    ageColumn,
  ],
  abilities: [],
  summarize: (object) => summarize(object as Autoscaler),
  health,
  drill: ({ namespace, summary: { targetResource, targetName } }) =>
    targetName === ""
      ? undefined
      : { resource: targetResource, scope: { namespace, fieldSelector: `metadata.name=${targetName}` } },
});
