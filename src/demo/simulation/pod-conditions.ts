import { type Condition, conditionOf, type Pod, type PodStatus, withCondition } from "../objects.ts";
import { podCondition } from "./pod-factory.ts";
import { initDone, pairs } from "./pod-progress.ts";

/** The conditions a kubelet writes for a pod with this status. @param time as the API writes times */
export function conditionsOf(pod: Pod, status: PodStatus, time: string): readonly Condition[] {
  const init = pod.spec.initContainers ?? [];
  const incomplete = pairs(init, status.initContainerStatuses ?? []).filter(
    ([container, s]) => !initDone(container, s),
  );
  const unready = (status.containerStatuses ?? []).filter(({ ready }) => !ready);
  const notReady = {
    reason: status.phase === "Succeeded" ? "PodCompleted" : "ContainersNotReady",
    ...(status.phase === "Succeeded"
      ? {}
      : { message: `containers with unready status: ${names(unready.map(({ name }) => name))}` }),
  };
  const notInitialized = {
    reason: "ContainersNotInitialized",
    message: `containers with incomplete status: ${names(incomplete.map(([{ name }]) => name))}`,
  };
  const containersReady: Condition = {
    ...podCondition("ContainersReady", unready.length === 0 ? "True" : "False", time),
    ...(unready.length === 0 ? {} : notReady),
  };
  const gates = pod.spec.readinessGates ?? [];
  const gatesOpen = gates.every(
    ({ conditionType }) => conditionOf(status.conditions, conditionType)?.status === "True",
  );
  const ready: Condition = gatesOpen
    ? { ...containersReady, type: "Ready" }
    : { ...podCondition("Ready", "False", time), reason: "ReadinessGatesNotReady" };
  const initialized: Condition = {
    ...podCondition("Initialized", incomplete.length === 0 ? "True" : "False", time),
    ...(incomplete.length === 0 ? {} : notInitialized),
  };
  const sandbox = podCondition(
    "PodReadyToStartContainers",
    status.podIP === undefined ? "False" : "True",
    time,
  );
  return [sandbox, initialized, ready, containersReady].reduce(withCondition, status.conditions ?? []);
}

const names = (list: readonly string[]) => `[${list.join(" ")}]`;
