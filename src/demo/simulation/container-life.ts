import { timestamp } from "../clock.ts";
import type { Container, ContainerStatus, Pod, TerminatedState } from "../objects.ts";
import type { Behaviour } from "./behaviour.ts";
import { imageIdOf } from "./pod-factory.ts";

/** What a kubelet remembers of one container between two looks at it. Times are milliseconds. */
export interface ContainerMemory {
  /** When the present wait (pull, back-off) is over. */
  until?: number | undefined;
  /** When its readiness probe will pass. */
  readyAt?: number | undefined;
  /** Whether the image was on the node before. */
  present?: boolean;
  pulls: number;
  crashes: number;
  /** It ends at the next look, like this. */
  killed?: ForcedEnd | undefined;
}

/** How a container is ended from outside. */
export interface ForcedEnd {
  readonly exitCode: number;
  readonly oomKilled?: boolean;
  /** Its termination message, and the last thing it says. */
  readonly message?: string;
}

/** What a step needs of the node it happens on. */
export interface StepContext {
  readonly now: number;
  readonly pod: Pod;
  readonly memory: ContainerMemory;
  readonly behaviour: Behaviour;
  /** Whether it is started again after an end with this exit code. */
  readonly restarts: (exitCode: number) => boolean;
  /** Whether the image is on the node already. */
  readonly hasImage: () => boolean;
  /** Milliseconds a pull takes. */
  readonly pullTime: number;
  /** What is missing of the configuration it refers to, in the kubelet's words. */
  readonly configFault: string | undefined;
  readonly containerId: () => string;
  readonly report: (type: "Normal" | "Warning", reason: string, message: string) => void;
}

/** A container's next status, and when to look again. */
export interface Step {
  readonly status: ContainerStatus;
  readonly wake?: number | undefined;
}

const second = 1000;
/** Back-off of crashes and pulls: 10 s, doubled each time, 5 minutes at most; forgotten after 10 good minutes. */
const backoffStart = 10 * second;
const backoffLimit = 300 * second;
const backoffReset = 600 * second;
/** How long a failure shows before it turns into a back-off. */
const failureShown = 2 * second;
const probePeriod = 20 * second;

/** The status of a container that is still to be made. */
export function waitingStatus({ name, image }: Container, reason: string): ContainerStatus {
  return {
    name,
    state: { waiting: { reason } },
    lastState: {},
    ready: false,
    restartCount: 0,
    image,
    imageID: "",
    started: false,
  };
}

/** Takes a container as far as it goes by now: from pull to start to ready, to its end and to the next try. */
export function stepContainer(container: Container, status: ContainerStatus, context: StepContext): Step {
  const { running, terminated, waiting } = status.state;
  if (running !== undefined) return stepRunning(container, status, context);
  if (terminated !== undefined) return stepEnded(container, status, terminated, context);
  switch (waiting?.reason) {
    case "CrashLoopBackOff":
      return stepBackOff(container, status, context);
    case "ErrImagePull":
    case "ImagePullBackOff":
      return stepPullFailure(container, status, context);
    default:
      return stepCreating(container, status, context);
  }
}

function stepCreating(container: Container, status: ContainerStatus, context: StepContext): Step {
  const { now, memory, configFault, hasImage, pullTime, report } = context;
  if (configFault !== undefined) return refuseConfig(status, configFault, context);
  if (memory.until === undefined) {
    memory.present = hasImage();
    memory.until = now + (memory.present ? second / 2 : pullTime);
    if (!memory.present) report("Normal", "Pulling", `Pulling image "${container.image}"`);
  }
  if (now < memory.until) return { status, wake: memory.until };
  const failure = context.behaviour.pullFailure;
  return failure === undefined
    ? start(container, status, context, 0)
    : failPull(container, status, failure, context);
}

function refuseConfig(status: ContainerStatus, fault: string, { now, memory, report }: StepContext): Step {
  if (memory.until === undefined || now >= memory.until) {
    memory.until = now + 20 * second;
    report("Warning", "Failed", `Error: ${fault}`);
  }
  const waiting = { reason: "CreateContainerConfigError", message: fault };
  return { status: { ...status, state: { waiting } }, wake: memory.until };
}

