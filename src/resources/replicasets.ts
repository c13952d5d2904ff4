import type { Row } from "../cache/types.ts";
import type { LabelSelectorObject } from "../lib/label-selector.ts";
import { ageColumn, countColumn, levelTone, nameColumn } from "./columns.ts";
import type { Condition } from "./conditions.ts";
import { defineKind, type Health } from "./kind.ts";
import { beforeReadiness, isBehind, type Replicas, readiness, replicaFailure } from "./replicas.ts";
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

interface ReplicaSet {
  readonly metadata: { readonly generation?: number };
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: LabelSelectorObject;
    readonly template?: PodTemplate;
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

interface ReplicaSetSummary extends Replicas, TemplateSummary, SelectorSummary {}

function summarize(replicaSet: ReplicaSet): ReplicaSetSummary {
  const spec = replicaSet.spec ?? {};
  const status = replicaSet.status ?? {};
  return {
    desired: spec.replicas ?? 1,
    current: status.replicas ?? 0,
    ready: status.readyReplicas ?? 0,
    isBehind: isBehind(replicaSet.metadata.generation, status.observedGeneration),
    failure: replicaFailure(status.conditions),
    selector: selectorText(spec.selector),
    ...summarizeTemplate(spec.template),
  };
}

function health(row: Row<ReplicaSetSummary>, now: number): Health {
  return beforeReadiness(row, now) ?? readiness(row, now);
}

/** ReplicaSets. */
export const replicasets = defineKind<ReplicaSetSummary>({
  gvr: { group: "apps", version: "v1", resource: "replicasets" },
  kind: "ReplicaSet",
  singular: "replicaset",
  shortNames: ["rs"],
  namespaced: true,
  doc: "Keeps a number of equal pods running; usually one revision of a Deployment.",
  form: "object",
  fields: [
    "metadata.generation",
    "spec.replicas",
    ...selectorFields("spec.selector"),
    ...templateFields("spec.template"),
    "status.observedGeneration",
    "status.replicas",
    "status.readyReplicas",
    "status.conditions.type",
    "status.conditions.status",
    "status.conditions.reason",
    "status.conditions.message",
  ],
  columns: [
    nameColumn,
    countColumn(
      { id: "desired", header: "DESIRED", doc: "Pods wanted.", priority: 2 },
      ({ desired }) => desired,
    ),
    countColumn(
      { id: "current", header: "CURRENT", doc: "Pods there are.", priority: 4 },
      ({ current }) => current,
    ),
    countColumn(
      {
        id: "ready",
        header: "READY",
        doc: "Pods that are ready.",
        priority: 1,
        tone: (row, now) => levelTone(health(row, now).level),
      },
      ({ ready }) => ready,
    ),
    ...templateColumns,
    selectorColumn,
    ageColumn,
  ],
  abilities: ["logs", "scale", "port-forward"],
  summarize: (object) => summarize(object as ReplicaSet),
  health,
  drill: podsOfWorkload,
});
