import type { KubeObject } from "../../kube/types.ts";
import type { ResourceCatalog } from "../api/resource-catalog.ts";
import { timestamp } from "../clock.ts";
import { namespaces } from "../kinds/namespaces.ts";
import type { ResourceKind } from "../kinds/resource-kind.ts";
import { type Condition, type Namespace, withCondition } from "../objects.ts";
import { type ClusterState, keyOf } from "./cluster-state.ts";
import { Worker } from "./worker.ts";

const ownerIndex = "owner";

/** Deletes what its owner has left behind, carries out foreground and orphaning deletions, and empties namespaces. */
export class GarbageCollector {
  readonly #state: ClusterState;
  readonly #catalog: ResourceCatalog;
  readonly #owners: Worker;
  readonly #namespaces: Worker;
  readonly #watched = new Set<string>();
  // Owners that are being deleted and stay until their dependents are seen to.
  readonly #waiting = new Map<string, { readonly kind: ResourceKind; readonly key: string }>();

  constructor(state: ClusterState, catalog: ResourceCatalog) {
    this.#state = state;
    this.#catalog = catalog;
    this.#owners = new Worker(state.clock, 100, (uid) => this.#collect(uid));
    this.#namespaces = new Worker(state.clock, 300, (name) => this.#empty(name));
    this.#watchAll();
    catalog.onChange(() => this.#watchAll());
    for (const namespace of state.list<Namespace>(namespaces))
      if (namespace.metadata.deletionTimestamp !== undefined)
        this.#namespaces.add(namespace.metadata.name ?? "");
  }

  #watchAll(): void {
    for (const kind of this.#catalog.kinds) {
      if (this.#watched.has(kind.storedAs)) continue;
      this.#watched.add(kind.storedAs);
      this.#watch(kind);
    }
  }

  #watch(kind: ResourceKind): void {
    const collection = this.#state.store.collection(kind.storedAs);
    collection.addIndex(ownerIndex, ({ metadata }) => (metadata.ownerReferences ?? []).map(({ uid }) => uid));
    collection.subscribe(({ type, current }) => {
      const { object, key } = current;
      const { uid = "", name = "", namespace, deletionTimestamp, ownerReferences = [] } = object.metadata;
      if (type === "DELETED") {
        this.#waiting.delete(uid);
        this.#owners.add(uid);
        for (const owner of ownerReferences) if (this.#waiting.has(owner.uid)) this.#owners.add(owner.uid);
        if (namespace !== undefined && !this.#state.isOpen(namespace)) this.#namespaces.add(namespace);
      } else if (deletionTimestamp !== undefined) {
        if (hasPropagation(object)) {
          this.#waiting.set(uid, { kind, key });
          this.#owners.add(uid);
        }
        if (kind === namespaces) this.#namespaces.add(name);
      }
    });
  }

  // Looks after one owner's dependents: it waits for them, wants to let go of them, or is gone.
  #collect(uid: string): void {
    const waiting = this.#waiting.get(uid);
    const owner = waiting === undefined ? undefined : this.#state.get(waiting.kind, waiting.key);
    const dependents = this.#dependents(uid);
    if (waiting === undefined || owner === undefined) {
      for (const { kind, object } of dependents) this.#deleteOrRelease(kind, object, uid);
      return;
    }
    if ((owner.metadata.finalizers ?? []).includes("orphan")) {
      for (const { kind, object } of dependents) this.#release(kind, object, uid);
      return this.#finish(waiting.kind, owner, "orphan");
    }
    for (const { kind, object } of dependents) {
      const propagationPolicy =
        this.#dependents(object.metadata.uid ?? "").length > 0 ? "Foreground" : "Background";
      if (object.metadata.deletionTimestamp === undefined)
        this.#state.writer.delete(kind, keyOf(object), { propagationPolicy });
    }
    if (this.#dependents(uid).length === 0) this.#finish(waiting.kind, owner, "foregroundDeletion");
  }

  #dependents(uid: string) {
    const seen = new Set<string>();
    return this.#catalog.kinds.flatMap((kind) => {
      if (seen.has(kind.storedAs)) return [];
      seen.add(kind.storedAs);
      const stored = this.#state.store.collection(kind.storedAs).byIndex(ownerIndex, uid);
      return stored.map(({ object }) => ({ kind, object }));
    });
  }

  // An object with another living owner loses only its reference to the dead one.
  #deleteOrRelease(kind: ResourceKind, object: KubeObject, uid: string): void {
    const others = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
    if (others.length > 0) this.#release(kind, object, uid);
    else if (object.metadata.deletionTimestamp === undefined) this.#state.writer.delete(kind, keyOf(object));
  }

  #release(kind: ResourceKind, object: KubeObject, uid: string): void {
    const ownerReferences = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
    this.#state.write(kind, { ...object, metadata: { ...object.metadata, ownerReferences } });
  }

  #finish(kind: ResourceKind, object: KubeObject, finalizer: string): void {
    const finalizers = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer);
    this.#state.write(kind, { ...object, metadata: { ...object.metadata, finalizers } });
  }

  #empty(name: string): void {
    const namespace = this.#state.get<Namespace>(namespaces, name);
    if (namespace?.metadata.deletionTimestamp === undefined) return;
    const seen = new Set<string>();
    const left: { readonly kind: ResourceKind; readonly object: KubeObject }[] = [];
    for (const kind of this.#catalog.kinds) {
      if (!kind.namespaced || !kind.verbs.includes("delete") || seen.has(kind.storedAs)) continue;
      seen.add(kind.storedAs);
      for (const object of this.#state.list(kind, name)) {
        if (object.metadata.deletionTimestamp === undefined) this.#state.writer.delete(kind, keyOf(object));
        const still = this.#state.get(kind, keyOf(object));
        if (still !== undefined) left.push({ kind, object: still });
      }
    }
    if (left.length === 0) this.#state.write(namespaces, { ...namespace, spec: { finalizers: [] } });
    else this.#explain(namespace, left);
  }

  // Says in the namespace's conditions what is still in the way.
  #explain(
    namespace: Namespace,
    left: readonly { readonly kind: ResourceKind; readonly object: KubeObject }[],
  ): void {
    const time = timestamp(this.#state.clock.now());
    const remaining = [...Map.groupBy(left, ({ kind }) => kind.storedAs)].map(
      ([resource, list]) => `${resource} has ${list.length} resource instances`,
    );
    const finalizers = left.flatMap(({ object }) => object.metadata.finalizers ?? []);
    const held = [...Map.groupBy(finalizers, (finalizer) => finalizer)].map(
      ([finalizer, list]) => `${finalizer} in ${list.length} resource instances`,
    );
    const conditions: readonly Condition[] = [
      good(
        "NamespaceDeletionDiscoveryFailure",
        "ResourcesDiscovered",
        "All resources successfully discovered",
        time,
      ),
      good(
        "NamespaceDeletionGroupVersionParsingFailure",
        "ParsedGroupVersions",
        "All legacy kube types successfully parsed",
        time,
      ),
      good(
        "NamespaceDeletionContentFailure",
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization",
        time,
      ),
      bad(
        "NamespaceContentRemaining",
        "SomeResourcesRemain",
        `Some resources are remaining: ${remaining.join(", ")}`,
        time,
      ),
      held.length === 0
        ? good(
            "NamespaceFinalizersRemaining",
            "ContentHasNoFinalizers",
            "All content-preserving finalizers finished",
            time,
          )
        : bad(
            "NamespaceFinalizersRemaining",
            "SomeFinalizersRemain",
            `Some content in the namespace has finalizers remaining: ${held.join(", ")}`,
            time,
          ),
    ];
    const status = {
      ...namespace.status,
      conditions: conditions.reduce(withCondition, namespace.status.conditions ?? []),
    };
    this.#state.writeStatus(namespaces, { ...namespace, status });
  }
}

function hasPropagation({ metadata }: KubeObject): boolean {
  return (metadata.finalizers ?? []).some((name) => name === "foregroundDeletion" || name === "orphan");
}

function good(type: string, reason: string, message: string, lastTransitionTime: string): Condition {
  return { type, status: "False", reason, message, lastTransitionTime };
}

function bad(type: string, reason: string, message: string, lastTransitionTime: string): Condition {
  return { type, status: "True", reason, message, lastTransitionTime };
}
