// What keeps a pod from being well, kept in its summary only where something does. Found when the pod arrives;
// judged and put into words when somebody looks, because both change as time passes.

import { conditionOf, isTrue } from "./conditions.ts";
import { type ContainerStatus, type PodObject, sidecarsOf, type Terminated } from "./pod-object.ts";
import { innermost, shorten } from "./sentence.ts";
import { timeOf } from "./times.ts";

/** How a container ended. `at` is 0 where that is not known. */
export interface Exit {
  readonly code: number;
  readonly signal: number;
  readonly reason: string;
  /** Why the container could not even start; `""` where it did. */
  readonly cause: string;
  readonly at: number;
}

export interface ContainerTrouble {
  readonly what:
    | "waiting"
    | "exited"
    | "completed"
    | "starting"
    | "unready"
    | "restarted"
    /** An init container at work, which is normal for a while. */
    | "initializing";
  readonly container: string;
  readonly role: "container" | "init container" | "sidecar";
  /** The container's own, for `waiting`. */
  readonly reason: string;
  /** For a failed pull the image and the cause only. */
  readonly message: string;
  /** When the container, or for one that waits the pod, started; 0 where that is not known. */
  readonly since: number;
  readonly restarts: number;
  /** The last end of it, if it ever ended. */
  readonly exit: Exit | undefined;
  /** When the kubelet tries again; 0 where it did not tell. */
  readonly retryAt: number;
}

export interface PodWideTrouble {
  readonly what: "failed" | "unscheduled" | "unreported" | "gated" | "gate" | "unknown";
  readonly reason: string;
  readonly message: string;
}

export type PodTrouble = ContainerTrouble | PodWideTrouble;

/** Worst first. */
const severity: Readonly<Record<ContainerTrouble["what"], number>> = {
  waiting: 6,
  exited: 5,
  initializing: 4,
  unready: 3,
  starting: 2,
  completed: 1,
  restarted: 0,
};

/** The one thing to say about a pod, or `undefined` for one that is well or done. */
export function podTrouble(pod: PodObject): PodTrouble | undefined {
  const { spec } = pod;
  const status = pod.status ?? {};
  switch (status.phase) {
    case "Succeeded":
      return undefined;
    case "Failed":
      return failure(pod);
    case "Unknown":
      return { what: "unknown", reason: status.reason ?? "", message: shorten(status.message) };
  }
  if (!spec?.nodeName) return unscheduled(pod);
  if (!status.containerStatuses && status.phase === "Pending")
    return { what: "unreported", reason: "Pending", message: spec.nodeName };
  return initTrouble(pod) ?? worstOf(containerTroubles(pod)) ?? gateTrouble(pod);
}

function failure(pod: PodObject): PodTrouble {
  const { reason, message, initContainerStatuses, containerStatuses } = pod.status ?? {};
  if (reason) return { what: "failed", reason, message: shorten(message) };
  const hasFailed = ({ state }: ContainerStatus) => Boolean(state?.terminated?.exitCode);
  const ended = [...(initContainerStatuses ?? []), ...(containerStatuses ?? [])].find(hasFailed);
  if (ended !== undefined) return containerTrouble(pod, "exited", ended);
  return { what: "failed", reason: "Failed", message: shorten(message) };
}

function unscheduled({ spec, status }: PodObject): PodTrouble {
  const gates = spec?.schedulingGates?.map(({ name }) => name).join(", ");
  if (gates) return { what: "gated", reason: "SchedulingGated", message: gates };
  const { reason = "", message } = conditionOf(status?.conditions, "PodScheduled") ?? {};
  return { what: "unscheduled", reason, message: shorten(withoutPreemption(message)) };
}

/** The scheduler repeats itself about preemption, which helps nobody at first sight. */
function withoutPreemption(message: string | undefined): string | undefined {
  return message?.replace(/\.?\s*(no new claims to deallocate, )?preemption: .*$/s, "");
}

function initTrouble(pod: PodObject): PodTrouble | undefined {
  const statuses = pod.status?.initContainerStatuses;
  if (!statuses || isTrue(pod.status?.conditions, "Initialized")) return undefined;
  const sidecars = sidecarsOf(pod);
  const current = statuses.find(
    ({ name, started, state }) =>
      !(sidecars.has(name) && started === true) && (!state?.terminated || Boolean(state.terminated.exitCode)),
  );
  if (current === undefined) return undefined;
  const { running, terminated } = current.state ?? {};
  return containerTrouble(pod, running ? "initializing" : terminated ? "exited" : "waiting", current);
}