function failPull(
  container: Container,
  status: ContainerStatus,
  failure: string,
  context: StepContext,
): Step {
  const { now, memory, report } = context;
  const message = `rpc error: code = NotFound desc = ${failure}`;
  memory.pulls += 1;
  memory.until = now + Math.min(backoffLimit, backoffStart * 2 ** (memory.pulls - 1));
  report("Warning", "Failed", `Failed to pull image "${container.image}": ${message}`);
  report("Warning", "Failed", "Error: ErrImagePull");
  const waiting = { reason: "ErrImagePull", message };
  return { status: { ...status, state: { waiting } }, wake: now + 4 * failureShown };
}

function stepPullFailure(container: Container, status: ContainerStatus, context: StepContext): Step {
  const { now, memory, report } = context;
  const failure = context.behaviour.pullFailure;
  if (failure === undefined || now >= (memory.until ?? 0)) {
    report("Normal", "Pulling", `Pulling image "${container.image}"`);
    return failure === undefined
      ? start(container, status, context, 0)
      : failPull(container, status, failure, context);
  }
  if (status.state.waiting?.reason === "ImagePullBackOff") return { status, wake: memory.until };
  report("Normal", "BackOff", `Back-off pulling image "${container.image}"`);
  report("Warning", "Failed", "Error: ImagePullBackOff");
  const message = `Back-off pulling image "${container.image}": ErrImagePull: ${status.state.waiting?.message}`;
  return {
    status: { ...status, state: { waiting: { reason: "ImagePullBackOff", message } } },
    wake: memory.until,
  };
}

function start(
  container: Container,
  status: ContainerStatus,
  context: StepContext,
  restartCount: number,
): Step {
  const { now, memory, behaviour, pullTime, report, containerId } = context;
  report(
    "Normal",
    "Pulled",
    pulledMessage(container.image, memory.present === true || restartCount > 0, pullTime),
  );
  report("Normal", "Created", "Container created");
  report("Normal", "Started", "Container started");
  memory.until = undefined;
  memory.readyAt = now + (container.readinessProbe === undefined ? 0 : behaviour.readyAfter * second);
  const { terminated } = status.state;
  const started: ContainerStatus = {
    ...status,
    state: { running: { startedAt: timestamp(now) } },
    lastState: terminated === undefined ? status.lastState : { terminated },
    ready: container.readinessProbe === undefined,
    started: true,
    restartCount,
    image: container.image,
    imageID: imageIdOf(container.image),
    containerID: containerId(),
  };
  return { status: started, wake: nextOfRunning(started, context) };
}

function pulledMessage(image: string, present: boolean, pullTime: number): string {
  if (present) return `Container image "${image}" already present on machine and can be accessed by the pod`;
  const took = `${(pullTime / second).toFixed(3).replace(/\.?0+$/, "")}s`;
  const size =
    20_000_000 + ([...image].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 900) * 100_003;
  return `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${size} bytes.`;
}

