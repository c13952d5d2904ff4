import type { KubeObject } from "../../kube/types.ts";
import { timestamp } from "../clock.ts";
import { cronJobs, jobs } from "../kinds/batch.ts";
import { type CronJob, conditionOf, controllerOf, type Job } from "../objects.ts";
import { type ClusterState, keyOf } from "./cluster-state.ts";
import { isScheduled } from "./cron-schedule.ts";
import { isFinished } from "./job-controller.ts";
import { ownerReference } from "./pod-factory.ts";
import { Worker } from "./worker.ts";

const minute = 60_000;

/** Starts Jobs by the clock and tidies up after them. */
export class CronJobController {
  readonly #state: ClusterState;
  readonly #worker: Worker;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#worker = new Worker(state.clock, 80, (key) => this.#sync(key));
    state.onChange(cronJobs, ({ current }) => this.#worker.add(current.key));
    state.onChange(jobs, ({ current }) => {
      const owner = controllerOf(current.object);
      if (owner?.kind === "CronJob") this.#worker.add(`${current.object.metadata.namespace}/${owner.name}`);
    });
    this.#scheduleTick();
  }

  #scheduleTick(): void {
    const now = this.#state.clock.now();
    const next = Math.floor(now / minute + 1) * minute;
    this.#state.clock.after(next - now, () => {
      for (const cronJob of this.#state.list<CronJob>(cronJobs)) this.#tick(cronJob, next);
      this.#scheduleTick();
    });
  }

  #tick(cronJob: CronJob, time: number): void {
    const { schedule, suspend, concurrencyPolicy } = cronJob.spec;
    if (suspend === true || cronJob.metadata.deletionTimestamp !== undefined) return;
    if (isScheduled(schedule, time) !== true || !this.#state.isOpen(cronJob.metadata.namespace ?? "")) return;
    const active = this.#jobsOf(cronJob).filter((job) => !isFinished(job));
    if (concurrencyPolicy === "Forbid" && active.length > 0) {
      const skipped = "Not starting job because prior execution is running and concurrency policy is Forbid";
      return this.#report(cronJob, "Normal", "JobAlreadyActive", skipped);
    }
    if (concurrencyPolicy === "Replace") for (const job of active) this.#delete(cronJob, job);
    this.#start(cronJob, time);
  }

  #start(cronJob: CronJob, time: number): void {
    const { name = "", namespace = "" } = cronJob.metadata;
    const { metadata, spec } = cronJob.spec.jobTemplate;
    const job: KubeObject = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        name: `${name}-${time / minute}`,
        namespace,
        ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
        annotations: {
          ...metadata?.annotations,
          "batch.kubernetes.io/cronjob-scheduled-timestamp": timestamp(time),
        },
        ownerReferences: [ownerReference(cronJob)],
      },
      spec,
    };
    if (this.#state.get(jobs, keyOf(job)) !== undefined) return;
    this.#state.writer.create(jobs, job, namespace);
    this.#report(cronJob, "Normal", "SuccessfulCreate", `Created job ${job.metadata.name}`);
    const status = { ...cronJob.status, lastScheduleTime: timestamp(time) };
    this.#state.writeStatus(cronJobs, { ...cronJob, status });
  }

  #sync(key: string): void {
    const cronJob = this.#state.get<CronJob>(cronJobs, key);
    if (cronJob === undefined || cronJob.metadata.deletionTimestamp !== undefined) return;
    const own = this.#jobsOf(cronJob);
    this.#noteFinished(cronJob, own);
    const { successfulJobsHistoryLimit: good = 3, failedJobsHistoryLimit: bad = 1 } = cronJob.spec;
    this.#prune(
      cronJob,
      own.filter((job) => isFinished(job) && !hasFailed(job)),
      good,
    );
    this.#prune(cronJob, own.filter(hasFailed), bad);
    this.#writeStatus(cronJob, this.#jobsOf(cronJob));
  }

  #noteFinished(cronJob: CronJob, own: readonly Job[]): void {
    for (const { uid, name } of cronJob.status.active ?? []) {
      const job = own.find(({ metadata }) => metadata.uid === uid);
      if (job === undefined || !isFinished(job)) continue;
      const condition = hasFailed(job) ? "Failed" : "Complete";
      this.#report(
        cronJob,
        "Normal",
        "SawCompletedJob",
        `Saw completed job: ${name}, condition: ${condition}`,
      );
    }
  }

  #writeStatus(cronJob: CronJob, own: readonly Job[]): void {
    const active = own
      .filter((job) => !isFinished(job))
      .map(({ metadata: { name = "", namespace = "", uid = "" } }) => ({
        kind: "Job",
        namespace,
        name,
        uid,
        apiVersion: "batch/v1",
      }));
    const succeeded = own
      .flatMap(({ status }) => status.completionTime ?? [])
      .sort()
      .at(-1);
    const { active: _old, ...rest } = cronJob.status;
    const status: CronJob["status"] = {
      ...rest,
      ...(active.length > 0 ? { active } : {}),
      ...(succeeded === undefined ? {} : { lastSuccessfulTime: succeeded }),
    };
    this.#state.writeStatus(cronJobs, { ...cronJob, status });
  }

  #prune(cronJob: CronJob, finished: readonly Job[], limit: number): void {
    const oldest = [...finished].sort((a, b) => startOf(a) - startOf(b));
    for (const job of oldest.slice(0, Math.max(0, finished.length - limit))) this.#delete(cronJob, job);
  }

  #delete(cronJob: CronJob, job: Job): void {
    this.#state.writer.delete(jobs, keyOf(job), { propagationPolicy: "Background" });
    this.#report(cronJob, "Normal", "SuccessfulDelete", `Deleted job ${job.metadata.name}`);
  }

  #jobsOf(cronJob: CronJob): readonly Job[] {
    return this.#state.ownedBy<Job>(jobs, cronJob);
  }

  #report(cronJob: CronJob, type: "Normal" | "Warning", reason: string, message: string): void {
    this.#state.events.record(cronJob, { type, reason, message, component: "cronjob-controller" });
  }
}

function hasFailed({ status }: Job): boolean {
  return conditionOf(status.conditions, "Failed")?.status === "True";
}

function startOf({ metadata }: Job): number {
  return Date.parse(metadata.creationTimestamp ?? "");
}
