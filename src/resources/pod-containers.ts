// The containers of a pod as its status tells of them, for those that read their logs or enter them. Rows keep less.
import type { KubeObject } from "../kube/types.ts";
import type { ContainerStatus, Terminated } from "./pod-object.ts";

/** How one instance of a container ended. */
export interface ContainerEnd {
  /** As the runtime names the instance: `containerd://…`. */
  readonly id: string;
  /** `Completed`, `Error`, `OOMKilled` and the like; `""` where the runtime does not say. */
  readonly reason: string;
  readonly exitCode: number;
  /** Milliseconds since the epoch; `NaN` where the runtime does not say. */
  readonly finishedAt: number;
}

/** One container of a pod, as the pod's status told last. */
export interface PodContainer {
  readonly name: string;
  readonly role: "init" | "sidecar" | "app" | "ephemeral";
  readonly state: "waiting" | "running" | "terminated";
  /** Of the instance that runs or ran last, as the runtime names it; `""` before the first. */
  readonly id: string;
  /** Why it waits or ended: `ContainerCreating`, `CrashLoopBackOff`, `Error`; `""` while it runs. */
  readonly reason: string;
  /** More about the reason, in the runtime's words; `""` where it says no more. */
  readonly message: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** When the instance that runs was started, in milliseconds since the epoch; `NaN` while none runs. */
  readonly startedAt: number;
  /** How the present instance ended, where it did. */
  readonly end: ContainerEnd | undefined;
  /** How the instance before it ended, where there was one. */
  readonly last: ContainerEnd | undefined;
}

/** What a pod's spec and status say, as far as its containers go. */
interface PodWithContainers {
  readonly spec?: {
    readonly containers?: readonly SpecContainer[];
    readonly initContainers?: readonly (SpecContainer & { readonly restartPolicy?: string })[];
    readonly ephemeralContainers?: readonly SpecContainer[];
  };
  readonly status?: {
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly WholeStatus[];
    readonly initContainerStatuses?: readonly WholeStatus[];
    readonly ephemeralContainerStatuses?: readonly WholeStatus[];
  };
}

interface SpecContainer {
  readonly name?: string;
}

/** Why something is as it is. */
interface Why {
  readonly reason?: string;
  readonly message?: string;
}

interface Condition extends Why {
  readonly type?: string;
  readonly status?: string;
}

type Ended = Terminated & { readonly containerID?: string };

interface WholeStatus extends ContainerStatus {
  readonly containerID?: string;
  readonly state?: Omit<NonNullable<ContainerStatus["state"]>, "terminated"> & {
    readonly terminated?: Ended;
  };
  readonly lastState?: { readonly terminated?: Ended };
}

/** In the order in which they start: init containers, sidecars among them, then the others, then ephemeral ones. */
export function podContainers(object: KubeObject): PodContainer[] {
  const { spec = {}, status = {} } = object as PodWithContainers;
  const why = whyNoneStarted(status);
  const init = (spec.initContainers ?? []).map((container) =>
    containerOf(
      container,
      container.restartPolicy === "Always" ? "sidecar" : "init",
      status.initContainerStatuses,
      why,
    ),
  );
  const app = (spec.containers ?? []).map((container) =>
    containerOf(container, "app", status.containerStatuses, why),
  );
  const ephemeral = (spec.ephemeralContainers ?? []).map((container) =>
    containerOf(container, "ephemeral", status.ephemeralContainerStatuses, why),
  );
  return [...init, ...app, ...ephemeral];
}

/** Of containers that no node has said anything of: evicted before they began, or no node will take them. */
function whyNoneStarted({ reason, message, conditions = [] }: NonNullable<PodWithContainers["status"]>): Why {
  if (reason !== undefined) return { reason, ...(message !== undefined && { message }) };
  return conditions.find(({ type, status }) => type === "PodScheduled" && status === "False") ?? {};
}

function containerOf(
  { name = "" }: SpecContainer,
  role: PodContainer["role"],
  statuses: readonly WholeStatus[] = [],
  whyNot: Why,
): PodContainer {
  const status = statuses.find((candidate) => candidate.name === name) ?? { state: { waiting: whyNot } };
  const { state = {}, lastState = {}, containerID: id = "" } = status;
  const { waiting, running, terminated } = state;
  const before = lastState.terminated;
  // While a container waits to be started again, its last instance is the one that ended before.
  const ended = terminated ?? (running === undefined && before?.containerID === id ? before : undefined);
  return {
    name,
    role,
    state: running ? "running" : terminated ? "terminated" : "waiting",
    id,
    reason: waiting?.reason ?? terminated?.reason ?? "",
    message: waiting?.message ?? terminated?.message ?? "",
    ready: status.ready ?? false,
    restarts: status.restartCount ?? 0,
    startedAt: timeOf(running?.startedAt),
    end: ended && endOf(ended, id),
    last: before && before !== ended ? endOf(before, before.containerID ?? "") : undefined,
  };
}

function endOf({ reason = "", exitCode = 0, finishedAt, containerID }: Ended, id: string): ContainerEnd {
  return {
    id: containerID ?? id,
    reason,
    exitCode,
    finishedAt: timeOf(finishedAt),
  };
}

function timeOf(text: string | null | undefined): number {
  return text ? Date.parse(text) : Number.NaN;
}