function stepRunning(container: Container, status: ContainerStatus, context: StepContext): Step {
  const { now, memory, behaviour, report, containerId } = context;
  if (status.image !== container.image) {
    report("Normal", "Killing", `Container ${container.name} definition changed, will be restarted`);
    memory.until = now + second;
    const ended = terminatedState(status, { after: 0, exitCode: 143 }, now, containerId);
    return {
      status: { ...status, state: { terminated: ended }, ready: false, started: false },
      wake: memory.until,
    };
  }
  if (memory.killed !== undefined) {
    const after = (now - Date.parse(status.state.running?.startedAt ?? "")) / second;
    const forced = { ...memory.killed, after };
    memory.killed = undefined;
    return end(container, status, forced, context);
  }
  const endsAt = endTime(behaviour, status);
  if (now >= endsAt && behaviour.ends !== undefined) return end(container, status, behaviour.ends, context);
  const readyAt = readyTime(behaviour, status, memory);
  if (status.ready || now >= readyAt) {
    memory.readyAt = undefined;
    return { status: status.ready ? status : { ...status, ready: true }, wake: finite(endsAt) };
  }
  if (behaviour.readyAfter === Number.POSITIVE_INFINITY)
    report("Warning", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503");
  return { status, wake: nextOfRunning(status, context) };
}

// A container that never gets ready is looked at with every probe.
function nextOfRunning(status: ContainerStatus, { now, memory, behaviour }: StepContext): number | undefined {
  const readyAt = status.ready ? Number.POSITIVE_INFINITY : readyTime(behaviour, status, memory);
  const probed = !status.ready && readyAt === Number.POSITIVE_INFINITY ? now + probePeriod : readyAt;
  return finite(Math.min(probed, endTime(behaviour, status)));
}

function endTime({ ends }: Behaviour, { state }: ContainerStatus): number {
  if (ends === undefined || state.running?.startedAt === undefined) return Number.POSITIVE_INFINITY;
  return Date.parse(state.running.startedAt) + ends.after * second;
}

function readyTime(
  { readyAfter }: Behaviour,
  { state }: ContainerStatus,
  { readyAt }: ContainerMemory,
): number {
  return readyAt ?? Date.parse(state.running?.startedAt ?? "") + readyAfter * second;
}

function finite(time: number): number | undefined {
  return Number.isFinite(time) ? time : undefined;
}

type Ending = NonNullable<Behaviour["ends"]> & Pick<ForcedEnd, "message">;

function end(
  container: Container,
  status: ContainerStatus,
  ends: Ending,
  { now, memory, restarts, report, containerId }: StepContext,
): Step {
  if (ends.livenessFailed === true) {
    report("Warning", "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500");
    report("Normal", "Killing", `Container ${container.name} failed liveness probe, will be restarted`);
  }
  const terminated = terminatedState(status, ends, now, containerId);
  const ended: ContainerStatus = { ...status, state: { terminated }, ready: false, started: false };
  if (!restarts(ends.exitCode)) return { status: ended };
  memory.crashes = ends.after * second >= backoffReset ? 1 : memory.crashes + 1;
  memory.until =
    now + (memory.crashes === 1 ? second : Math.min(backoffLimit, backoffStart * 2 ** (memory.crashes - 2)));
  return { status: ended, wake: now + Math.min(failureShown, memory.until - now) };
}

function terminatedState(
  { state, containerID }: ContainerStatus,
  { exitCode, oomKilled, message }: Ending,
  now: number,
  containerId: () => string,
): TerminatedState {
  return {
    exitCode,
    reason: oomKilled === true ? "OOMKilled" : exitCode === 0 ? "Completed" : "Error",
    ...(message === undefined ? {} : { message }),
    startedAt: state.running?.startedAt ?? timestamp(now),
    finishedAt: timestamp(now),
    containerID: containerID ?? containerId(),
  };
}

function stepEnded(
  container: Container,
  status: ContainerStatus,
  terminated: TerminatedState,
  context: StepContext,
): Step {
  const { now, pod, memory, restarts, report } = context;
  if (!restarts(terminated.exitCode) && status.image === container.image) return { status };
  const until = memory.until ?? now;
  if (now >= until) return start(container, status, context, status.restartCount + 1);
  if (memory.crashes < 2) return { status, wake: until };
  const name = `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
  const backoff = Math.min(backoffLimit, backoffStart * 2 ** (memory.crashes - 2));
  report("Warning", "BackOff", `Back-off restarting failed container ${container.name} in pod ${name}`);
  const message = `back-off ${durationText(backoff)} restarting failed container=${container.name} pod=${name}`;
  const waiting = { reason: "CrashLoopBackOff", message };
  return { status: { ...status, state: { waiting }, lastState: { terminated } }, wake: until };
}

function stepBackOff(container: Container, status: ContainerStatus, context: StepContext): Step {
  const { now, memory } = context;
  const until = memory.until ?? now;
  return now < until ? { status, wake: until } : start(container, status, context, status.restartCount + 1);
}

// As Go prints durations: 10s, 1m20s, 5m0s.
function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / second);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
