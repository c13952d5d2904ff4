import type { KubeObject } from "../../kube/types.ts";
import { microTimestamp, timestamp } from "../clock.ts";
import { leases } from "../kinds/cluster.ts";
import { nodes } from "../kinds/nodes.ts";
import { pods } from "../kinds/pods.ts";
import { type Condition, type Node, type Pod, type Taint, withCondition } from "../objects.ts";
import { type ClusterState, isReady, keyOf } from "./cluster-state.ts";
import { toleratesForever } from "./placement.ts";

const second = 1000;
const leasePeriod = 10 * second;
const statusPeriod = 300 * second;
/** A kubelet that has been silent for so long makes its node NotReady. */
const silenceLimit = 40 * second;
/** Pods tolerate an unreachable node for so long unless they say otherwise. */
const evictionDelay = 300 * second;
const unreachable = "node.kubernetes.io/unreachable";

/** Node leases, and what happens when a kubelet falls silent: conditions, taints, events, eviction, recovery. */
export class NodeLifecycle {
  readonly #state: ClusterState;
  readonly #silent = new Map<string, number>();

  constructor(state: ClusterState) {
    this.#state = state;
  }

  /** Begins to renew leases and statuses. Not before the cluster serves: they are many and nobody reads old ones. */
  startHeartbeats(): void {
    this.#every(leasePeriod, (node) => this.#renew(node));
    this.#every(statusPeriod, (node) => this.#beat(node));
  }

  #every(period: number, task: (node: Node) => void): void {
    for (const node of this.#state.list<Node>(nodes))
      if (!this.#silent.has(node.metadata.name ?? "")) task(node);
    this.#state.clock.after(period, () => this.#every(period, task));
  }

  // A kubelet reports its status every five minutes even when nothing has changed.
  #beat(node: Node): void {
    const lastHeartbeatTime = timestamp(this.#state.clock.now());
    const conditions = (node.status.conditions ?? []).map((condition) => ({
      ...condition,
      lastHeartbeatTime,
    }));
    this.#state.write(nodes, { ...node, status: { ...node.status, conditions } });
  }

  /** A node's kubelet falls silent, as when the machine hangs. The control plane notices after 40 seconds. */
  fail(name: string): void {
    if (this.#silent.has(name)) return;
    const since = this.#state.clock.now();
    this.#silent.set(name, since);
    this.#state.clock.after(silenceLimit, () => {
      if (this.#silent.get(name) === since) this.#markUnreachable(name, since);
    });
  }

  /** Whether a node's kubelet does not answer. */
  isSilent(name: string): boolean {
    return this.#silent.has(name);
  }

  /** The kubelet speaks again. */
  recover(name: string): void {
    this.#silent.delete(name);
    const node = this.#state.get<Node>(nodes, name);
    if (node === undefined || isReady(node.status)) return;
    const ready = this.#ready("True", "KubeletReady", "kubelet is posting ready status");
    const taints = (node.spec.taints ?? []).filter(({ key }) => key !== unreachable);
    this.#write({ ...node, spec: withTaints(node, taints) }, ready);
    this.#report(node, "Normal", "NodeReady", `Node ${name} status is now: NodeReady`, "kubelet");
  }

  #markUnreachable(name: string, since: number): void {
    const node = this.#state.get<Node>(nodes, name);
    if (node === undefined) return;
    const unknown = this.#ready("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.");
    const timeAdded = timestamp(this.#state.clock.now());
    const added: readonly Taint[] = [
      { key: unreachable, effect: "NoSchedule", timeAdded },
      { key: unreachable, effect: "NoExecute", timeAdded },
    ];
    this.#write({ ...node, spec: withTaints(node, [...(node.spec.taints ?? []), ...added]) }, unknown);
    this.#report(
      node,
      "Normal",
      "NodeNotReady",
      `Node ${name} status is now: NodeNotReady`,
      "node-controller",
    );
    for (const pod of this.#state.podsOn(name)) this.#markNotReady(pod);
    this.#state.clock.after(evictionDelay, () => {
      if (this.#silent.get(name) === since) for (const pod of this.#state.podsOn(name)) this.#evict(pod);
    });
  }

  #markNotReady(pod: Pod): void {
    if (!isReady(pod.status)) return;
    const lastTransitionTime = timestamp(this.#state.clock.now());
    const conditions = (pod.status.conditions ?? []).map((condition) =>
      condition.type === "Ready" ? { ...condition, status: "False" as const, lastTransitionTime } : condition,
    );
    this.#state.writeStatus(pods, { ...pod, status: { ...pod.status, conditions } });
    this.#state.events.record(pod, {
      type: "Warning",
      reason: "NodeNotReady",
      message: "Node is not ready",
      component: "node-controller",
    });
  }

  #evict(pod: Pod): void {
    const stays = toleratesForever(pod.spec, { key: unreachable, effect: "NoExecute" });
    if (stays || pod.metadata.deletionTimestamp !== undefined) return;
    this.#state.writer.delete(pods, keyOf(pod));
    this.#state.events.record(pod, {
      type: "Normal",
      reason: "TaintManagerEviction",
      message: `Marking for deletion Pod ${keyOf(pod)}`,
      component: "taint-eviction-controller",
    });
  }

  #ready(status: Condition["status"], reason: string, message: string): Condition {
    const time = timestamp(this.#state.clock.now());
    return { type: "Ready", status, lastHeartbeatTime: time, lastTransitionTime: time, reason, message };
  }

  #write(node: Node, ready: Condition): void {
    const status = { ...node.status, conditions: withCondition(node.status.conditions, ready) };
    this.#state.write(nodes, { ...node, status });
  }

  #renew({ metadata, apiVersion = "v1", kind = "Node" }: Node): void {
    const { name = "", uid = "" } = metadata;
    const renewTime = microTimestamp(this.#state.clock.now());
    const old = this.#state.get(leases, `kube-node-lease/${name}`);
    if (old !== undefined)
      return this.#state.write(leases, { ...old, spec: { ...leaseSpec(name), renewTime } });
    const lease: KubeObject = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name, namespace: "kube-node-lease", ownerReferences: [{ apiVersion, kind, name, uid }] },
      spec: { ...leaseSpec(name), renewTime },
    };
    this.#state.writer.create(leases, lease, "kube-node-lease");
  }

  // Kubelets and the node controller name nodes by their name in place of a uid.
  #report(
    { metadata: { name = "" } }: Node,
    type: "Normal" | "Warning",
    reason: string,
    message: string,
    component: string,
  ): void {
    const reference = { apiVersion: "v1", kind: "Node", name, uid: name };
    this.#state.events.record(reference, {
      type,
      reason,
      message,
      component,
      ...(component === "kubelet" ? { host: name } : {}),
    });
  }
}

function leaseSpec(name: string) {
  return { holderIdentity: name, leaseDurationSeconds: 40 };
}

function withTaints({ spec }: Node, taints: readonly Taint[]): Node["spec"] {
  const { taints: _old, ...rest } = spec;
  return taints.length === 0 ? rest : { ...rest, taints };
}
