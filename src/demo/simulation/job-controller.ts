import { StatusError } from "../api/status-error.ts";
import { timestamp } from "../clock.ts";
import { jobs } from "../kinds/batch.ts";
import { pods } from "../kinds/pods.ts";
import { type Condition, conditionOf, controllerOf, type Job, type Pod, withCondition } from "../objects.ts";
import { type ClusterState, isActive, isReady, keyOf } from "./cluster-state.ts";
import { orderedPod, ownerReference } from "./pod-factory.ts";
import { Worker } from "./worker.ts";

const second = 1000;

/** Runs a Job's pods until enough have succeeded or too many have failed. */
export class JobController {
  readonly #state: ClusterState;
  readonly #worker: Worker;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#worker = new Worker(state.clock, 60, (key) => this.#sync(key));
    state.onChange(jobs, ({ current }) => this.#worker.add(current.key));
    state.onChange(pods, ({ current }) => {
      const owner = controllerOf(current.object);
      if (owner?.kind === "Job") this.#worker.add(`${current.object.metadata.namespace}/${owner.name}`);
    });
    for (const job of state.list<Job>(jobs)) this.#worker.add(keyOf(job));
  }

  #sync(key: string): void {
    const job = this.#state.get<Job>(jobs, key);
    if (job === undefined || job.metadata.deletionTimestamp !== undefined) return;
    if (isFinished(job)) return this.#expire(job);
    const own = this.#state.ownedBy<Pod>(pods, job);
    const verdict = this.#verdict(job, own);
    if (verdict !== undefined) this.#finish(job, own, verdict);
    else if (job.spec.suspend === true) this.#suspend(job, own);
    else this.#run(job, own);
  }

  #run(job: Job, own: readonly Pod[]): void {
    const succeeded = count(own, "Succeeded");
    const active = own.filter(isActive).length;
    const wanted = Math.min(job.spec.parallelism ?? 1, (job.spec.completions ?? 1) - succeeded);
    const wait = this.#backoff(own);
    if (active < wanted && wait > 0) this.#worker.addAfter(keyOf(job), wait);
    else for (let made = active; made < wanted; made += 1) this.#create(job);
    this.#writeStatus(job, [], {});
    const { activeDeadlineSeconds } = job.spec;
    if (activeDeadlineSeconds !== undefined && job.status.startTime === undefined)
      this.#worker.addAfter(keyOf(job), (activeDeadlineSeconds + 1) * second);
  }

  // Milliseconds until the next try: 10 s after the first failure, doubled with each further one.
  #backoff(own: readonly Pod[]): number {
    const failed = own.filter(({ status }) => status.phase === "Failed");
    const last = Math.max(0, ...failed.map(endOf));
    if (failed.length === 0) return 0;
    return last + Math.min(360, 10 * 2 ** (failed.length - 1)) * second - this.#state.clock.now();
  }

  #verdict(job: Job, own: readonly Pod[]): Pick<Condition, "type" | "reason" | "message"> | undefined {
    const { completions = 1, backoffLimit = 6, activeDeadlineSeconds } = job.spec;
    if (count(own, "Succeeded") >= completions)
      return {
        type: "Complete",
        reason: "CompletionsReached",
        message: "Reached expected number of succeeded pods",
      };
    const restarts = job.spec.template.spec.restartPolicy === "OnFailure" ? restartsOf(own) : 0;
    if (count(own, "Failed") + restarts > backoffLimit)
      return {
        type: "Failed",
        reason: "BackoffLimitExceeded",
        message: "Job has reached the specified backoff limit",
      };
    const started = Date.parse(job.status.startTime ?? "");
    if (
      activeDeadlineSeconds !== undefined &&
      this.#state.clock.now() - started >= activeDeadlineSeconds * second
    )
      return {
        type: "Failed",
        reason: "DeadlineExceeded",
        message: "Job was active longer than specified deadline",
      };
    return undefined;
  }

  #finish(job: Job, own: readonly Pod[], verdict: Pick<Condition, "type" | "reason" | "message">): void {
    const now = this.#state.clock.now();
    const time = timestamp(now);
    for (const pod of own.filter(isActive)) this.#state.writer.delete(pods, keyOf(pod));
    const full = (condition: typeof verdict): Condition => ({
      ...condition,
      status: "True",
      lastProbeTime: time,
      lastTransitionTime: time,
    });
    const success = verdict.type === "Complete";
    const early = full({ ...verdict, type: success ? "SuccessCriteriaMet" : "FailureTarget" });
    this.#writeStatus(job, [early, full(verdict)], success ? { completionTime: time } : {});
    if (success) this.#report(job, "Normal", "Completed", "Job completed");
    else this.#report(job, "Warning", verdict.reason ?? "", verdict.message ?? "");
  }

  #suspend(job: Job, own: readonly Pod[]): void {
    for (const pod of own.filter(isActive)) this.#state.writer.delete(pods, keyOf(pod));
    if (conditionOf(job.status.conditions, "Suspended")?.status === "True") return;
    const time = timestamp(this.#state.clock.now());
    const suspended: Condition = {
      type: "Suspended",
      status: "True",
      lastProbeTime: time,
      lastTransitionTime: time,
      reason: "JobSuspended",
      message: "Job suspended",
    };
    this.#writeStatus(job, [suspended], {});
    this.#report(job, "Normal", "Suspended", "Job suspended");
  }

  #expire(job: Job): void {
    const { ttlSecondsAfterFinished } = job.spec;
    if (ttlSecondsAfterFinished === undefined) return;
    const ended = Math.max(
      ...(job.status.conditions ?? []).map((one) => Date.parse(one.lastTransitionTime ?? "")),
    );
    const left = ended + ttlSecondsAfterFinished * second - this.#state.clock.now();
    if (left > 0) this.#worker.addAfter(keyOf(job), left);
    else this.#state.writer.delete(jobs, keyOf(job));
  }

  #create(job: Job): void {
    const { name = "", namespace = "" } = job.metadata;
    const order = orderedPod({
      generateName: `${name}-`,
      namespace,
      owner: ownerReference(job),
      template: job.spec.template,
    });
    try {
      const pod = this.#state.writer.create(pods, order, namespace, { keepStatus: true }).object;
      this.#report(job, "Normal", "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.#report(job, "Warning", "FailedCreate", `Error creating: ${error.message}`);
      this.#worker.addAfter(keyOf(job), 20 * second);
    }
  }

  #writeStatus(job: Job, conditions: readonly Condition[], more: Partial<Job["status"]>): void {
    const own = this.#state.ownedBy<Pod>(pods, job);
    const active = own.filter(isActive);
    const tally = {
      active: active.length,
      ready: active.filter(({ status }) => isReady(status)).length,
      succeeded: count(own, "Succeeded"),
      failed: count(own, "Failed"),
      terminating: own.filter(({ metadata }) => metadata.deletionTimestamp !== undefined).length,
    };
    const shown = Object.entries(tally).filter(
      ([name, value]) => value > 0 || name === "ready" || name === "terminating",
    );
    const status: Job["status"] = {
      ...Object.fromEntries(shown),
      startTime: job.status.startTime ?? timestamp(this.#state.clock.now()),
      ...more,
      conditions: conditions.reduce(withCondition, job.status.conditions ?? []),
    };
    this.#state.writeStatus(jobs, { ...job, status });
  }

  #report(job: Job, type: "Normal" | "Warning", reason: string, message: string): void {
    this.#state.events.record(job, { type, reason, message, component: "job-controller" });
  }
}

/** Whether a Job has come to its end, good or bad. */
export function isFinished({ status }: Job): boolean {
  return ["Complete", "Failed"].some((type) => conditionOf(status.conditions, type)?.status === "True");
}

function count(list: readonly Pod[], phase: Pod["status"]["phase"]): number {
  return list.filter(({ status }) => status.phase === phase).length;
}

function restartsOf(list: readonly Pod[]): number {
  return list
    .flatMap(({ status }) => status.containerStatuses ?? [])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
}

function endOf({ status }: Pod): number {
  const ends = (status.containerStatuses ?? []).map(({ state }) =>
    Date.parse(state.terminated?.finishedAt ?? ""),
  );
  return Math.max(0, ...ends.filter((time) => !Number.isNaN(time)));
}
