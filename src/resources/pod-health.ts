import type { Row } from "../cache/types.ts";
import { formatAge } from "../lib/age.ts";
import { grace, healthy, isYoung, verdict } from "./health.ts";
import type { Health, HealthLevel } from "./kind.ts";
import {
  type ContainerTrouble,
  type Exit,
  isStarting,
  type PodTrouble,
  type PodWideTrouble,
} from "./pod-trouble.ts";
import { count } from "./sentence.ts";

/** What judging a pod needs of its summary. */
export interface PodVitals {
  readonly phase: string;
  /** STATUS without regard to deletion. */
  readonly status: string;
  /** The pod's own `status.reason`, such as `NodeLost`. */
  readonly statusReason: string;
  /** Its finalizers, while it is being deleted. */
  readonly finalizers: string;
  readonly trouble: PodTrouble | undefined;
}

export function podHealth(row: Row<PodVitals>, now: number): Health {
  const { phase, status, trouble } = row.summary;
  if (row.deletedAt !== undefined && !isTerminal(phase)) return leaving(row, row.deletedAt, now);
  if (trouble === undefined) return phase === "Succeeded" ? verdict("done", status) : healthy;
  return "container" in trouble ? ofContainer(row, trouble, now) : ofPod(row, trouble, now);
}

/** Nothing of it runs any more, and nothing will. */
export function isTerminal(phase: string): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

// The deletion timestamp of a pod already includes its grace period: it is when the pod should be gone.
function leaving({ summary }: Row<PodVitals>, deadline: number, now: number): Health {
  if (summary.statusReason === "NodeLost")
    return verdict("bad", "NodeLost", "its node stopped answering; nobody knows whether it still runs");
  if (now < deadline) return verdict("busy", "Terminating", `stops within ${formatAge(deadline - now)}`);
  const late = `should have stopped ${formatAge(now - deadline)} ago`;
  const held = summary.finalizers === "" ? late : `${late}; held by ${summary.finalizers}`;
  return verdict(now - deadline < grace.stopping ? "busy" : "warn", "Terminating", held);
}

function ofPod(row: Row<PodVitals>, { what, reason, message }: PodWideTrouble, now: number): Health {
  switch (what) {
    case "failed":
      return verdict("bad", reason, message);
    case "unknown":
      return verdict("bad", reason || "Unknown", message || "its node does not report any more");
    case "gated":
      return verdict("busy", reason, `scheduling waits for ${message} to be removed`);
    case "gate":
      return verdict(isYoung(row, now) ? "busy" : "warn", reason, `waits for the readiness gate ${message}`);
    case "unreported":
      return verdict(isYoung(row, now) ? "busy" : "warn", reason, `${message} has not started it yet`);
    case "unscheduled": {
      const level = isYoung(row, now, grace.scheduling) ? "busy" : "warn";
      const waited = `no scheduler has placed it for ${formatAge(now - row.createdAt)}`;
      return verdict(level, reason || "Pending", message || waited);
    }
  }
}

function ofContainer(row: Row<PodVitals>, trouble: ContainerTrouble, now: number): Health {
  const { what, since, exit } = trouble;
  const name = trouble.isInit ? `init container ${trouble.container}` : trouble.container;
  const elapsed = since === 0 ? now - row.createdAt : now - since;
  const isFresh = elapsed < grace.starting;
  switch (what) {
    case "waiting":
      return isStarting(trouble.reason)
        ? starting(name, trouble, elapsed)
        : verdict(
            isKnownFailure(trouble.reason) ? "bad" : "warn",
            trouble.reason,
            waitingWords(name, trouble, now),
          );
    case "exited":
      return verdict("bad", exit?.reason || "Error", crashWords(name, trouble, now));
    case "completed":
      return verdict(
        "warn",
        "Completed",
        `${name} has ended and is not started again; the pod waits for the rest`,
      );
    case "initializing":
      return verdict(
        elapsed < grace.initializing ? "busy" : "warn",
        "PodInitializing",
        `${name} has been running for ${formatAge(elapsed)}`,
      );
    case "starting":
      return notReady(
        trouble.restarts > 0 ? "warn" : "busy",
        `${name} has not passed its startup probe yet`,
        trouble,
        now,
      );
    case "unready":
      return notReady(isFresh ? "busy" : "warn", `${name} runs but is not ready`, trouble, now);
    case "restarted":
      if (exit === undefined || now - exit.at > grace.recovered) return healthy;
      return verdict("warn", exit.reason || "Error", `${crashWords(name, trouble, now)}; runs again`);
  }
}

