import type { Container, ContainerStatus, Pod, PodSpec, PodStatus } from "../objects.ts";
import { conditionOf } from "../objects.ts";
import { admittedSpec } from "./pod-admission.ts";
import { podSpecFaults, withPodDefaults } from "./pod-template.ts";
import {
  ageColumn,
  ageOf,
  type Column,
  defineKind,
  invalid,
  nameColumn,
  statusSubresource,
  withDefaults,
} from "./resource-kind.ts";

/** What the STATUS, READY and RESTARTS columns say of a pod. */
export interface PodSummary {
  readonly status: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** When the container that restarted last had ended. */
  readonly lastRestart: string | undefined;
}

const summaries = new WeakMap<Pod, PodSummary>();

/** The rules of kubectl's pod table (pkg/printers/internalversion in kubernetes), once per version of a pod. */
export function podSummary(pod: Pod): PodSummary {
  const known = summaries.get(pod);
  if (known !== undefined) return known;
  const summary = summarise(pod);
  summaries.set(pod, summary);
  return summary;
}

function summarise(pod: Pod): PodSummary {
  const { spec, status } = pod;
  const init = initProgress(spec, status.initContainerStatuses ?? []);
  const main = status.containerStatuses ?? [];
  const gated = conditionOf(status.conditions, "PodScheduled")?.reason === "SchedulingGated";
  const settled =
    init.reason === undefined || conditionOf(status.conditions, "Initialized")?.status === "True";
  const counted = settled ? [...init.sidecars, ...main] : (status.initContainerStatuses ?? []);
  const phase = gated ? "SchedulingGated" : (status.reason ?? status.phase);
  return {
    status: terminatingStatus(pod) ?? (settled ? mainReason(pod, phase) : (init.reason ?? phase)),
    ready:
      init.readySidecars +
      (settled ? main.filter((c) => c.ready && c.state.running !== undefined).length : 0),
    total: spec.containers.length + (spec.initContainers ?? []).filter(isSidecar).length,
    restarts: counted.reduce((sum, container) => sum + container.restartCount, 0),
    lastRestart: counted
      .flatMap((container) => container.lastState.terminated?.finishedAt ?? [])
      .sort()
      .at(-1),
  };
}

function terminatingStatus({ metadata, status }: Pod): string | undefined {
  if (metadata.deletionTimestamp === undefined) return undefined;
  if (status.reason === "NodeLost") return "Unknown";
  return status.phase === "Succeeded" || status.phase === "Failed" ? undefined : "Terminating";
}

function isSidecar(container: Container): boolean {
  return container.restartPolicy === "Always";
}

function initProgress(spec: PodSpec, statuses: readonly ContainerStatus[]) {
  const containers = spec.initContainers ?? [];
  const sidecars = statuses.filter((status) =>
    containers.some((container) => container.name === status.name && isSidecar(container)),
  );
  const pending = statuses.findIndex(
    (status) =>
      status.state.terminated?.exitCode !== 0 && !(sidecars.includes(status) && status.started === true),
  );
  const finished = statuses.slice(0, pending < 0 ? statuses.length : pending);
  const readySidecars = finished.filter((status) => sidecars.includes(status) && status.ready).length;
  const blocked = statuses[pending];
  const reason = blocked === undefined ? undefined : initReason(blocked, pending, containers.length);
  return { sidecars, readySidecars, reason };
}

function initReason({ state }: ContainerStatus, index: number, total: number): string {
  if (state.terminated !== undefined) return `Init:${endReason(state.terminated)}`;
  const waiting = state.waiting?.reason;
  return waiting !== undefined && waiting !== "PodInitializing"
    ? `Init:${waiting}`
    : `Init:${index}/${total}`;
}

function endReason({
  reason,
  signal,
  exitCode,
}: NonNullable<ContainerStatus["state"]["terminated"]>): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function mainReason({ status }: Pod, phase: string): string {
  let reason = phase;
  let failure: string | undefined;
  let running = false;
  for (const { state, ready } of [...(status.containerStatuses ?? [])].reverse()) {
    if (state.waiting?.reason) reason = state.waiting.reason;
    else if (state.terminated !== undefined) {
      reason = endReason(state.terminated);
      if (state.terminated.exitCode !== 0) failure = reason;
    } else if (ready && state.running !== undefined) running = true;
  }
  if (reason !== "Completed") return reason;
  if (running && conditionOf(status.conditions, "Ready")?.status === "True") return "Running";
  return failure ?? (running ? "NotReady" : reason);
}

function restartsText(pod: Pod, now: number): string {
  const { restarts, lastRestart } = podSummary(pod);
  return restarts > 0 && lastRestart !== undefined
    ? `${restarts} (${ageOf(lastRestart, now)} ago)`
    : `${restarts}`;
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return "<none>";
  const open = gates.filter((gate) => conditionOf(status.conditions, gate.conditionType)?.status === "True");
  return `${open.length}/${gates.length}`;
}

