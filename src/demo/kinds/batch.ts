import { formatAge } from "../../lib/age.ts";
import type { CronJob, Job } from "../objects.ts";
import { conditionOf } from "../objects.ts";
import { podSpecFaults, withTemplateDefaults } from "./pod-template.ts";
import {
  ageColumn,
  ageOf,
  containerColumns,
  defineKind,
  invalid,
  nameColumn,
  numberColumn,
  required,
  selectorColumn,
  statusSubresource,
  textColumn,
} from "./resource-kind.ts";

const outcomes = [
  ["Complete", "Complete"],
  ["Failed", "Failed"],
  ["Suspended", "Suspended"],
  ["FailureTarget", "FailureTarget"],
  ["SuccessCriteriaMet", "SuccessCriteriaMet"],
] as const;

function jobState({ metadata, status }: Job): string {
  for (const [type, word] of outcomes) {
    if (type === "Suspended" && metadata.deletionTimestamp !== undefined) return "Terminating";
    if (conditionOf(status.conditions, type)?.status === "True") return word;
  }
  return "Running";
}

function completions({ spec, status }: Job): string {
  const done = status.succeeded ?? 0;
  if (spec.completions !== undefined) return `${done}/${spec.completions}`;
  return (spec.parallelism ?? 0) > 1 ? `${done}/1 of ${spec.parallelism}` : `${done}/1`;
}

function duration({ status }: Job, now: number): string {
  if (status.startTime === undefined) return "";
  const end = status.completionTime === undefined ? now : Date.parse(status.completionTime);
  return formatAge(end - Date.parse(status.startTime));
}

export const jobs = defineKind<Job>({
  group: "batch",
  version: "v1",
  resource: "jobs",
  kind: "Job",
  namespaced: true,
  categories: ["all"],
  generation: true,
  subresources: [statusSubresource("Job")],
  columns: [
    nameColumn,
    textColumn("Status", jobState),
    textColumn("Completions", completions),
    textColumn("Duration", duration),
    ageColumn,
    ...containerColumns<Job>(({ spec }) => spec.template.spec.containers),
    selectorColumn<Job>(({ spec }) => spec.selector),
  ],
  fieldNames: ["status.successful"],
  fields: ({ status }) => ({ "status.successful": String(status.succeeded ?? 0) }),
  prepare(job) {
    const { uid = "", name = "" } = job.metadata;
    const labels = { "batch.kubernetes.io/controller-uid": uid, "batch.kubernetes.io/job-name": name };
    const template = withTemplateDefaults(job.spec.template);
    const named = {
      ...template.metadata,
      labels: { ...template.metadata?.labels, ...labels, "job-name": name },
    };
    return {
      ...job,
      spec: {
        parallelism: 1,
        ...(job.spec.parallelism === undefined ? { completions: 1 } : {}),
        backoffLimit: 6,
        completionMode: "NonIndexed",
        suspend: false,
        ...job.spec,
        selector: job.spec.selector ?? { matchLabels: { "batch.kubernetes.io/controller-uid": uid } },
        template: { ...template, metadata: named },
      },
      status: job.status ?? {},
    };
  },
  validate(job, old) {
    const faults = [...podSpecFaults(job.spec.template?.spec, "spec.template.spec")];
    if (
      old !== undefined &&
      JSON.stringify(old.spec.template.spec) !== JSON.stringify(job.spec.template.spec)
    )
      faults.push(invalid("spec.template", "the pod template", "field is immutable"));
    return faults;
  },
});

export const cronJobs = defineKind<CronJob>({
  group: "batch",
  version: "v1",
  resource: "cronjobs",
  kind: "CronJob",
  namespaced: true,
  shortNames: ["cj"],
  categories: ["all"],
  generation: true,
  subresources: [statusSubresource("CronJob")],
  columns: [
    nameColumn,
    textColumn("Schedule", ({ spec }) => spec.schedule),
    textColumn("Timezone", ({ spec }) => spec.timeZone ?? "<none>"),
    // The column calls itself a boolean, and its cells are Go's words for one.
    { name: "Suspend", type: "boolean", cell: ({ spec }) => (spec.suspend ? "True" : "False") },
    numberColumn("Active", ({ status }) => status.active?.length ?? 0),
    textColumn("Last Schedule", ({ status }, now) =>
      status.lastScheduleTime === undefined ? "<none>" : ageOf(status.lastScheduleTime, now),
    ),
    ageColumn,
    ...containerColumns<CronJob>(({ spec }) => spec.jobTemplate.spec.template.spec.containers),
    selectorColumn<CronJob>(({ spec }) => spec.jobTemplate.spec.selector),
  ],
  prepare: (cronJob) => ({
    ...cronJob,
    spec: {
      concurrencyPolicy: "Allow",
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      ...cronJob.spec,
    },
    status: cronJob.status ?? {},
  }),
  validate: ({ spec }) => [
    ...(spec.schedule ? [] : [required("spec.schedule")]),
    ...podSpecFaults(spec.jobTemplate?.spec?.template?.spec, "spec.jobTemplate.spec.template.spec"),
  ],
});
