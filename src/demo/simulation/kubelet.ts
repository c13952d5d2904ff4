import { timestamp } from "../clock.ts";
import { nodes } from "../kinds/nodes.ts";
import { pods } from "../kinds/pods.ts";
import type { Container, ContainerStatus, Node, Pod, PodStatus } from "../objects.ts";
import { type ClusterState, isReady, keyOf } from "./cluster-state.ts";
import {
  type ContainerMemory,
  type ForcedEnd,
  type StepContext,
  stepContainer,
  waitingStatus,
} from "./container-life.ts";
import { conditionsOf } from "./pod-conditions.ts";
import { lifeOf, pairs, phaseOf, restarts, stepInit } from "./pod-progress.ts";
import { configFault, mountFault } from "./pod-references.ts";
import { Worker } from "./worker.ts";

/** What the kubelets remember of one pod. */
interface PodMemory {
  readonly containers: Map<string, ContainerMemory>;
  /** When a pod that is being deleted will have stopped. */
  stopsAt?: number;
}

const second = 1000;
const mountRetry = 15 * second;

/** The kubelets of all nodes: they bring bound pods up, keep them up, and take them down. */
export class Kubelets {
  readonly #state: ClusterState;
  readonly #worker: Worker;
  readonly #memories = new Map<string, PodMemory>();
  readonly #lastAddress = new Map<string, number>();

  constructor(state: ClusterState) {
    this.#state = state;
    this.#worker = new Worker(state.clock, 80, (key) => this.#sync(key));
    state.onChange(pods, ({ type, current }) => {
      if (type === "DELETED") this.#memories.delete(current.object.metadata.uid ?? "");
      else if (isBound(current.object as Pod)) this.#worker.add(current.key);
    });
    state.onChange(nodes, ({ current, previous }) => {
      const back =
        isReady((current.object as Node).status) && !isReady((previous?.object as Node | undefined)?.status);
      if (back)
        for (const pod of state.podsOn(current.object.metadata.name ?? "")) this.#worker.add(keyOf(pod));
    });
    for (const pod of state.list<Pod>(pods)) if (isBound(pod)) this.#worker.add(keyOf(pod));
  }

  /**
   * A running container of a pod ends at once. What comes then follows the rules, unless it is to be started again
   * `atOnce`, without any wait.
   */
  kill(
    key: string,
    container: string,
    { atOnce, ...forced }: ForcedEnd & { readonly atOnce: boolean },
  ): void {
    const pod = this.#state.get<Pod>(pods, key);
    if (pod === undefined) throw new Error(`there is no pod ${key}`);
    const memory = this.#containerMemory(pod, container);
    memory.killed = forced;
    this.#sync(key);
    if (!atOnce) return;
    memory.until = this.#state.clock.now();
    this.#sync(key);
  }

  #sync(key: string): void {
    const pod = this.#state.get<Pod>(pods, key);
    if (pod === undefined || !isBound(pod) || !this.#state.isNodeReady(pod.spec.nodeName ?? "")) return;
    if (pod.metadata.deletionTimestamp !== undefined) this.#terminate(pod);
    else if (pod.status.phase === "Succeeded" || pod.status.phase === "Failed") return;
    else if (pod.status.startTime === undefined) this.#admit(pod);
    else this.#advance(pod);
  }

  // Accepts a pod: from here on it has a status of its own.
  #admit(pod: Pod): void {
    const { initContainers = [], containers } = pod.spec;
    const time = timestamp(this.#state.clock.now());
    const waiting = initContainers.length > 0 ? "PodInitializing" : "ContainerCreating";
    const status: PodStatus = {
      ...pod.status,
      phase: "Pending",
      hostIP: this.#hostAddress(pod),
      startTime: time,
      ...(initContainers.length > 0
        ? { initContainerStatuses: initContainers.map((container) => waitingStatus(container, waiting)) }
        : {}),
      containerStatuses: containers.map((container) => waitingStatus(container, waiting)),
    };
    this.#write(pod, { ...status, conditions: conditionsOf(pod, status, time) });
    this.#worker.addAfter(keyOf(pod), this.#state.random.between(200, 700));
  }

