import { isRecord, sameJson } from "../json.ts";
import { pods } from "../kinds/pods.ts";
import { deployments, replicaSets } from "../kinds/workloads.ts";
import { controllerOf, type Deployment, type Pod, type PodTemplate, type ReplicaSet } from "../objects.ts";
import { templateHash } from "../random.ts";
import { type ClusterState, keyOf } from "./cluster-state.ts";
import { ownerReference } from "./pod-factory.ts";
import { progressDeadline, rolloutConditions, rolloutLimits } from "./rollout.ts";
import { Worker } from "./worker.ts";

const revisionKey = "deployment.kubernetes.io/revision";
const hashLabel = "pod-template-hash";

/** Rolls a Deployment's pods from one template to the next by way of ReplicaSets. */
export class DeploymentController {
  readonly #state: ClusterState;
  readonly #worker: Worker;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#worker = new Worker(state.clock, 40, (key) => this.#sync(key));
    state.onChange(deployments, ({ current }) => this.#worker.add(current.key));
    state.onChange(replicaSets, ({ current }) => {
      const owner = controllerOf(current.object);
      if (owner?.kind === "Deployment")
        this.#worker.add(`${current.object.metadata.namespace}/${owner.name}`);
    });
    // The last old pod of a Recreate rollout changes no ReplicaSet when it goes.
    state.onChange(pods, ({ type, current }) => {
      const set = controllerOf(current.object);
      if (type !== "DELETED" || set?.kind !== "ReplicaSet") return;
      const { namespace } = current.object.metadata;
      const owner = controllerOf(state.get(replicaSets, `${namespace}/${set.name}`) ?? current.object);
      if (owner?.kind === "Deployment") this.#worker.add(`${namespace}/${owner.name}`);
    });
    for (const deployment of state.list<Deployment>(deployments)) this.#worker.add(keyOf(deployment));
  }

