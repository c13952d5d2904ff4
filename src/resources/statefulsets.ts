import type { Row } from "../cache/types.ts";
import type { LabelSelectorObject } from "../lib/label-selector.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { verdict } from "./health.ts";
import { defineKind, type Health } from "./kind.ts";
import { beforeReadiness, isBehind, type Replicas, readiness, readyColumn } from "./replicas.ts";
import { count } from "./sentence.ts";
import {
  type PodTemplate,
  podsOfWorkload,
  type SelectorSummary,
  selectorFields,
  selectorText,
  summarizeTemplate,
  type TemplateSummary,
  templateColumns,
  templateFields,
} from "./workload.ts";

interface StatefulSet {
  readonly metadata: { readonly generation?: number };
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: LabelSelectorObject;
    readonly template?: PodTemplate;
    readonly updateStrategy?: {
      readonly type?: string;
      readonly rollingUpdate?: { readonly partition?: number };
    };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
  };
}

interface StatefulSetSummary extends Replicas, TemplateSummary, SelectorSummary {
  /** Pods still to be replaced by ones of the new revision; a partition keeps the rest as they are. */
  readonly outdated: number;
  /** Pods are replaced only when somebody deletes them. */
  readonly isOnDelete: boolean;
}

function summarize(statefulSet: StatefulSet): StatefulSetSummary {
  const spec = statefulSet.spec ?? {};
  const status = statefulSet.status ?? {};
  const desired = spec.replicas ?? 1;
  const { type, rollingUpdate } = spec.updateStrategy ?? {};
  const isUpdating = status.updateRevision !== status.currentRevision;
  const toUpdate = Math.max(0, desired - (rollingUpdate?.partition ?? 0));
  return {
    desired,
    current: status.replicas ?? 0,
    ready: status.readyReplicas ?? 0,
    outdated: isUpdating ? Math.max(0, toUpdate - (status.updatedReplicas ?? 0)) : 0,
    isOnDelete: type === "OnDelete",
    isBehind: isBehind(statefulSet.metadata.generation, status.observedGeneration),
    failure: undefined,
    selector: selectorText(spec.selector),
    ...summarizeTemplate(spec.template),
  };
}

function health(row: Row<StatefulSetSummary>, now: number): Health {
  const { desired, ready, outdated, isOnDelete } = row.summary;
  const before = beforeReadiness(row, now);
  if (before !== undefined) return before;
  if (outdated === 0) return readiness(row, now);
  const left = `${count(outdated, "replica")} of ${desired} left to update, ${ready} ready`;
  if (isOnDelete) return verdict("warn", "OnDelete", `${left}; pods are replaced only when deleted`);
  return verdict(ready < desired - 1 ? "warn" : "busy", "Progressing", `rolling out: ${left}`);
}

/** StatefulSets. */
export const statefulsets = defineKind<StatefulSetSummary>({
  gvr: { group: "apps", version: "v1", resource: "statefulsets" },
  kind: "StatefulSet",
  singular: "statefulset",
  shortNames: ["sts"],
  namespaced: true,
  doc: "Keeps numbered pods running, each with its own name and storage, and replaces them in order.",
  form: "object",
  fields: [
    "metadata.generation",
    "spec.replicas",
    ...selectorFields("spec.selector"),
    ...templateFields("spec.template"),
    "spec.updateStrategy.type",
    "spec.updateStrategy.rollingUpdate.partition",
    "status.observedGeneration",
    "status.replicas",
    "status.readyReplicas",
    "status.updatedReplicas",
    "status.currentRevision",
    "status.updateRevision",
  ],
  columns: [nameColumn, readyColumn(health), ...templateColumns, ageColumn],
  abilities: ["logs", "exec", "port-forward", "scale", "restart"],
  summarize: (object) => summarize(object as StatefulSet),
  health,
  drill: podsOfWorkload,
});
