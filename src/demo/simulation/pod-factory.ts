import { createHash } from "node:crypto";
import type { KubeObject, OwnerReference } from "../../kube/types.ts";
import { timestamp } from "../clock.ts";
import type { Condition, Container, ContainerStatus, Labels, Pod, PodSpec, PodTemplate } from "../objects.ts";

/** What a controller decides about a pod it makes. */
export interface PodOrder {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace: string;
  readonly owner: OwnerReference;
  readonly template: PodTemplate;
  readonly labels?: Labels;
  readonly spec?: Partial<PodSpec>;
}

/** A pod as a controller posts it. */
export function orderedPod({ name, generateName, namespace, owner, template, labels, spec }: PodOrder): Pod {
  const { annotations } = template.metadata ?? {};
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(generateName === undefined ? {} : { generateName }),
      namespace,
      labels: { ...template.metadata?.labels, ...labels },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [owner],
    },
    spec: { ...template.spec, ...spec },
    status: { phase: "Pending" },
  };
}

/** The reference a controller puts on what it makes. */
export function ownerReference(owner: KubeObject): OwnerReference {
  const { apiVersion = "", kind = "", metadata } = owner;
  const { name = "", uid = "" } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** Where a pod runs, and since when (milliseconds). */
export interface Placement {
  readonly hostIP: string;
  readonly podIP: string;
  readonly startedAt: number;
  readonly containerId: (container: Container) => string;
}

/** The status of a pod all of whose containers run and are ready. */
export function runningStatus({ spec, status }: Pod, placement: Placement): Pod["status"] {
  const { hostIP, podIP, startedAt } = placement;
  const started = timestamp(startedAt + 2000);
  const ready = timestamp(startedAt + 5000);
  const init = (spec.initContainers ?? []).map((container) =>
    container.restartPolicy === "Always"
      ? runningContainer(container, started, placement)
      : finishedContainer(container, timestamp(startedAt + 1000), started, placement),
  );
  return {
    phase: "Running",
    conditions: [
      podCondition("PodReadyToStartContainers", "True", timestamp(startedAt + 1000)),
      podCondition("Initialized", "True", timestamp(startedAt)),
      podCondition("Ready", "True", ready),
      podCondition("ContainersReady", "True", ready),
      podCondition("PodScheduled", "True", timestamp(startedAt)),
    ],
    hostIP,
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: timestamp(startedAt),
    ...(init.length > 0 ? { initContainerStatuses: init } : {}),
    containerStatuses: spec.containers.map((container) => runningContainer(container, started, placement)),
    ...(status.qosClass === undefined ? {} : { qosClass: status.qosClass }),
  };
}

/** A condition of a pod, as kubelets write it. */
export function podCondition(type: string, status: Condition["status"], time: string): Condition {
  return { type, status, lastProbeTime: null, lastTransitionTime: time };
}

function runningContainer(container: Container, startedAt: string, placement: Placement): ContainerStatus {
  return {
    name: container.name,
    state: { running: { startedAt } },
    lastState: {},
    ready: true,
    restartCount: 0,
    image: container.image,
    imageID: imageIdOf(container.image),
    containerID: placement.containerId(container),
    started: true,
  };
}

function finishedContainer(
  container: Container,
  startedAt: string,
  finishedAt: string,
  placement: Placement,
): ContainerStatus {
  const containerID = placement.containerId(container);
  return {
    name: container.name,
    state: { terminated: { exitCode: 0, reason: "Completed", startedAt, finishedAt, containerID } },
    lastState: {},
    ready: true,
    restartCount: 0,
    image: container.image,
    imageID: imageIdOf(container.image),
    containerID,
    started: false,
  };
}

const imageIds = new Map<string, string>();

/** The digest an image resolves to; the same for the same image. */
export function imageIdOf(image: string): string {
  const known = imageIds.get(image);
  if (known !== undefined) return known;
  const id = `${image.replace(/:[^/:]*$/, "")}@sha256:${createHash("sha256").update(image).digest("hex")}`;
  imageIds.set(image, id);
  return id;
}
