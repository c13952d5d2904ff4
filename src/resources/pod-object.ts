import type { Condition } from "./conditions.ts";
import type { Timestamp } from "./times.ts";

/** How a container ended. */
export interface Terminated {
  readonly exitCode?: number;
  readonly signal?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly finishedAt?: Timestamp;
}

export interface ContainerStatus {
  readonly name?: string;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: { readonly startedAt?: Timestamp };
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

/** A pod as far as its row reads it. */
export interface PodObject {
  readonly metadata: { readonly finalizers?: readonly string[] };
  readonly spec?: {
    readonly nodeName?: string;
    readonly containers?: readonly unknown[];
    readonly initContainers?: readonly { readonly name?: string; readonly restartPolicy?: string }[];
    readonly readinessGates?: readonly { readonly conditionType?: string }[];
    readonly schedulingGates?: readonly { readonly name?: string }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly startTime?: Timestamp;
    readonly nominatedNodeName?: string;
    readonly podIPs?: readonly { readonly ip?: string }[];
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

function containerStatusFields(at: string): readonly string[] {
  return [
    "name",
    "ready",
    "started",
    "restartCount",
    "state.waiting.reason",
    "state.waiting.message",
    "state.running.startedAt",
    "state.terminated.exitCode",
    "state.terminated.signal",
    "state.terminated.reason",
    "state.terminated.message",
    "state.terminated.finishedAt",
    "lastState.terminated.exitCode",
    "lastState.terminated.signal",
    "lastState.terminated.reason",
    "lastState.terminated.message",
    "lastState.terminated.finishedAt",
  ].map((field) => `${at}.${field}`);
}

/** The mask of `PodObject`. Ten thousand pods are decoded by it in one go: every field more is paid for. */
export const podFields: readonly string[] = [
  "metadata.finalizers",
  "spec.nodeName",
  "spec.containers.name",
  "spec.initContainers.name",
  "spec.initContainers.restartPolicy",
  "spec.readinessGates.conditionType",
  "spec.schedulingGates.name",
  "status.phase",
  "status.reason",
  "status.message",
  "status.startTime",
  "status.nominatedNodeName",
  "status.podIPs.ip",
  "status.conditions.type",
  "status.conditions.status",
  "status.conditions.reason",
  "status.conditions.message",
  ...containerStatusFields("status.initContainerStatuses"),
  ...containerStatusFields("status.containerStatuses"),
];

/** The init containers that keep running beside the others (sidecars), by name. */
export function sidecarsOf({ spec }: PodObject): ReadonlySet<string | undefined> {
  if (!spec?.initContainers) return none;
  return new Set(
    spec.initContainers.filter(({ restartPolicy }) => restartPolicy === "Always").map(({ name }) => name),
  );
}

const none: ReadonlySet<string | undefined> = new Set();