function starting(name: string, { reason }: ContainerTrouble, elapsed: number): Health {
  const level: HealthLevel = elapsed < grace.starting ? "busy" : "warn";
  return verdict(
    level,
    reason || "Waiting",
    `${name} has been waiting to be created for ${formatAge(elapsed)}`,
  );
}

function notReady(
  level: HealthLevel,
  sentence: string,
  { exit, restarts }: ContainerTrouble,
  now: number,
): Health {
  if (exit === undefined || restarts === 0) return verdict(level, "ContainersNotReady", sentence);
  return verdict(level, "ContainersNotReady", `${sentence}; ${exitWords(exit)} ${agoWords(exit, now)}`);
}

const failures = new Set([
  "CrashLoopBackOff",
  "ImagePullBackOff",
  "ErrImagePull",
  "ErrImageNeverPull",
  "InvalidImageName",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
  "CreateContainerConfigError",
  "CreateContainerError",
  "PreCreateHookError",
  "PreStartHookError",
  "PostStartHookError",
  "RunContainerError",
]);

/** Reasons to wait that the kubelet gives for failures; others are passed on as they are. */
function isKnownFailure(reason: string): boolean {
  return failures.has(reason);
}

function waitingWords(name: string, trouble: ContainerTrouble, now: number): string {
  const { reason, message, exit } = trouble;
  if (reason === "CrashLoopBackOff" && exit !== undefined) return crashWords(name, trouble, now);
  if (reason === "ImagePullBackOff" || reason === "ErrImagePull")
    return `${name} cannot pull ${pullWords(message)}`;
  return message === "" ? `${name} waits: ${reason}` : `${name}: ${message}`;
}

/** `app exited 1 (Error) 14 times, last 2m ago; next try in 3m`. */
function crashWords(name: string, { exit, restarts, retryAt }: ContainerTrouble, now: number): string {
  if (exit === undefined) return `${name} ended`;
  const ended = `${name} ${exitWords(exit)}`;
  const times = restarts > 1 ? ` ${count(restarts, "time")}, last` : "";
  const next = retryAt > now ? `; next try in ${formatAge(retryAt - now)}` : "";
  const why = exit.message === "" ? "" : `: ${exit.message}`;
  return `${ended}${times} ${agoWords(exit, now)}${next}${why}`.trimEnd();
}

function agoWords({ at }: Exit, now: number): string {
  return at === 0 ? "some time ago" : `${formatAge(now - at)} ago`;
}

function exitWords({ code, signal, reason }: Exit): string {
  if (reason === "OOMKilled") return "ran out of memory (OOMKilled)";
  if (reason === "StartError" || reason === "ContainerCannotRun") return `could not start (${reason})`;
  if (signal !== 0) return `was ended by signal ${signal}`;
  return reason === "" ? `exited ${code}` : `exited ${code} (${reason})`;
}

/**
 * A container runtime wraps what happened in several layers of where it happened, the cause last:
 * `Back-off pulling image "a:b": ErrImagePull: rpc error: … failed to resolve reference "a:b": a:b: not found`.
 */
function pullWords(message: string): string {
  const image = /image "([^"]+)"/.exec(message)?.[1] ?? "its image";
  const layers = message.split(": ").filter((layer) => !layer.startsWith("http"));
  const cause = layers.length > 1 ? layers.at(-1) : undefined;
  return cause === undefined ? image : `${image}: ${cause}`;
}
