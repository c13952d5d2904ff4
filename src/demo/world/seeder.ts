import type { KubeObject } from "../../kube/types.ts";
import type { AddressPool } from "../api/address-pool.ts";
import type { ResourceCatalog } from "../api/resource-catalog.ts";
import { type Clock, timestamp } from "../clock.ts";
import type { Node, Pod } from "../objects.ts";
import { type FieldWriter, noteUpdate } from "../patches/apply.ts";
import type { Random } from "../random.ts";
import { chooseNode, NodeLoads } from "../simulation/placement.ts";
import type { ObjectStore } from "../store/object-store.ts";

// What teams deploy, by a delivery tool whose name stands in managedFields.
const deliveredKinds = new Set(["ConfigMap", "Deployment", "Ingress", "Service", "StatefulSet"]);

function delivery({ apiVersion = "" }: KubeObject, time: number): FieldWriter {
  return { manager: "argocd-controller", apiVersion, time: timestamp(time) };
}

/** Fills a store with objects that have always been there, completed as the API server would have. */
export class Seeder {
  readonly now: number;
  readonly random: Random;
  readonly #store: ObjectStore;
  readonly #catalog: ResourceCatalog;
  readonly #addresses: AddressPool;
  readonly #loads = new NodeLoads();
  readonly #nodes: Node[] = [];
  readonly #nextAddress = new Map<string, number>();
  #offset = 0;

  constructor(
    store: ObjectStore,
    catalog: ResourceCatalog,
    clock: Clock,
    random: Random,
    addresses: AddressPool,
  ) {
    this.#store = store;
    this.#catalog = catalog;
    this.#addresses = addresses;
    this.now = clock.now();
    this.random = random;
  }

  /** Stores an object made so many milliseconds ago. Gives it with its uid. */
  add(object: KubeObject, age: number): KubeObject {
    const kind = this.#catalog.ofObject(object.apiVersion, object.kind);
    if (kind === undefined) throw new Error(`the demo cluster serves no ${object.apiVersion} ${object.kind}`);
    const owned = deliveredKinds.has(kind.kind)
      ? noteUpdate(undefined, object, delivery(object, this.now - age))
      : object;
    const complete = kind.prepare(
      {
        ...owned,
        metadata: {
          ...owned.metadata,
          uid: object.metadata.uid ?? this.random.uuid(),
          creationTimestamp: object.metadata.creationTimestamp ?? timestamp(this.now - age),
          ...(kind.generation ? { generation: object.metadata.generation ?? 1 } : {}),
        },
      },
      undefined,
      { now: this.now, allocate: (range) => this.#addresses.next(range) },
    );
    const stored = this.#store.seed(kind.storedAs, complete).object;
    if (stored.kind === "Node") this.#nodes.push(stored as Node);
    if (stored.kind === "Pod") this.#loads.replace(undefined, stored as Pod);
    if (stored.kind === "CustomResourceDefinition") this.#catalog.refresh();
    return stored;
  }

  /** The nodes so far. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** The node a pod would be put on, or why there is none. */
  place(pod: Pod): ReturnType<typeof chooseNode> {
    this.#offset += 1;
    return chooseNode(pod, this.#nodes, this.#loads, this.#offset);
  }

  /** A free pod address on a node. */
  podAddress(node: Node): string {
    const name = node.metadata.name ?? "";
    const last = (this.#nextAddress.get(name) ?? 1) + 1;
    this.#nextAddress.set(name, last);
    return (node.spec.podCIDR ?? "10.244.0.0/24").replace(/\.0\/\d+$/, `.${last}`);
  }
}
