// What Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs and CronJobs have in common: a pod template, and a
// selector that finds the pods made from it.

import type { Row } from "../cache/types.ts";
import { formatLabelSelector, type LabelSelectorObject, labelSelectorOf } from "../lib/label-selector.ts";
import { orLast } from "./columns.ts";
import type { Column, Drill } from "./kind.ts";

export interface PodTemplate {
  readonly spec?: {
    readonly containers?: readonly { readonly name?: string; readonly image?: string }[];
  };
}

export interface TemplateSummary {
  /** Comma-separated, in the template's order. */
  readonly containers: string;
  readonly images: string;
}

/** The mask of a pod template under that path. */
export function templateFields(at: string): readonly string[] {
  return [`${at}.spec.containers.name`, `${at}.spec.containers.image`];
}

export function summarizeTemplate(template: PodTemplate | undefined): TemplateSummary {
  const containers = template?.spec?.containers ?? [];
  return {
    containers: containers.map(({ name }) => name).join(","),
    images: containers.map(({ image }) => image).join(","),
  };
}

/** The wide columns CONTAINERS and IMAGES. */
export const templateColumns: readonly Column<TemplateSummary>[] = [
  {
    id: "containers",
    header: "CONTAINERS",
    doc: "Names of the containers in the pod template.",
    value: ({ summary }) => summary.containers,
    maxWidth: 40,
    minWidth: 12,
    priority: 10,
    wide: true,
  },
  {
    id: "images",
    header: "IMAGES",
    doc: "Images of the containers in the pod template.",
    value: ({ summary }) => summary.images,
    maxWidth: 60,
    minWidth: 16,
    priority: 11,
    wide: true,
  },
];

export interface SelectorSummary {
  /** In the text form; `""` for none and for one that cannot be read, both of which select nothing. */
  readonly selector: string;
}

/** The mask of a label selector under that path. */
export function selectorFields(at: string): readonly string[] {
  return ["matchLabels", "matchExpressions.key", "matchExpressions.operator", "matchExpressions.values"].map(
    (field) => `${at}.${field}`,
  );
}

export function selectorText(selector: LabelSelectorObject | undefined): string {
  if (selector === undefined) return "";
  try {
    return formatLabelSelector(labelSelectorOf(selector));
  } catch {
    return "";
  }
}

/** The wide column SELECTOR. */
export const selectorColumn: Column<SelectorSummary> = {
  id: "selector",
  header: "SELECTOR",
  doc: "The labels that find its pods.",
  value: ({ summary }) => orLast(summary.selector),
  text: ({ summary }) => summary.selector || "<none>",
  maxWidth: 60,
  minWidth: 16,
  priority: 12,
  wide: true,
};

/** The pods that a selector finds in its object's namespace. */
export function podsBySelector({ namespace, summary }: Row<SelectorSummary>): Drill | undefined {
  if (summary.selector === "") return undefined;
  return { resource: "pods", scope: { namespace, labelSelector: summary.selector } };
}

/** The pods that a workload made, or what it made did: those of another may have the same labels. */
export function podsOfWorkload(row: Row<SelectorSummary>): Drill | undefined {
  const drill = podsBySelector(row);
  return drill && { ...drill, rootUid: row.uid };
}
