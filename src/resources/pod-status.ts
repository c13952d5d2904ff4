// What `kubectl get pods` says about a pod: READY, STATUS and RESTARTS. The rules are those of `printPod` in
// k8s.io/kubernetes/pkg/printers/internalversion/printers.go (v1.37), odd corners included, since people compare.

import { isTrue } from "./conditions.ts";
import { type ContainerStatus, type PodObject, sidecarsOf, type Terminated } from "./pod-object.ts";
import { timeOf } from "./times.ts";

export interface PodStatus {
  /** STATUS, unless the pod is being deleted. */
  readonly status: string;
  readonly ready: number;
  /** Containers and sidecars. */
  readonly containers: number;
  readonly restarts: number;
  /** When the last restart's predecessor ended; 0 for never. */
  readonly restartedAt: number;
}

interface Restarts {
  count: number;
  last: number;
}

interface InitProgress {
  /** STATUS while an init container is not done; `undefined` once all are. */
  readonly unfinished: string | undefined;
  readonly readySidecars: number;
  readonly all: Restarts;
  readonly ofSidecars: Restarts;
}

export function podStatus(pod: PodObject): PodStatus {
  const { spec } = pod;
  const status = pod.status ?? {};
  const sidecars = sidecarsOf(pod);
  const init = initProgress(status.initContainerStatuses ?? [], sidecars, spec?.initContainers?.length ?? 0);
  const containers = (spec?.containers?.length ?? 0) + sidecars.size;
  const before = init.unfinished ?? phaseText(pod);
  if (init.unfinished !== undefined && !isTrue(status.conditions, "Initialized"))
    return {
      status: before,
      ready: init.readySidecars,
      containers,
      restarts: init.all.count,
      restartedAt: init.all.last,
    };
  const main = mainStatus(pod, before, init.ofSidecars);
  return { ...main, ready: main.ready + init.readySidecars, containers };
}

function phaseText({ status }: PodObject): string {
  const isGated = status?.conditions?.some(
    ({ type, reason }) => type === "PodScheduled" && reason === "SchedulingGated",
  );
  return isGated ? "SchedulingGated" : status?.reason || status?.phase || "";
}

function initProgress(
  statuses: readonly ContainerStatus[],
  sidecars: ReadonlySet<string | undefined>,
  total: number,
): InitProgress {
  const all: Restarts = { count: 0, last: 0 };
  const ofSidecars: Restarts = { count: 0, last: 0 };
  let readySidecars = 0;
  for (const [index, container] of statuses.entries()) {
    const isSidecar = sidecars.has(container.name);
    addRestarts(all, container);
    if (isSidecar) addRestarts(ofSidecars, container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated && !terminated.exitCode) continue;
    if (isSidecar && container.started === true) {
      if (container.ready === true) readySidecars += 1;
      continue;
    }
    const isHeldUp = waiting?.reason && waiting.reason !== "PodInitializing";
    const unfinished = terminated
      ? `Init:${endText(terminated)}`
      : isHeldUp
        ? `Init:${waiting.reason}`
        : `Init:${index}/${total}`;
    return { unfinished, readySidecars, all, ofSidecars };
  }
  return { unfinished: undefined, readySidecars, all, ofSidecars };
}

// The first container's reason wins, so the last is looked at first.
function mainStatus(
  { status }: PodObject,
  before: string,
  restarts: Restarts,
): Omit<PodStatus, "containers"> {
  let text = before;
  let error = "";
  let ready = 0;
  for (const container of (status?.containerStatuses ?? []).toReversed()) {
    addRestarts(restarts, container);
    const { waiting, terminated, running } = container.state ?? {};
    if (waiting?.reason) text = waiting.reason;
    else if (terminated) {
      text = endText(terminated);
      if (terminated.exitCode) error = text;
    } else if (container.ready === true && running) ready += 1;
  }
  if (text === "Completed") {
    if (ready > 0 && isTrue(status?.conditions, "Ready")) text = "Running";
    else if (error !== "") text = error;
    else if (ready > 0) text = "NotReady";
  }
  return { status: text, ready, restarts: restarts.count, restartedAt: restarts.last };
}

function endText({ reason, signal, exitCode }: Terminated): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`;
}

function addRestarts(restarts: Restarts, { restartCount, lastState }: ContainerStatus): void {
  restarts.count += restartCount ?? 0;
  if (lastState?.terminated) restarts.last = Math.max(restarts.last, timeOf(lastState.terminated.finishedAt));
}
