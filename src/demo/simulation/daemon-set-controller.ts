import { nodes } from "../kinds/nodes.ts";
import { pods } from "../kinds/pods.ts";
import { controllerRevisions, daemonSets } from "../kinds/workloads.ts";
import {
  controllerOf,
  type DaemonSet,
  type Node,
  type Pod,
  type PodSpec,
  type Toleration,
} from "../objects.ts";
import { type ClusterState, isActive, isReady, keyOf } from "./cluster-state.ts";
import { tolerates } from "./placement.ts";
import { orderedPod, ownerReference } from "./pod-factory.ts";
import { controllerRevision } from "./revisions.ts";
import { Worker } from "./worker.ts";

const revisionLabel = "controller-revision-hash";

/** Keeps one pod on every node that takes it. */
export class DaemonSetController {
  readonly #state: ClusterState;
  readonly #worker: Worker;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#worker = new Worker(state.clock, 60, (key) => this.#sync(key));
    const all = () => {
      for (const set of state.list<DaemonSet>(daemonSets)) this.#worker.add(keyOf(set));
    };
    state.onChange(daemonSets, ({ current }) => this.#worker.add(current.key));
    state.onChange(pods, ({ current }) => {
      const owner = controllerOf(current.object);
      if (owner?.kind === "DaemonSet") this.#worker.add(`${current.object.metadata.namespace}/${owner.name}`);
    });
    state.onChange(nodes, ({ type, current, previous }) => {
      const old = previous?.object as Node | undefined;
      if (type !== "MODIFIED" || (current.object as Node).spec !== old?.spec) all();
    });
    all();
  }

  #sync(key: string): void {
    const set = this.#state.get<DaemonSet>(daemonSets, key);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const revision = this.#recordRevision(set);
    const wanted = this.#state.list<Node>(nodes).filter((node) => takes(node, podSpecOf(set)));
    const byNode = this.#podsByNode(set);
    for (const { metadata } of wanted)
      if (!byNode.has(metadata.name ?? "")) this.#create(set, metadata.name ?? "", revision);
    for (const [node, list] of byNode)
      for (const pod of wanted.some(({ metadata }) => metadata.name === node) ? list.slice(1) : list)
        this.#delete(set, pod);
    this.#update(set, revision);
    this.#writeStatus(set, wanted.length, revision);
  }

  // Replaces outdated pods, never more of them at once than may be unavailable.
  #update(set: DaemonSet, revision: string): void {
    const { type, rollingUpdate } = set.spec.updateStrategy;
    if (type !== "RollingUpdate") return;
    const own = this.#state.ownedBy<Pod>(pods, set);
    const limit = Number.parseInt(String(rollingUpdate?.maxUnavailable ?? 1), 10) || 1;
    let room = limit - own.filter((pod) => !isReady(pod.status) || !isActive(pod)).length;
    for (const pod of own.filter(isActive)) {
      if (pod.metadata.labels?.[revisionLabel] === revision) continue;
      const broken = !isReady(pod.status);
      if (!broken && room <= 0) continue;
      if (!broken) room -= 1;
      this.#delete(set, pod);
    }
  }

  #create(set: DaemonSet, nodeName: string, revision: string): void {
    const { name = "", namespace = "" } = set.metadata;
    const order = orderedPod({
      generateName: `${name}-`,
      namespace,
      owner: ownerReference(set),
      template: { ...set.spec.template, spec: podSpecOf(set) },
      labels: { [revisionLabel]: revision, "pod-template-generation": String(set.metadata.generation ?? 1) },
      spec: { nodeName },
    });
    const pod = this.#state.writer.create(pods, order, namespace, { keepStatus: true }).object;
    this.#report(set, "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
  }

  #delete(set: DaemonSet, pod: Pod): void {
    if (pod.metadata.deletionTimestamp !== undefined) return;
    this.#state.writer.delete(pods, keyOf(pod));
    this.#report(set, "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
  }

  #recordRevision(set: DaemonSet): string {
    const wanted = controllerRevision(set, 1);
    const known = this.#state.ownedBy(controllerRevisions, set);
    const name = wanted.metadata.name ?? "";
    if (!known.some(({ metadata }) => metadata.name === name)) {
      const highest = Math.max(0, ...known.map((revision) => Number(revision.revision)));
      this.#state.writer.create(
        controllerRevisions,
        { ...wanted, revision: highest + 1 },
        set.metadata.namespace,
      );
    }
    return name.slice((set.metadata.name ?? "").length + 1);
  }

  #writeStatus(set: DaemonSet, desired: number, revision: string): void {
    const own = this.#state.ownedBy<Pod>(pods, set).filter(isActive);
    const ready = own.filter(({ status }) => isReady(status)).length;
    const status: DaemonSet["status"] = {
      observedGeneration: set.metadata.generation ?? 0,
      currentNumberScheduled: own.length,
      desiredNumberScheduled: desired,
      numberMisscheduled: 0,
      numberReady: ready,
      numberAvailable: ready,
      ...(desired > ready ? { numberUnavailable: desired - ready } : {}),
      updatedNumberScheduled: own.filter(({ metadata }) => metadata.labels?.[revisionLabel] === revision)
        .length,
    };
    this.#state.writeStatus(daemonSets, { ...set, status });
  }

  #podsByNode(set: DaemonSet): ReadonlyMap<string, readonly Pod[]> {
    const own = this.#state.ownedBy<Pod>(pods, set).filter(({ status }) => status.phase !== "Failed");
    return Map.groupBy(own, ({ spec }) => spec.nodeName ?? "");
  }

  #report(set: DaemonSet, reason: string, message: string): void {
    this.#state.events.record(set, { type: "Normal", reason, message, component: "daemonset-controller" });
  }
}

// Daemons stay on nodes that are in trouble.
const stubborn: readonly Toleration[] = [
  { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" },
  { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute" },
  { key: "node.kubernetes.io/disk-pressure", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/memory-pressure", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/pid-pressure", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule" },
];

function podSpecOf({ spec: { template } }: DaemonSet): PodSpec {
  return { ...template.spec, tolerations: [...(template.spec.tolerations ?? []), ...stubborn] };
}

function takes(node: Node, spec: PodSpec): boolean {
  const fits = Object.entries(spec.nodeSelector ?? {}).every(
    ([key, value]) => node.metadata.labels?.[key] === value,
  );
  return fits && (node.spec.taints ?? []).every((taint) => tolerates(spec, taint));
}
