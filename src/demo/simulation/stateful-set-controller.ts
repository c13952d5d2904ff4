import { StatusError } from "../api/status-error.ts";
import { pods } from "../kinds/pods.ts";
import { persistentVolumeClaims } from "../kinds/storage.ts";
import { controllerRevisions, statefulSets } from "../kinds/workloads.ts";
import { controllerOf, type Pod, type StatefulSet } from "../objects.ts";
import { type ClusterState, isReady, keyOf } from "./cluster-state.ts";
import { orderedPod, ownerReference } from "./pod-factory.ts";
import { claimsOf, controllerRevision, statefulPodLabels, withClaims } from "./revisions.ts";
import { Worker } from "./worker.ts";

const revisionLabel = "controller-revision-hash";

/** Keeps numbered pods with claims of their own, one after another unless the set says Parallel. */
export class StatefulSetController {
  readonly #state: ClusterState;
  readonly #worker: Worker;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#worker = new Worker(state.clock, 50, (key) => this.#sync(key));
    state.onChange(statefulSets, ({ current }) => this.#worker.add(current.key));
    state.onChange(pods, ({ current }) => {
      const owner = controllerOf(current.object);
      if (owner?.kind === "StatefulSet")
        this.#worker.add(`${current.object.metadata.namespace}/${owner.name}`);
    });
    for (const set of state.list<StatefulSet>(statefulSets)) this.#worker.add(keyOf(set));
  }

  #sync(key: string): void {
    const set = this.#state.get<StatefulSet>(statefulSets, key);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const revision = this.#recordRevision(set);
    const own = this.#podsOf(set);
    if (!this.#fill(set, revision, own) && !this.#shrink(set, own)) this.#update(set, revision, own);
    this.#writeStatus(set, revision, this.#podsOf(set));
  }

  // Makes missing pods, in order. Says whether something stands in the way of going on.
  #fill(set: StatefulSet, revision: string, own: ReadonlyMap<number, Pod>): boolean {
    const ordered = set.spec.podManagementPolicy !== "Parallel";
    for (let ordinal = 0; ordinal < set.spec.replicas; ordinal += 1) {
      const pod = own.get(ordinal);
      if (pod === undefined) this.#create(set, ordinal, revision);
      else if (pod.status.phase === "Failed" || pod.status.phase === "Succeeded") this.#delete(set, pod);
      const healthy =
        pod !== undefined && isReady(pod.status) && pod.metadata.deletionTimestamp === undefined;
      if (ordered && !healthy) return true;
    }
    return false;
  }

  // Takes the highest surplus pod away, one at a time.
  #shrink(set: StatefulSet, own: ReadonlyMap<number, Pod>): boolean {
    const surplus = [...own.keys()].filter((ordinal) => ordinal >= set.spec.replicas).sort((a, b) => b - a);
    const pod = own.get(surplus[0] ?? -1);
    if (pod === undefined) return false;
    this.#delete(set, pod);
    return true;
  }

  // Replaces the highest outdated pod above the partition, and waits for it to be ready.
  #update(set: StatefulSet, revision: string, own: ReadonlyMap<number, Pod>): void {
    const { type, rollingUpdate } = set.spec.updateStrategy;
    if (type !== "RollingUpdate") return;
    const partition = rollingUpdate?.partition ?? 0;
    for (const ordinal of [...own.keys()].sort((a, b) => b - a)) {
      const pod = own.get(ordinal);
      if (pod === undefined || ordinal < partition) return;
      if (pod.metadata.labels?.[revisionLabel] !== revision) return this.#delete(set, pod);
      if (!isReady(pod.status) || pod.metadata.deletionTimestamp !== undefined) return;
    }
  }

  #create(set: StatefulSet, ordinal: number, revision: string): void {
    const { name: setName = "", namespace = "" } = set.metadata;
    const name = `${setName}-${ordinal}`;
    try {
      for (const claim of claimsOf(set, name)) {
        if (this.#state.get(persistentVolumeClaims, keyOf(claim)) !== undefined) continue;
        this.#state.writer.create(persistentVolumeClaims, claim, namespace);
        const claimed = `create Claim ${claim.metadata.name} Pod ${name} in StatefulSet ${setName} success`;
        this.#report(set, "Normal", "SuccessfulCreate", claimed);
      }
      const order = orderedPod({
        name,
        namespace,
        owner: ownerReference(set),
        template: withClaims(set, name),
        labels: statefulPodLabels(name, ordinal, revision),
        spec: { hostname: name, subdomain: set.spec.serviceName ?? "" },
      });
      this.#state.writer.create(pods, order, namespace, { keepStatus: true });
      const created = `create Pod ${name} in StatefulSet ${setName} successful`;
      this.#report(set, "Normal", "SuccessfulCreate", created);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const failed = `create Pod ${name} in StatefulSet ${setName} failed error: ${error.message}`;
      this.#report(set, "Warning", "FailedCreate", failed);
      this.#worker.addAfter(keyOf(set), 20_000);
    }
  }

  #delete(set: StatefulSet, pod: Pod): void {
    if (pod.metadata.deletionTimestamp !== undefined) return;
    this.#state.writer.delete(pods, keyOf(pod));
    const deleted = `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`;
    this.#report(set, "Normal", "SuccessfulDelete", deleted);
  }

  // The name of the revision of the present template, which is made when it is new.
  #recordRevision(set: StatefulSet): string {
    const wanted = controllerRevision(set, 1);
    const known = this.#state.ownedBy(controllerRevisions, set);
    const name = wanted.metadata.name ?? "";
    if (!known.some(({ metadata }) => metadata.name === name)) {
      const highest = Math.max(0, ...known.map((revision) => Number(revision.revision)));
      const next = { ...wanted, revision: highest + 1 };
      this.#state.writer.create(controllerRevisions, next, set.metadata.namespace);
    }
    return name;
  }

  #writeStatus(set: StatefulSet, revision: string, own: ReadonlyMap<number, Pod>): void {
    const list = [...own.values()];
    const ready = list.filter(({ status }) => isReady(status)).length;
    const updated = list.filter(({ metadata }) => metadata.labels?.[revisionLabel] === revision).length;
    const rolledOut = updated === set.spec.replicas && ready === set.spec.replicas;
    const status: StatefulSet["status"] = {
      observedGeneration: set.metadata.generation ?? 0,
      replicas: list.length,
      readyReplicas: ready,
      availableReplicas: ready,
      currentReplicas: rolledOut ? list.length : list.length - updated,
      updatedReplicas: updated,
      currentRevision: rolledOut ? revision : (set.status.currentRevision ?? revision),
      updateRevision: revision,
      collisionCount: 0,
    };
    this.#state.writeStatus(statefulSets, { ...set, status });
  }

  #podsOf(set: StatefulSet): ReadonlyMap<number, Pod> {
    const own = this.#state.ownedBy<Pod>(pods, set);
    return new Map(own.map((pod) => [Number((pod.metadata.name ?? "").split("-").at(-1)), pod]));
  }

  #report(set: StatefulSet, type: "Normal" | "Warning", reason: string, message: string): void {
    this.#state.events.record(set, { type, reason, message, component: "statefulset-controller" });
  }
}
