import { timestamp } from "../clock.ts";
import { nodes } from "../kinds/nodes.ts";
import { pods } from "../kinds/pods.ts";
import { persistentVolumeClaims } from "../kinds/storage.ts";
import { type Node, type PersistentVolumeClaim, type Pod, withCondition } from "../objects.ts";
import { type ClusterState, keyOf } from "./cluster-state.ts";
import { chooseNode } from "./placement.ts";
import { podCondition } from "./pod-factory.ts";
import { Worker } from "./worker.ts";

const second = 1000;
/** A pod that fitted nowhere is tried again when something has changed, and after five minutes in any case. */
const retry = 300 * second;

/** Binds pods to nodes, and says why when it cannot. */
export class Scheduler {
  readonly #state: ClusterState;
  readonly #worker: Worker;
  readonly #waiting = new Set<string>();
  #offset = 0;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#worker = new Worker(state.clock, 30, (key) => this.#sync(key));
    state.onChange(pods, ({ type, current }) => {
      if (isUnbound(current.object as Pod) && type !== "DELETED") {
        // Its own verdict changes a pod too; that is no news.
        if (!this.#waiting.has(current.key)) this.#worker.add(current.key);
      } else if (type === "DELETED") this.#reconsider();
    });
    state.onChange(nodes, ({ type, current, previous }) => {
      const node = current.object as Node;
      const old = previous?.object as Node | undefined;
      if (type === "ADDED" || node.spec !== old?.spec || node.status.allocatable !== old?.status.allocatable)
        this.#reconsider();
    });
    state.onChange(persistentVolumeClaims, () => this.#reconsider());
    for (const pod of state.list<Pod>(pods)) if (isUnbound(pod)) this.#worker.add(keyOf(pod));
  }

  #reconsider(): void {
    for (const key of this.#waiting) this.#worker.addAfter(key, second);
  }

  #sync(key: string): void {
    this.#waiting.delete(key);
    const pod = this.#state.get<Pod>(pods, key);
    if (pod === undefined || !isUnbound(pod)) return;
    this.#offset += 1;
    const list = this.#state.list<Node>(nodes);
    const missing = this.#missingClaim(pod);
    const verdict =
      missing === undefined
        ? chooseNode(pod, list, this.#state.loads, this.#offset)
        : { message: `0/${list.length} nodes are available: ${missing}. ${notHelpful(list.length)}` };
    if ("node" in verdict) this.#bind(pod, verdict.node.metadata.name ?? "");
    else this.#refuse(pod, verdict.message);
  }

  #bind(pod: Pod, nodeName: string): void {
    const time = timestamp(this.#state.clock.now());
    const conditions = withCondition(pod.status.conditions, podCondition("PodScheduled", "True", time));
    this.#state.write(pods, {
      ...pod,
      spec: { ...pod.spec, nodeName },
      status: { ...pod.status, conditions },
    });
    const key = keyOf(pod);
    this.#report(pod, "Normal", "Scheduled", "Binding", `Successfully assigned ${key} to ${nodeName}`);
  }

  #refuse(pod: Pod, message: string): void {
    const time = timestamp(this.#state.clock.now());
    const condition = { ...podCondition("PodScheduled", "False", time), reason: "Unschedulable", message };
    this.#waiting.add(keyOf(pod));
    this.#report(pod, "Warning", "FailedScheduling", "Scheduling", message);
    this.#state.writeStatus(pods, {
      ...pod,
      status: { ...pod.status, conditions: withCondition(pod.status.conditions, condition) },
    });
    this.#worker.addAfter(keyOf(pod), retry);
  }

  #missingClaim({ spec, metadata }: Pod): string | undefined {
    for (const { persistentVolumeClaim } of spec.volumes ?? []) {
      if (persistentVolumeClaim === undefined) continue;
      const { claimName } = persistentVolumeClaim;
      const claim = this.#state.get<PersistentVolumeClaim>(
        persistentVolumeClaims,
        `${metadata.namespace}/${claimName}`,
      );
      if (claim === undefined) return `persistentvolumeclaim "${claimName}" not found`;
    }
    return undefined;
  }

  #report(pod: Pod, type: "Normal" | "Warning", reason: string, action: string, message: string): void {
    this.#state.events.record(pod, { type, reason, message, action, component: "default-scheduler" });
  }
}

function isUnbound({ metadata, spec, status }: Pod): boolean {
  return (
    !spec.nodeName &&
    metadata.deletionTimestamp === undefined &&
    status.phase === "Pending" &&
    (spec.schedulerName ?? "default-scheduler") === "default-scheduler"
  );
}

function notHelpful(total: number): string {
  return `preemption: 0/${total} nodes are available: ${total} Preemption is not helpful for scheduling.`;
}
