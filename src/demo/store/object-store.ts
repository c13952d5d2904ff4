import type { KubeObject } from "../../kube/types.ts";
import type { Clock } from "../clock.ts";
import { type Change, Collection, type HistoryLimits } from "./collection.ts";
import { objectKey, StoredObject } from "./stored-object.ts";

/**
 * What etcd and the watch cache are to a real API server: objects by resource under one revision counter. It knows
 * nothing of defaults, grace or finalizers; those belong to the writes above it (api/object-writer.ts).
 */
export class ObjectStore {
  readonly #clock: Clock;
  readonly #limits: HistoryLimits;
  readonly #collections = new Map<string, Collection>();
  #revision: number;

  constructor(clock: Clock, limits: HistoryLimits, firstRevision: number) {
    this.#clock = clock;
    this.#limits = limits;
    this.#revision = firstRevision;
  }

  /** The newest revision, of whatever resource. */
  get revision(): number {
    return this.#revision;
  }

  /** The objects of a resource such as `pods` or `deployments.apps`; empty at first. */
  collection(resource: string): Collection {
    const known = this.#collections.get(resource);
    if (known !== undefined) return known;
    const collection = new Collection(this.#limits);
    collection.compact(this.#revision);
    this.#collections.set(resource, collection);
    return collection;
  }

  /** Fills in an object that was always there; nobody is told. */
  seed(resource: string, object: KubeObject): StoredObject {
    const stored = this.#stamp(object);
    this.collection(resource).seed(stored);
    return stored;
  }

  /** Stores a new object, or the next state of one, and tells the watchers. */
  put(resource: string, object: KubeObject): StoredObject {
    const collection = this.collection(resource);
    const current = this.#stamp(object);
    const previous = collection.get(current.key);
    this.#apply(collection, previous === undefined ? "ADDED" : "MODIFIED", current, previous);
    return current;
  }

  /** Takes an object away. Gives its last state, stamped with the revision of the deletion. */
  remove(resource: string, key: string): StoredObject | undefined {
    const collection = this.collection(resource);
    const previous = collection.get(key);
    if (previous === undefined) return undefined;
    const current = this.#stamp(previous.object);
    this.#apply(collection, "DELETED", current, previous);
    return current;
  }

  /** Drops a whole resource, as when its definition goes. */
  dropCollection(resource: string): void {
    for (const { key } of this.collection(resource).list()) this.remove(resource, key);
    this.#collections.delete(resource);
  }

  /** Forgets the changes up to now, so that every older watch and exact list meets 410 Expired. */
  compact(): void {
    for (const collection of this.#collections.values()) collection.compact(this.#revision);
  }

  #stamp(object: KubeObject): StoredObject {
    this.#revision += 1;
    const { namespace, name = "" } = object.metadata;
    const metadata = { ...object.metadata, resourceVersion: String(this.#revision) };
    return new StoredObject(objectKey(namespace, name), { ...object, metadata }, this.#revision);
  }

  #apply(
    collection: Collection,
    type: Change["type"],
    current: StoredObject,
    previous: StoredObject | undefined,
  ): void {
    collection.apply({ type, revision: current.revision, time: this.#clock.now(), current, previous });
  }
}
