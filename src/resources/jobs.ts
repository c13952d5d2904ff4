import type { Row } from "../cache/types.ts";
import { formatAge } from "../lib/age.ts";
import type { LabelSelectorObject } from "../lib/label-selector.ts";
import { ageColumn, levelTone, nameColumn, share } from "./columns.ts";
import { type Condition, conditionOf, isTrue } from "./conditions.ts";
import { deletion, verdict } from "./health.ts";
import { defineKind, type Health } from "./kind.ts";
import { count, shorten } from "./sentence.ts";
import { type Timestamp, timeOf } from "./times.ts";
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

interface Job {
  readonly spec?: {
    readonly completions?: number;
    readonly parallelism?: number;
    readonly backoffLimit?: number;
    readonly selector?: LabelSelectorObject;
    readonly template?: PodTemplate;
  };
  readonly status?: {
    readonly succeeded?: number;
    readonly failed?: number;
    readonly active?: number;
    readonly startTime?: Timestamp;
    readonly completionTime?: Timestamp;
    readonly conditions?: readonly Condition[];
  };
}

interface JobSummary extends TemplateSummary, SelectorSummary {
  /** STATUS, unless the job is being deleted while it is not done. */
  readonly status: string;
  readonly completions: string;
  readonly completed: number;
  readonly active: number;
  readonly failed: number;
  readonly backoffLimit: number;
  /** Milliseconds since the epoch; 0 for not yet. */
  readonly startedAt: number;
  readonly completedAt: number;
  /** Why it failed or was stopped. */
  readonly reason: string;
  readonly message: string;
}

/** Which condition names the state, in the order of `printJob` in k8s.io/kubernetes' printers.go. */
const ending = [
  ["Complete", "Complete"],
  ["Failed", "Failed"],
] as const;
const going = [
  ["Suspended", "Suspended"],
  ["FailureTarget", "FailureTarget"],
  ["SuccessCriteriaMet", "SuccessCriteriaMet"],
] as const;

function summarize(job: Job): JobSummary {
  const spec = job.spec ?? {};
  const status = job.status ?? {};
  const { conditions } = status;
  const named = [...ending, ...going].find(([type]) => isTrue(conditions, type));
  const failure = conditionOf(conditions, isTrue(conditions, "Failed") ? "Failed" : "FailureTarget");
  const succeeded = status.succeeded ?? 0;
  return {
    status: named?.[1] ?? "Running",
    completions: `${succeeded}/${wanted(spec)}`,
    completed: share(succeeded, spec.completions ?? 1),
    active: status.active ?? 0,
    failed: status.failed ?? 0,
    backoffLimit: spec.backoffLimit ?? 6,
    startedAt: timeOf(status.startTime),
    completedAt: timeOf(status.completionTime),
    reason: failure?.reason ?? "",
    message: shorten(failure?.message),
    selector: selectorText(spec.selector),
    ...summarizeTemplate(spec.template),
  };
}

/** A job without a number of completions is done when one pod of its parallel ones has succeeded. */
function wanted({ completions, parallelism = 0 }: NonNullable<Job["spec"]>): string {
  if (completions !== undefined) return String(completions);
  return parallelism > 1 ? `1 of ${parallelism}` : "1";
}

function isOver({ summary }: Row<JobSummary>): boolean {
  return summary.status === "Complete" || summary.status === "Failed";
}

function statusText(row: Row<JobSummary>): string {
  return row.deletedAt === undefined || isOver(row) ? row.summary.status : "Terminating";
}

function duration({ summary: { startedAt, completedAt } }: Row<JobSummary>, now: number): number | undefined {
  return startedAt === 0 ? undefined : (completedAt || now) - startedAt;
}

function health(row: Row<JobSummary>, now: number): Health {
  const { status, reason, message, failed, active, backoffLimit } = row.summary;
  switch (status) {
    case "Complete":
      return verdict("done", "Complete");
    case "Failed":
    case "FailureTarget":
      return verdict(
        "bad",
        reason || status,
        failed > 0 ? `${message} (${count(failed, "pod")} failed)` : message,
      );
  }
  const leaving = deletion(row, now);
  if (leaving !== undefined) return leaving;
  if (status === "Suspended") return verdict("done", "Suspended", "suspended: no pod is started");
  if (failed > 0)
    return verdict(
      "warn",
      "Failing",
      `${count(failed, "pod")} failed so far; it gives up after ${backoffLimit + 1}`,
    );
  return verdict("busy", status, `${count(active, "pod")} at work`);
}

const tone = (row: Row<JobSummary>, now: number) => levelTone(health(row, now).level);

/** Jobs. */
export const jobs = defineKind<JobSummary>({
  gvr: { group: "batch", version: "v1", resource: "jobs" },
  kind: "Job",
  singular: "job",
  shortNames: [],
  namespaced: true,
  doc: "Runs pods until a number of them has succeeded.",
  form: "object",
  fields: [
    "spec.completions",
    "spec.parallelism",
    "spec.backoffLimit",
    ...selectorFields("spec.selector"),
    ...templateFields("spec.template"),
    "status.succeeded",
    "status.failed",
    "status.active",
    "status.startTime",
    "status.completionTime",
    "status.conditions.type",
    "status.conditions.status",
    "status.conditions.reason",
    "status.conditions.message",
  ],
  columns: [
    nameColumn,
    {
      id: "status",
      header: "STATUS",
      doc: "Whether it runs, has completed, or has failed.",
      value: statusText,
      tone,
      priority: 1,
    },
    {
      id: "completions",
      header: "COMPLETIONS",
      doc: "Pods that have succeeded, of those wanted.",
      value: ({ summary }) => summary.completed,
      text: ({ summary }) => summary.completions,
      align: "right",
      priority: 2,
    },
    {
      id: "duration",
      header: "DURATION",
      doc: "How long it took, or has taken so far.",
      value: duration,
      text: (row, now) => {
        const elapsed = duration(row, now);
        return elapsed === undefined ? "" : formatAge(elapsed);
      },
      unit: "milliseconds",
      align: "right",
      priority: 4,
      ages: true,
    },
    ...templateColumns,
    selectorColumn,
    ageColumn,
  ],
  abilities: ["logs", "suspend"],
  summarize: (object) => summarize(object as Job),
  health,
  drill: podsOfWorkload,
});
