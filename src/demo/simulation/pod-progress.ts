import type { Container, ContainerStatus, Pod, PodStatus } from "../objects.ts";
import { type Behaviour, behaviourOf } from "./behaviour.ts";
import { waitingStatus } from "./container-life.ts";

/** Containers with their statuses; one that has none yet is waiting. */
export function pairs(
  containers: readonly Container[],
  statuses: readonly ContainerStatus[],
): readonly (readonly [Container, ContainerStatus])[] {
  return containers.map((container) => [
    container,
    statuses.find(({ name }) => name === container.name) ?? waitingStatus(container, "ContainerCreating"),
  ]);
}

/** Whether an init container lets the next one go: it has done its work or, as a sidecar, has started. */
export function initDone(container: Container, { state, started }: ContainerStatus): boolean {
  return container.restartPolicy === "Always" ? started === true : state.terminated?.exitCode === 0;
}

/** Takes the init containers as far as they go, one after another; `done` says whether the others may start. */
export function stepInit(
  containers: readonly Container[],
  statuses: readonly ContainerStatus[],
  step: (container: Container, status: ContainerStatus) => ContainerStatus,
): { readonly init: readonly ContainerStatus[]; readonly done: boolean } {
  let done = true;
  const init = pairs(containers, statuses).map(([container, status]) => {
    if (!done) return status;
    const finished = status.state.terminated?.exitCode === 0 && container.restartPolicy !== "Always";
    const next = finished ? status : step(container, status);
    done = initDone(container, next);
    return next.state.terminated?.exitCode === 0 ? { ...next, ready: true } : next;
  });
  return { init, done };
}

/** The phase of a pod whose containers stand as they do. */
export function phaseOf(
  pod: Pod,
  init: readonly ContainerStatus[],
  main: readonly ContainerStatus[],
): PodStatus["phase"] {
  const failedInit = pairs(pod.spec.initContainers ?? [], init).some(([container, { state }]) => {
    const code = state.terminated?.exitCode ?? 0;
    return code !== 0 && !restarts(pod, container, code);
  });
  if (failedInit) return "Failed";
  if (main.some(({ state, lastState }) => state.waiting !== undefined && lastState.terminated === undefined))
    return "Pending";
  const ended = main.flatMap(({ state }) => state.terminated ?? []);
  if (ended.length < main.length) return "Running";
  const final = pairs(pod.spec.containers, main).every(
    ([container, { state }]) => !restarts(pod, container, state.terminated?.exitCode ?? 0),
  );
  if (!final) return "Running";
  return ended.every(({ exitCode }) => exitCode === 0) ? "Succeeded" : "Failed";
}

function isInit({ spec }: Pod, container: Container): boolean {
  return (spec.initContainers ?? []).includes(container);
}

/** What a container of a pod does; an init container that is not told otherwise does its work and ends. */
export function lifeOf(pod: Pod, container: Container): Behaviour {
  const behaviour = spreadOut(behaviourOf(container), pod.metadata.uid ?? "");
  const endless =
    behaviour.ends === undefined && isInit(pod, container) && container.restartPolicy !== "Always";
  return endless ? { ...behaviour, ends: { after: 2, exitCode: 0 } } : behaviour;
}

function spreadOut(behaviour: Behaviour, uid: string): Behaviour {
  const { ends } = behaviour;
  if (ends?.spread === undefined) return behaviour;
  const share = (Number.parseInt(uid.slice(0, 4), 16) || 0) / 0xffff;
  return { ...behaviour, ends: { ...ends, after: Math.round(ends.after * (1 + ends.spread * share)) } };
}

/**
 * Whether a container is started again after an end. Init containers are only after a failure, whatever keeps the
 * pod's others running.
 */
export function restarts(pod: Pod, container: Container, exitCode: number): boolean {
  const policy = container.restartPolicy ?? pod.spec.restartPolicy ?? "Always";
  if (policy === "Never" || (pod.spec.ephemeralContainers ?? []).includes(container)) return false;
  return (
    exitCode !== 0 ||
    (policy === "Always" && (container.restartPolicy === "Always" || !isInit(pod, container)))
  );
}
