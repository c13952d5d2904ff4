import type { Row } from "../cache/types.ts";
import { formatAge } from "../lib/age.ts";
import { grace, healthy, isYoung, verdict } from "./health.ts";
import type { Health, HealthLevel } from "./kind.ts";
import {
  type ContainerTrouble,
  type Exit,
  isPull,
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
  const name = trouble.role === "container" ? trouble.container : `${trouble.role} ${trouble.container}`;
  const elapsed = since === 0 ? now - row.createdAt : now - since;
  const hasCrashed = exit !== undefined && exit.code !== 0 && now - exit.at < grace.recovered;
  const whileFresh: HealthLevel = elapsed < grace.starting && !hasCrashed ? "busy" : "warn";
  switch (what) {
    case "waiting":
      return waiting(name, trouble, whileFresh, elapsed, now);
    case "exited":
      return verdict("bad", exit?.reason || "Error", crashWords(name, trouble, now));
    case "completed": {
      const level = exit !== undefined && now - exit.at < grace.initializing ? "busy" : "warn";
      return verdict(
        level,
        "Completed",
        `${name} has completed; the pod lasts until its other containers have`,
      );
    }
    case "initializing": {
      const level = elapsed < grace.initializing ? "busy" : "warn";
      return verdict(level, "PodInitializing", `${name} has been running for ${formatAge(elapsed)}`);
    }
    case "starting":
      return notReady(
        hasCrashed ? "warn" : "busy",
        `${name} has not passed its startup probe yet`,
        trouble,
        now,
      );
    case "unready":
      return notReady(whileFresh, `${name} runs but is not ready`, trouble, now);
    case "restarted":
      if (!hasCrashed) return healthy;
      return verdict("warn", exit.reason || "Error", `${crashWords(name, trouble, now)}; runs again`);
  }
}

/** Reasons to wait that the kubelet gives for failures; others are passed on with a warning. */
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

function waiting(
  name: string,
  trouble: ContainerTrouble,
  whileFresh: HealthLevel,
  elapsed: number,
  now: number,
): Health {
  const { reason, message, exit } = trouble;
  if (isStarting(reason))
    return verdict(
      whileFresh,
      reason || "Waiting",
      `${name} has been waiting to be created for ${formatAge(elapsed)}`,
    );
  const level = failures.has(reason) ? "bad" : "warn";
  if (reason === "CrashLoopBackOff" && exit !== undefined)
    return verdict(level, reason, crashWords(name, trouble, now));
  if (isPull(reason)) return verdict(level, reason, `${name} cannot pull ${message || "its image"}`);
  return verdict(level, reason, message === "" ? `${name} waits: ${reason}` : `${name}: ${message}`);
}

function notReady(
  level: HealthLevel,
  sentence: string,
  { exit, restarts }: ContainerTrouble,
  now: number,
): Health {
  const before = exit === undefined || restarts === 0 ? "" : `; ${exitWords(exit)}, ${agoWords(exit, now)}`;
  return verdict(level, "ContainersNotReady", `${sentence}${before}`);
}

/** `app exited 1 (Error) 14 times, last 2m ago; next try in 3m`. */
function crashWords(name: string, { exit, restarts, retryAt }: ContainerTrouble, now: number): string {
  if (exit === undefined) return `${name} has ended`;
  const times = restarts > 1 ? ` ${count(restarts, "time")}, last` : ",";
  const next = retryAt > now ? `; next try in ${formatAge(retryAt - now)}` : "";
  return `${name} ${exitWords(exit)}${times} ${agoWords(exit, now)}${next}`;
}

function agoWords({ at }: Exit, now: number): string {
  return at === 0 ? "some time ago" : `${formatAge(now - at)} ago`;
}

function exitWords({ code, signal, reason, cause }: Exit): string {
  if (reason === "OOMKilled") return "ran out of memory (OOMKilled)";
  if (cause !== "") return `could not start (${cause})`;
  if (signal !== 0) return `was ended by signal ${signal}`;
  return reason === "" ? `exited ${code}` : `exited ${code} (${reason})`;
}