  #sync(key: string): void {
    const deployment = this.#state.get<Deployment>(deployments, key);
    if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return;
    const sets = this.#setsOf(deployment);
    const current = sets.find((set) => sameTemplate(set.spec.template, deployment.spec.template));
    if (deployment.spec.paused !== true) this.#rollOut(deployment, current, sets);
    else if (current !== undefined && sets.filter(({ spec }) => spec.replicas > 0).length <= 1)
      this.#scale(deployment, current, deployment.spec.replicas);
    this.#writeStatus(deployment);
  }

  #rollOut(deployment: Deployment, found: ReplicaSet | undefined, sets: readonly ReplicaSet[]): void {
    const old = sets.filter((set) => set !== found);
    const current = this.#withRevision(deployment, found ?? this.#create(deployment, sets), old);
    if (deployment.spec.strategy.type === "Recreate") this.#recreate(deployment, current, old);
    else this.#roll(deployment, current, old);
    this.#prune(deployment, old);
  }

  // Takes the old pods down first and waits until they are gone.
  #recreate(deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): void {
    for (const set of old) if (set.spec.replicas > 0) this.#scale(deployment, set, 0);
    const left = old
      .flatMap((set) => this.#state.ownedBy<Pod>(pods, set))
      .filter(({ status }) => !isOver(status));
    if (left.length === 0) this.#scale(deployment, current, deployment.spec.replicas);
  }

  // Never more than desired + maxSurge pods, never fewer than desired - maxUnavailable available ones.
  #roll(deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): void {
    const { replicas } = deployment.spec;
    const { surge, unavailable } = rolloutLimits(deployment);
    const live = old.filter(({ spec }) => spec.replicas > 0);
    const oldPods = live.reduce((sum, { spec }) => sum + spec.replicas, 0);
    const room = replicas + surge - oldPods - current.spec.replicas;
    const wanted =
      current.spec.replicas > replicas
        ? replicas
        : Math.min(replicas, current.spec.replicas + Math.max(0, room));
    if (wanted !== current.spec.replicas) return this.#scale(deployment, current, wanted);
    if (oldPods === 0) return;
    const available = [current, ...live].reduce(
      (sum, { status }) => sum + (status.availableReplicas ?? 0),
      0,
    );
    this.#scaleDownOld(deployment, live, current, available - (replicas - unavailable));
  }

  // Pods that never came up go first and cost no availability; then as many good ones as can be spared.
  #scaleDownOld(
    deployment: Deployment,
    old: readonly ReplicaSet[],
    current: ReplicaSet,
    spare: number,
  ): void {
    const newUnavailable = current.spec.replicas - (current.status.availableReplicas ?? 0);
    const total = [current, ...old].reduce((sum, { spec }) => sum + spec.replicas, 0);
    const { unavailable } = rolloutLimits(deployment);
    let cleanable = total - (deployment.spec.replicas - unavailable) - newUnavailable;
    let left = spare;
    for (const set of [...old].sort(byAge)) {
      const broken = Math.min(
        set.spec.replicas - (set.status.availableReplicas ?? 0),
        Math.max(0, cleanable),
      );
      cleanable -= broken;
      const good = Math.min(set.spec.replicas - broken, Math.max(0, left));
      left -= good;
      if (broken + good > 0) this.#scale(deployment, set, set.spec.replicas - broken - good);
    }
  }

  #scale(deployment: Deployment, set: ReplicaSet, replicas: number): void {
    const before = set.spec.replicas;
    const annotations = { ...set.metadata.annotations, ...sizeAnnotations(deployment) };
    const metadata = { ...set.metadata, annotations };
    this.#state.write(replicaSets, { ...set, metadata, spec: { ...set.spec, replicas } });
    if (before === replicas) return;
    const direction = replicas > before ? "up" : "down";
    const message = `Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${replicas}`;
    this.#report(deployment, "ScalingReplicaSet", message);
  }

  #create(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet {
    const { name = "", namespace = "" } = deployment.metadata;
    const { template, selector } = deployment.spec;
    const hash = freeHash(template, name, sets);
    const labels = { ...template.metadata?.labels, [hashLabel]: hash };
    const set = {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels,
        annotations: sizeAnnotations(deployment),
        ownerReferences: [ownerReference(deployment)],
      },
      spec: {
        replicas: 0,
        selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
    return this.#state.writer.create(replicaSets, set, namespace).object as ReplicaSet;
  }

  // The newest template has the highest revision, an old one that returns gets a new number.
  #withRevision(deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): ReplicaSet {
    const highest = Math.max(0, ...old.map(revisionOf));
    const revision = String(Math.max(revisionOf(current), highest + 1));
    if (deployment.metadata.annotations?.[revisionKey] !== revision)
      this.#state.write(deployments, annotated(deployment, revision));
    if (current.metadata.annotations?.[revisionKey] === revision) return current;
    this.#state.write(replicaSets, annotated(current, revision));
    return this.#state.get<ReplicaSet>(replicaSets, keyOf(current)) ?? current;
  }

  #prune(deployment: Deployment, old: readonly ReplicaSet[]): void {
    const limit = deployment.spec.revisionHistoryLimit ?? 10;
    const idle = old.filter(({ spec, status }) => spec.replicas === 0 && status.replicas === 0);
    const oldest = [...idle].sort((a, b) => revisionOf(a) - revisionOf(b));
    for (const set of oldest.slice(0, Math.max(0, idle.length - limit)))
      this.#state.writer.delete(replicaSets, keyOf(set));
  }

  #writeStatus(stale: Deployment): void {
    const deployment = this.#state.get<Deployment>(deployments, keyOf(stale));
    if (deployment === undefined) return;
    const sets = this.#setsOf(deployment);
    const current = sets.find((set) => sameTemplate(set.spec.template, deployment.spec.template));
    const sum = (field: "replicas" | "readyReplicas" | "availableReplicas") =>
      sets.reduce((total, { status }) => total + (status[field] ?? 0), 0);
    const available = sum("availableReplicas");
    const counts = {
      observedGeneration: deployment.metadata.generation ?? 0,
      replicas: sum("replicas"),
      updatedReplicas: current?.status.replicas ?? 0,
      readyReplicas: sum("readyReplicas"),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, deployment.spec.replicas - available),
    };
    const now = this.#state.clock.now();
    const conditions = rolloutConditions(deployment, counts, current?.metadata.name ?? "", now);
    const next: Deployment = { ...deployment, status: { ...counts, conditions } };
    this.#state.writeStatus(deployments, next);
    const deadline = progressDeadline(next);
    if (deadline !== undefined) this.#worker.addAfter(keyOf(deployment), Math.max(0, deadline - now) + 1000);
  }

  #setsOf(deployment: Deployment): readonly ReplicaSet[] {
    return this.#state.ownedBy<ReplicaSet>(replicaSets, deployment);
  }

  #report(deployment: Deployment, reason: string, message: string): void {
    this.#state.events.record(deployment, {
      type: "Normal",
      reason,
      message,
      component: "deployment-controller",
    });
  }
}

function sizeAnnotations(deployment: Deployment): Record<string, string> {
  const { replicas } = deployment.spec;
  return {
    "deployment.kubernetes.io/desired-replicas": String(replicas),
    "deployment.kubernetes.io/max-replicas": String(replicas + rolloutLimits(deployment).surge),
  };
}

function isOver({ phase }: Pod["status"]): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[revisionKey] ?? 0);
}

function annotated<T extends Deployment | ReplicaSet>(object: T, revision: string): T {
  const annotations = { ...object.metadata.annotations, [revisionKey]: revision };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function byAge(a: ReplicaSet, b: ReplicaSet): number {
  return revisionOf(a) - revisionOf(b);
}

/** Whether two templates are the same but for the hash label ReplicaSets add. */
function sameTemplate(a: PodTemplate, b: PodTemplate): boolean {
  if (a.spec !== b.spec && !sameJson(a.spec, b.spec)) return false;
  return (
    sameJson(withoutHash(a.metadata?.labels), withoutHash(b.metadata?.labels)) &&
    sameJson(a.metadata?.annotations ?? {}, b.metadata?.annotations ?? {})
  );
}

function withoutHash(labels: unknown): unknown {
  if (!isRecord(labels)) return {};
  const { [hashLabel]: _hash, ...rest } = labels;
  return rest;
}

// A name that is taken by another template (a hash collision) is passed over, as the real controller does.
function freeHash(template: PodTemplate, name: string, sets: readonly ReplicaSet[]): string {
  for (let collisions = 0; ; collisions += 1) {
    const hash = templateHash(collisions === 0 ? template : { template, collisions });
    if (!sets.some(({ metadata }) => metadata.name === `${name}-${hash}`)) return hash;
  }
}