const columns: readonly Column<Pod>[] = [
  nameColumn,
  {
    name: "Ready",
    type: "string",
    description: "The aggregate readiness state of this pod for accepting traffic.",
    cell: (pod) => `${podSummary(pod).ready}/${podSummary(pod).total}`,
  },
  {
    name: "Status",
    type: "string",
    description: "The aggregate status of the containers in this pod.",
    cell: (pod) => podSummary(pod).status,
  },
  {
    name: "Restarts",
    type: "string",
    description:
      "The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.",
    cell: restartsText,
  },
  ageColumn,
  { name: "IP", type: "string", priority: 1, cell: (pod) => pod.status.podIPs?.[0]?.ip || "<none>" },
  { name: "Node", type: "string", priority: 1, cell: (pod) => pod.spec.nodeName || "<none>" },
  {
    name: "Nominated Node",
    type: "string",
    priority: 1,
    cell: (pod) => pod.status.nominatedNodeName || "<none>",
  },
  { name: "Readiness Gates", type: "string", priority: 1, cell: readinessGates },
];

/** `Guaranteed` when every container's limits equal its requests, `BestEffort` without any, else `Burstable`. */
function qosClass({ containers }: PodSpec): string {
  const all = containers.map((container) => container.resources ?? {});
  if (all.every(({ requests, limits }) => requests === undefined && limits === undefined))
    return "BestEffort";
  const guaranteed = all.every(({ requests, limits }) =>
    ["cpu", "memory"].every(
      (name) => limits?.[name] !== undefined && (requests?.[name] ?? limits[name]) === limits[name],
    ),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}

// What may change in a running pod: images, the deadline, added tolerations, and the like.
function fixedPart(spec: PodSpec): string {
  const images = (list: readonly Container[] | undefined) =>
    list?.map(({ image: _image, resources: _r, ...rest }) => rest);
  const {
    activeDeadlineSeconds: _a,
    tolerations: _t,
    nodeName: _n,
    terminationGracePeriodSeconds: _g,
    ...rest
  } = spec;
  return JSON.stringify({
    ...rest,
    containers: images(spec.containers),
    initContainers: images(spec.initContainers),
  });
}

export const pods = defineKind<Pod>({
  group: "",
  version: "v1",
  resource: "pods",
  kind: "Pod",
  namespaced: true,
  shortNames: ["po"],
  categories: ["all"],
  generation: true,
  subresources: [
    statusSubresource("Pod"),
    { name: "log", kind: "Pod", verbs: ["get"] },
    {
      name: "eviction",
      kind: "Eviction",
      groupVersion: { group: "policy", version: "v1" },
      verbs: ["create"],
    },
    { name: "ephemeralcontainers", kind: "Pod", verbs: ["get", "patch", "update"] },
    { name: "exec", kind: "PodExecOptions", verbs: ["create", "get"] },
    { name: "attach", kind: "PodAttachOptions", verbs: ["create", "get"] },
    { name: "portforward", kind: "PodPortForwardOptions", verbs: ["create", "get"] },
  ],
  columns,
  fieldNames: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  fields: ({ spec, status }) => ({
    "spec.nodeName": spec.nodeName ?? "",
    "spec.restartPolicy": spec.restartPolicy ?? "",
    "spec.schedulerName": spec.schedulerName ?? "",
    "spec.serviceAccountName": spec.serviceAccountName ?? "",
    "spec.hostNetwork": String(spec.hostNetwork ?? false),
    "status.phase": status.phase,
    "status.podIP": status.podIP ?? "",
    "status.nominatedNodeName": status.nominatedNodeName ?? "",
  }),
  prepare(pod, old) {
    const full = withPodDefaults(pod.spec);
    const spec = old === undefined ? admittedSpec(full) : full;
    const status =
      old === undefined
        ? withDefaults<PodStatus>({ phase: "Pending", qosClass: qosClass(spec) }, pod.status)
        : pod.status;
    return { ...pod, spec, status };
  },
  validate(pod, old) {
    const faults = [...podSpecFaults(pod.spec, "spec")];
    if (old !== undefined && faults.length === 0 && fixedPart(old.spec) !== fixedPart(pod.spec))
      faults.push({
        reason: "FieldValueForbidden",
        field: "spec",
        message:
          "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
      });
    if (
      pod.spec.restartPolicy !== undefined &&
      !["Always", "OnFailure", "Never"].includes(pod.spec.restartPolicy)
    )
      faults.push(
        invalid("spec.restartPolicy", pod.spec.restartPolicy, "must be Always, OnFailure or Never"),
      );
    return faults;
  },
});