  #advance(pod: Pod): void {
    const fault = mountFault(this.#state, pod);
    if (fault !== undefined && pod.status.podIP === undefined) {
      this.#report(pod, undefined)("Warning", "FailedMount", fault);
      return this.#worker.addAfter(keyOf(pod), mountRetry);
    }
    const wakes: number[] = [];
    const step = (container: Container, status: ContainerStatus) => {
      const next = stepContainer(container, status, this.#stepContext(pod, container));
      if (next.wake !== undefined) wakes.push(next.wake);
      return next.status;
    };
    const { initContainers = [], containers } = pod.spec;
    const { init, done } = stepInit(initContainers, pod.status.initContainerStatuses ?? [], step);
    const main = pairs(containers, pod.status.containerStatuses ?? []).map(([container, status]) =>
      done ? step(container, status) : status,
    );
    const { ephemeralContainerStatuses = [] } = pod.status;
    const ephemeral = pairs(pod.spec.ephemeralContainers ?? [], ephemeralContainerStatuses).map(
      ([container, status]) => (done ? step(container, status) : status),
    );
    const settled =
      same(init, pod.status.initContainerStatuses ?? []) &&
      same(main, pod.status.containerStatuses ?? []) &&
      same(ephemeral, ephemeralContainerStatuses);
    this.#wakeAt(pod, Math.min(...wakes));
    if (settled && pod.spec.readinessGates === undefined) return;
    const begun = [...init, ...main].some(({ containerID }) => containerID !== undefined);
    const podIP = pod.status.podIP ?? (begun ? this.#podAddress(pod) : undefined);
    const status: PodStatus = {
      ...pod.status,
      ...(podIP === undefined ? {} : { podIP, podIPs: [{ ip: podIP }] }),
      ...(init.length > 0 ? { initContainerStatuses: init } : {}),
      containerStatuses: main,
      ...(ephemeral.length > 0 ? { ephemeralContainerStatuses: ephemeral } : {}),
    };
    const phased = { ...status, phase: phaseOf(pod, init, main) };
    const time = timestamp(this.#state.clock.now());
    this.#write(pod, { ...phased, conditions: conditionsOf(pod, phased, time) });
  }

  #wakeAt(pod: Pod, time: number): void {
    if (Number.isFinite(time)) this.#worker.addAfter(keyOf(pod), Math.max(0, time - this.#state.clock.now()));
  }

  #terminate(pod: Pod): void {
    const { deletionGracePeriodSeconds: grace = 30 } = pod.metadata;
    if (grace === 0) return;
    const now = this.#state.clock.now();
    const memory = this.#memoryOf(pod);
    const running = (pod.status.containerStatuses ?? []).filter(({ state }) => state.running !== undefined);
    if (memory.stopsAt === undefined) {
      for (const { name } of running)
        this.#report(pod, name)("Normal", "Killing", `Stopping container ${name}`);
      const wanted = running.length === 0 ? 0 : this.#state.random.between(600, 2600);
      memory.stopsAt = now + Math.min(grace * second, wanted);
    }
    if (now < memory.stopsAt) return this.#worker.addAfter(keyOf(pod), memory.stopsAt - now);
    this.#write(pod, { ...pod.status, containerStatuses: stopped(pod.status.containerStatuses ?? [], now) });
    this.#state.writer.delete(pods, keyOf(pod), { gracePeriodSeconds: 0 });
  }

  #write(pod: Pod, status: PodStatus): void {
    this.#state.writeStatus(pods, { ...pod, status });
  }

  #stepContext(pod: Pod, container: Container): StepContext {
    const { clock, random } = this.#state;
    return {
      now: clock.now(),
      pod,
      memory: this.#containerMemory(pod, container.name),
      behaviour: lifeOf(pod, container),
      restarts: (exitCode) => restarts(pod, container, exitCode),
      hasImage: () => this.#hasImage(pod, container.image),
      pullTime: 900 + ((container.image.length * 7919) % 5200),
      configFault: configFault(this.#state, pod, container),
      containerId: () => `containerd://${random.hex(64)}`,
      report: this.#report(pod, container.name),
    };
  }

  #containerMemory(pod: Pod, container: string): ContainerMemory {
    const { containers } = this.#memoryOf(pod);
    const known = containers.get(container);
    if (known !== undefined) return known;
    const memory: ContainerMemory = { pulls: 0, crashes: 0 };
    containers.set(container, memory);
    return memory;
  }

  #memoryOf({ metadata: { uid = "" } }: Pod): PodMemory {
    const known = this.#memories.get(uid);
    if (known !== undefined) return known;
    const memory: PodMemory = { containers: new Map() };
    this.#memories.set(uid, memory);
    return memory;
  }

  #report(pod: Pod, container: string | undefined) {
    const inInit = (pod.spec.initContainers ?? []).some(({ name }) => name === container);
    const fieldPath = `spec.${inInit ? "initContainers" : "containers"}{${container}}`;
    return (type: "Normal" | "Warning", reason: string, message: string) =>
      this.#state.events.record(pod, {
        type,
        reason,
        message,
        component: "kubelet",
        ...(pod.spec.nodeName === undefined ? {} : { host: pod.spec.nodeName }),
        ...(container === undefined ? {} : { fieldPath }),
      });
  }

  #hasImage({ spec, metadata }: Pod, image: string): boolean {
    const id = (status: ContainerStatus) => status.image === image && status.imageID !== "";
    return this.#state
      .podsOn(spec.nodeName ?? "")
      .some((pod) => pod.metadata.uid !== metadata.uid && (pod.status.containerStatuses ?? []).some(id));
  }

  #hostAddress({ spec }: Pod): string {
    return this.#state.get<Node>(nodes, spec.nodeName ?? "")?.status.addresses?.[0]?.address ?? "";
  }

  #podAddress(pod: Pod): string {
    const { nodeName = "", hostNetwork } = pod.spec;
    if (hostNetwork === true) return this.#hostAddress(pod);
    const range = this.#state.get<Node>(nodes, nodeName)?.spec.podCIDR ?? "10.244.0.0/24";
    const used = new Set(this.#state.podsOn(nodeName).map(({ status }) => status.podIP));
    let last = this.#lastAddress.get(nodeName) ?? 1;
    let address: string;
    do {
      last = last >= 254 ? 2 : last + 1;
      address = range.replace(/\.0\/\d+$/, `.${last}`);
    } while (used.has(address) && used.size < 250);
    this.#lastAddress.set(nodeName, last);
    return address;
  }
}

function isBound({ spec }: Pod): boolean {
  return spec.nodeName !== undefined && spec.nodeName !== "";
}

function same<T>(list: readonly T[], other: readonly T[]): boolean {
  return list.length === other.length && list.every((entry, index) => entry === other[index]);
}

function stopped(statuses: readonly ContainerStatus[], now: number): readonly ContainerStatus[] {
  return statuses.map((status) => {
    if (status.state.running === undefined) return status;
    const { startedAt } = status.state.running;
    const terminated = {
      exitCode: 0,
      reason: "Completed",
      ...(startedAt === undefined ? {} : { startedAt }),
      finishedAt: timestamp(now),
      ...(status.containerID === undefined ? {} : { containerID: status.containerID }),
    };
    return { ...status, state: { terminated }, ready: false, started: false };
  });
}
