import type { Row } from "../cache/types.ts";
import { formatAge } from "../lib/age.ts";
import type { LabelSelectorObject } from "../lib/label-selector.ts";
import { ageColumn, countColumn, levelTone, nameColumn, orLast } from "./columns.ts";
import { deletion, healthy, verdict } from "./health.ts";
import { defineKind, type Health } from "./kind.ts";

import { sinceText, sinceValue, type Timestamp, timeOf } from "./times.ts";
import {
  type PodTemplate,
  type SelectorSummary,
  selectorColumn,
  selectorFields,
  selectorText,
  summarizeTemplate,
  type TemplateSummary,
  templateColumns,
  templateFields,
} from "./workload.ts";

interface CronJob {
  readonly spec?: {
    readonly schedule?: string;
    readonly timeZone?: string;
    readonly suspend?: boolean;
    readonly jobTemplate?: {
      readonly spec?: { readonly selector?: LabelSelectorObject; readonly template?: PodTemplate };
    };
  };
  readonly status?: {
    readonly active?: readonly unknown[];
    readonly lastScheduleTime?: Timestamp;
    readonly lastSuccessfulTime?: Timestamp;
  };
}

interface CronJobSummary extends TemplateSummary, SelectorSummary {
  readonly schedule: string;
  readonly timeZone: string;
  /** `undefined` where the object does not say, which means no. */
  readonly suspend: boolean | undefined;
  readonly active: number;
  /** Milliseconds since the epoch; 0 for never. */
  readonly scheduledAt: number;
  readonly succeededAt: number;
}

function summarize(cronJob: CronJob): CronJobSummary {
  const spec = cronJob.spec ?? {};
  const status = cronJob.status ?? {};
  const job = spec.jobTemplate?.spec;
  return {
    schedule: spec.schedule ?? "",
    timeZone: spec.timeZone ?? "",
    suspend: spec.suspend,
    active: status.active?.length ?? 0,
    scheduledAt: timeOf(status.lastScheduleTime),
    succeededAt: timeOf(status.lastSuccessfulTime),
    selector: selectorText(job?.selector),
    ...summarizeTemplate(job?.template),
  };
}

function health(row: Row<CronJobSummary>, now: number): Health {
  const { suspend, active, scheduledAt, succeededAt } = row.summary;
  const leaving = deletion(row, now);
  if (leaving !== undefined) return leaving;
  if (suspend === true) return verdict("done", "Suspended", "suspended: no job is started");
  if (scheduledAt === 0 || active > 0 || succeededAt >= scheduledAt) return healthy;
  const last =
    succeededAt === 0 ? "none has succeeded yet" : `the last success was ${formatAge(now - succeededAt)} ago`;
  return verdict(
    "warn",
    "NotSucceeded",
    `the run of ${formatAge(now - scheduledAt)} ago did not succeed; ${last}`,
  );
}

const tone = (row: Row<CronJobSummary>, now: number) => levelTone(health(row, now).level);

/** CronJobs. */
export const cronjobs = defineKind<CronJobSummary>({
  gvr: { group: "batch", version: "v1", resource: "cronjobs" },
  kind: "CronJob",
  singular: "cronjob",
  shortNames: ["cj"],
  namespaced: true,
  doc: "Starts a job at the times of a schedule.",
  form: "object",
  fields: [
    "spec.schedule",
    "spec.timeZone",
    "spec.suspend",
    ...selectorFields("spec.jobTemplate.spec.selector"),
    ...templateFields("spec.jobTemplate.spec.template"),
    "status.active.name",
    "status.lastScheduleTime",
    "status.lastSuccessfulTime",
  ],
  columns: [
    nameColumn,
    {
      id: "schedule",
      header: "SCHEDULE",
      doc: "Minute, hour, day of month, month and day of week.",
      value: ({ summary }) => summary.schedule,
      priority: 1,
    },
    {
      id: "timezone",
      header: "TIMEZONE",
      doc: "The time zone of the schedule; the controller manager's where none is given.",
      value: ({ summary }) => orLast(summary.timeZone),
      text: ({ summary }) => summary.timeZone || "<none>",
      priority: 7,
    },
    {
      id: "suspend",
      header: "SUSPEND",
      doc: "Whether no jobs are started for now.",
      value: ({ summary }) =>
        summary.suspend === undefined ? "<unset>" : summary.suspend ? "True" : "False",
      priority: 4,
    },
    countColumn(
      { id: "active", header: "ACTIVE", doc: "Jobs of it that run now.", priority: 5 },
      ({ active }) => active,
    ),
    {
      id: "last-schedule",
      header: "LAST SCHEDULE",
      doc: "Time since a job was last started.",
      value: ({ summary }, now) => sinceValue(summary.scheduledAt, now),
      text: ({ summary }, now) =>
        summary.scheduledAt === 0 ? "<none>" : sinceText(summary.scheduledAt, now),
      tone,
      unit: "milliseconds",
      align: "right",
      priority: 2,
      ages: true,
    },
    ...templateColumns,
    selectorColumn,
    ageColumn,
  ],
  abilities: ["logs", "trigger", "suspend"],
  summarize: (object) => summarize(object as CronJob),
  health,
  drill: ({ namespace, uid }) => ({ resource: "jobs", scope: { namespace }, ownerUid: uid }),
});
