import type { KubeObject } from "../../kube/types.ts";
import type { ObjectWriter } from "../api/object-writer.ts";
import type { Clock } from "../clock.ts";
import { namespaces } from "../kinds/namespaces.ts";
import { nodes } from "../kinds/nodes.ts";
import { pods } from "../kinds/pods.ts";
import type { ResourceKind } from "../kinds/resource-kind.ts";
import { conditionOf, controllerOf, type Node, type Pod } from "../objects.ts";
import type { Random } from "../random.ts";
import type { Change } from "../store/collection.ts";
import type { ObjectStore } from "../store/object-store.ts";
import { objectKey } from "../store/stored-object.ts";
import type { EventRecorder } from "./event-recorder.ts";
import { NodeLoads } from "./placement.ts";

/** What controllers see of the cluster, and how they change it. Reads are always the newest state. */
export class ClusterState {
  readonly store: ObjectStore;
  readonly writer: ObjectWriter;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventRecorder;
  readonly loads = new NodeLoads();

  constructor(store: ObjectStore, writer: ObjectWriter, clock: Clock, random: Random, events: EventRecorder) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
    this.random = random;
    this.events = events;
    store.collection(pods.storedAs).addIndex("node", (pod) => [(pod as Pod).spec.nodeName ?? ""]);
    for (const { object } of store.collection(pods.storedAs).list())
      this.loads.replace(undefined, object as Pod);
    this.onChange(pods, ({ type, current, previous }) =>
      this.loads.replace(
        previous?.object as Pod | undefined,
        type === "DELETED" ? undefined : (current.object as Pod),
      ),
    );
  }

  /** The objects of a kind as their type, which the kind's record vouches for. */
  list<T extends KubeObject>(kind: ResourceKind, namespace?: string): readonly T[] {
    return this.store
      .collection(kind.storedAs)
      .list(namespace)
      .map(({ object }) => object as T);
  }

  get<T extends KubeObject>(kind: ResourceKind, key: string): T | undefined {
    return this.store.collection(kind.storedAs).get(key)?.object as T | undefined;
  }

  /** The objects of a kind that an object controls. */
  ownedBy<T extends KubeObject>(kind: ResourceKind, owner: KubeObject): readonly T[] {
    return this.#indexed(kind, "controller", owner.metadata.uid ?? "");
  }

  podsOn(node: string): readonly Pod[] {
    return this.#indexed(pods, "node", node);
  }

  /** Calls back on every change of a kind's objects. */
  onChange(kind: ResourceKind, listener: (change: Change) => void): void {
    this.store.collection(kind.storedAs).subscribe(listener);
  }

  /** Lets `ownedBy` find objects of a kind. */
  indexByController(kind: ResourceKind): void {
    this.store
      .collection(kind.storedAs)
      .addIndex("controller", (object) => [controllerOf(object)?.uid ?? ""]);
  }

  /** Writes the status of an object, which comes with it. Nothing happens when it says the same already. */
  writeStatus(kind: ResourceKind, object: KubeObject): void {
    this.writer.update(kind, keyOf(object), object, { subresource: "status" });
  }

  /** Writes an object whole, spec and metadata. */
  write(kind: ResourceKind, object: KubeObject): void {
    this.writer.update(kind, keyOf(object), object, { keepStatus: true });
  }

  isNodeReady(name: string): boolean {
    return isReady(this.get<Node>(nodes, name)?.status);
  }

  /** Whether a namespace still takes new objects. */
  isOpen(namespace: string): boolean {
    return this.get(namespaces, namespace)?.metadata.deletionTimestamp === undefined;
  }

  #indexed<T extends KubeObject>(kind: ResourceKind, index: string, value: string): readonly T[] {
    return this.store
      .collection(kind.storedAs)
      .byIndex(index, value)
      .map(({ object }) => object as T);
  }
}

/** An object's key in its collection. */
export function keyOf({ metadata }: KubeObject): string {
  return objectKey(metadata.namespace, metadata.name ?? "");
}

/** Whether a pod or node says it is ready. */
export function isReady(status: Pod["status"] | Node["status"] | undefined): boolean {
  return conditionOf(status?.conditions, "Ready")?.status === "True";
}

/** Whether a pod still counts for its controller: neither finished nor on its way out. */
export function isActive({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp === undefined && status.phase !== "Succeeded" && status.phase !== "Failed"
  );
}
