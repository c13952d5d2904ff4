import { StatusError } from "../api/status-error.ts";
import { timestamp } from "../clock.ts";
import { pods } from "../kinds/pods.ts";
import { replicaSets } from "../kinds/workloads.ts";
import { type Condition, controllerOf, type Pod, type ReplicaSet, withCondition } from "../objects.ts";
import { type ClusterState, isActive, isReady, keyOf } from "./cluster-state.ts";
import { orderedPod, ownerReference } from "./pod-factory.ts";
import { Worker } from "./worker.ts";

/** Keeps as many pods of a template as a ReplicaSet asks for. */
export class ReplicaSetController {
  readonly #state: ClusterState;
  readonly #worker: Worker;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#worker = new Worker(state.clock, 40, (key) => this.#sync(key));
    state.onChange(replicaSets, ({ current }) => this.#worker.add(current.key));
    state.onChange(pods, ({ current }) => {
      const owner = controllerOf(current.object);
      if (owner?.kind === "ReplicaSet")
        this.#worker.add(`${current.object.metadata.namespace}/${owner.name}`);
    });
    for (const set of state.list<ReplicaSet>(replicaSets)) this.#worker.add(keyOf(set));
  }

  #sync(key: string): void {
    const set = this.#state.get<ReplicaSet>(replicaSets, key);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const own = this.#state.ownedBy<Pod>(pods, set);
    const active = own.filter(isActive);
    const surplus = active.length - set.spec.replicas;
    let failure: string | undefined;
    if (surplus < 0) failure = this.#create(set, -surplus);
    else for (const pod of [...active].sort(byWorth).slice(0, surplus)) this.#delete(set, pod);
    this.#writeStatus(set, this.#state.ownedBy<Pod>(pods, set).filter(isActive), failure);
    if (failure !== undefined) this.#worker.addAfter(key, 20_000);
  }

  // Gives why a pod could not be made. The rest of the batch would fail the same way.
  #create(set: ReplicaSet, count: number): string | undefined {
    const { namespace = "", name = "" } = set.metadata;
    for (let made = 0; made < count; made += 1) {
      const order = orderedPod({
        generateName: `${name}-`,
        namespace,
        owner: ownerReference(set),
        template: set.spec.template,
      });
      try {
        const pod = this.#state.writer.create(pods, order, namespace, { keepStatus: true }).object;
        this.#report(set, "Normal", "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        this.#report(set, "Warning", "FailedCreate", `Error creating: ${error.message}`);
        return error.message;
      }
    }
    return undefined;
  }

  #delete(set: ReplicaSet, pod: Pod): void {
    this.#state.writer.delete(pods, keyOf(pod));
    this.#report(set, "Normal", "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
  }

  #writeStatus(set: ReplicaSet, active: readonly Pod[], failure: string | undefined): void {
    const ready = active.filter(({ status }) => isReady(status)).length;
    const failed: Condition = {
      type: "ReplicaFailure",
      status: "True",
      lastTransitionTime: timestamp(this.#state.clock.now()),
      reason: "FailedCreate",
      ...(failure === undefined ? {} : { message: failure }),
    };
    const kept = (set.status.conditions ?? []).filter(({ type }) => type !== "ReplicaFailure");
    const conditions = failure === undefined ? kept : withCondition(set.status.conditions, failed);
    const status: ReplicaSet["status"] = {
      replicas: active.length,
      fullyLabeledReplicas: active.length,
      readyReplicas: ready,
      availableReplicas: ready,
      observedGeneration: set.metadata.generation ?? 0,
      ...(conditions.length > 0 ? { conditions } : {}),
    };
    this.#state.writeStatus(replicaSets, { ...set, status });
  }

  #report(set: ReplicaSet, type: "Normal" | "Warning", reason: string, message: string): void {
    this.#state.events.record(set, { type, reason, message, component: "replicaset-controller" });
  }
}

// Who goes first when there are too many: unbound, then not running, then not ready, then the younger.
function byWorth(a: Pod, b: Pod): number {
  return (
    worth(a) - worth(b) ||
    ((a.metadata.creationTimestamp ?? "" > (b.metadata.creationTimestamp ?? "")) ? -1 : 1)
  );
}

function worth(pod: Pod): number {
  return (
    (pod.spec.nodeName ? 4 : 0) + (pod.status.phase === "Running" ? 2 : 0) + (isReady(pod.status) ? 1 : 0)
  );
}