function containerTroubles(pod: PodObject): readonly ContainerTrouble[] {
  const sidecars = sidecarsOf(pod);
  const statuses = pod.status?.containerStatuses ?? [];
  const beside = pod.status?.initContainerStatuses?.filter(({ name }) => sidecars.has(name)) ?? [];
  return [...statuses, ...beside].flatMap((container) => {
    const what = troubleOf(container);
    return what === undefined ? [] : containerTrouble(pod, what, container);
  });
}

function troubleOf(status: ContainerStatus): ContainerTrouble["what"] | undefined {
  const { state, lastState, ready, started } = status;
  if (state?.terminated) return state.terminated.exitCode ? "exited" : "completed";
  if (!state?.running) return "waiting";
  if (ready !== true) return started === false ? "starting" : "unready";
  return lastState?.terminated?.exitCode ? "restarted" : undefined;
}

function worstOf(troubles: readonly ContainerTrouble[]): ContainerTrouble | undefined {
  return troubles.reduce<ContainerTrouble | undefined>(
    (worst, trouble) => (worst === undefined || rank(trouble) > rank(worst) ? trouble : worst),
    undefined,
  );
}

// A container that waits for its turn is no trouble beside one that waits because it fails.
function rank({ what, reason }: ContainerTrouble): number {
  return what === "waiting" && isStarting(reason) ? severity.unready : severity[what];
}

/** The reasons a container waits for at the start of every pod. */
export function isStarting(reason: string): boolean {
  return reason === "" || reason === "ContainerCreating" || reason === "PodInitializing";
}

function gateTrouble({ spec, status }: PodObject): PodTrouble | undefined {
  const open = spec?.readinessGates?.filter(
    ({ conditionType = "" }) => !isTrue(status?.conditions, conditionType),
  );
  if (!open || open.length === 0) return undefined;
  return {
    what: "gate",
    reason: "ReadinessGatesNotReady",
    message: open.map(({ conditionType }) => conditionType).join(", "),
  };
}

function containerTrouble(
  pod: PodObject,
  what: ContainerTrouble["what"],
  status: ContainerStatus,
): ContainerTrouble {
  const { name = "", restartCount = 0, lastState } = status;
  const state = status.state ?? {};
  const { reason = "", message } = state.waiting ?? {};
  const exit = exitOf(state.terminated ?? lastState?.terminated);
  return {
    what,
    container: name,
    role: roleOf(pod, name),
    reason,
    message: shorten(isPull(reason) ? pullWords(message) : message),
    since: timeOf(state.running ? state.running.startedAt : pod.status?.startTime),
    restarts: restartCount,
    exit,
    retryAt: exit === undefined || exit.at === 0 ? 0 : retryTime(exit.at, message),
  };
}

function roleOf({ spec }: PodObject, name: string): ContainerTrouble["role"] {
  const init = spec?.initContainers?.find((container) => container.name === name);
  if (init === undefined) return "container";
  return init.restartPolicy === "Always" ? "sidecar" : "init container";
}

/** Whether a container waits for its image. */
export function isPull(reason: string): boolean {
  return reason === "ImagePullBackOff" || reason === "ErrImagePull";
}

/** `registry.example/web:2: not found`; the image alone where the kubelet gives no cause. */
function pullWords(message = ""): string {
  const image = /image "([^"]+)"/.exec(message)?.[1] ?? "its image";
  return message.includes(": ") ? `${image}: ${innermost(message)}` : image;
}

function exitOf(terminated: Terminated | undefined): Exit | undefined {
  if (!terminated) return undefined;
  const { exitCode = 0, signal = 0, reason = "", message, finishedAt } = terminated;
  const hasStarted = reason !== "StartError" && reason !== "ContainerCannotRun";
  return {
    code: exitCode,
    signal,
    reason,
    cause: hasStarted ? "" : shorten(innermost(message ?? reason, 2)),
    at: timeOf(finishedAt),
  };
}

/** The kubelet says `back-off 2m40s restarting failed container=…` and counts from the last end. */
function retryTime(endedAt: number, message: string | undefined): number {
  const [, minutes, seconds] = /back-off (?:(\d+)m)?(\d+)s /.exec(message ?? "") ?? [];
  if (seconds === undefined) return 0;
  return endedAt + (Number(minutes ?? 0) * 60 + Number(seconds)) * 1000;
}
