import type { Row } from "../cache/types.ts";
import type { LabelSelectorObject } from "../lib/label-selector.ts";
import { ageColumn, countColumn, levelTone, nameColumn, orLast, orNone } from "./columns.ts";
import { deletion, healthy, isYoung, verdict } from "./health.ts";
import { defineKind, type Health } from "./kind.ts";
import { labelsText } from "./labels-text.ts";
import { isBehind } from "./replicas.ts";
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

interface DaemonSet {
  readonly metadata: { readonly generation?: number };
  readonly spec?: {
    readonly selector?: LabelSelectorObject;
    readonly template?: PodTemplate & {
      readonly spec?: { readonly nodeSelector?: Readonly<Record<string, string>> };
    };
    readonly updateStrategy?: { readonly type?: string };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly desiredNumberScheduled?: number;
    readonly currentNumberScheduled?: number;
    readonly numberReady?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
  };
}

interface DaemonSetSummary extends TemplateSummary, SelectorSummary {
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  readonly updated: number;
  readonly available: number;
  readonly nodeSelector: string;
  readonly isBehind: boolean;
  /** Pods are replaced only when somebody deletes them. */
  readonly isOnDelete: boolean;
}

function summarize(daemonSet: DaemonSet): DaemonSetSummary {
  const spec = daemonSet.spec ?? {};
  const status = daemonSet.status ?? {};
  return {
    desired: status.desiredNumberScheduled ?? 0,
    current: status.currentNumberScheduled ?? 0,
    ready: status.numberReady ?? 0,
    updated: status.updatedNumberScheduled ?? 0,
    available: status.numberAvailable ?? 0,
    nodeSelector: labelsText(spec.template?.spec?.nodeSelector),
    isBehind: isBehind(daemonSet.metadata.generation, status.observedGeneration),
    isOnDelete: spec.updateStrategy?.type === "OnDelete",
    selector: selectorText(spec.selector),
    ...summarizeTemplate(spec.template),
  };
}

function health(row: Row<DaemonSetSummary>, now: number): Health {
  const { desired, ready, updated, isBehind, isOnDelete } = row.summary;
  const leaving = deletion(row, now);
  if (leaving !== undefined) return leaving;
  if (isBehind)
    return verdict("busy", "Progressing", "its controller has not taken up the latest change yet");
  if (desired === 0) return verdict("done", "", "no node is meant to run it");
  const readyNodes = `ready on ${ready} of ${count(desired, "node")}`;
  if (updated < desired)
    return isOnDelete
      ? verdict(
          "warn",
          "OnDelete",
          `updated on ${updated} of ${count(desired, "node")}; pods are replaced only when deleted`,
        )
      : verdict(
          "busy",
          "Progressing",
          `rolling out: updated on ${updated} of ${count(desired, "node")}, ${readyNodes}`,
        );
  if (ready >= desired) return healthy;
  return verdict(isYoung(row, now) ? "busy" : ready === 0 ? "bad" : "warn", "NotReady", readyNodes);
}

/** DaemonSets. */
export const daemonsets = defineKind<DaemonSetSummary>({
  gvr: { group: "apps", version: "v1", resource: "daemonsets" },
  kind: "DaemonSet",
  singular: "daemonset",
  shortNames: ["ds"],
  namespaced: true,
  doc: "Keeps one pod running on every node, or on every node of a sort.",
  form: "object",
  fields: [
    "metadata.generation",
    ...selectorFields("spec.selector"),
    ...templateFields("spec.template"),
    "spec.template.spec.nodeSelector",
    "spec.updateStrategy.type",
    "status.observedGeneration",
    "status.desiredNumberScheduled",
    "status.currentNumberScheduled",
    "status.numberReady",
    "status.updatedNumberScheduled",
    "status.numberAvailable",
  ],
  columns: [
    nameColumn,
    countColumn(
      { id: "desired", header: "DESIRED", doc: "Nodes meant to run a pod of it.", priority: 2 },
      ({ desired }) => desired,
    ),
    countColumn(
      { id: "current", header: "CURRENT", doc: "Nodes that run a pod of it.", priority: 6 },
      ({ current }) => current,
    ),
    countColumn(
      {
        id: "ready",
        header: "READY",
        doc: "Nodes with a ready pod.",
        priority: 1,
        tone: (row, now) => levelTone(health(row, now).level),
      },
      ({ ready }) => ready,
    ),
    countColumn(
      {
        id: "up-to-date",
        header: "UP-TO-DATE",
        doc: "Nodes with a pod of the present template.",
        priority: 4,
      },
      ({ updated }) => updated,
    ),
    countColumn(
      {
        id: "available",
        header: "AVAILABLE",
        doc: "Nodes whose pod has been ready for at least minReadySeconds.",
        priority: 5,
      },
      ({ available }) => available,
    ),
    {
      id: "node-selector",
      header: "NODE SELECTOR",
      doc: "Labels a node must have.",
      value: ({ summary }) => orLast(summary.nodeSelector),
      text: ({ summary }) => orNone(summary.nodeSelector),
      maxWidth: 40,
      minWidth: 13,
      priority: 7,
    },
    ...templateColumns,
    selectorColumn,
    ageColumn,
  ],
  abilities: ["logs", "exec", "port-forward", "restart"],
  summarize: (object) => summarize(object as DaemonSet),
  health,
  drill: podsOfWorkload,
});
