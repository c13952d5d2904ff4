import { kindsOf } from "../kinds/custom-resource.ts";
import { builtInKinds } from "../kinds/index.ts";
import { collectionName, type ResourceKind } from "../kinds/resource-kind.ts";
import type { CustomResourceDefinition } from "../objects.ts";
import type { ObjectStore } from "../store/object-store.ts";

const definitionsResource = "customresourcedefinitions.apiextensions.k8s.io";

/** Which resources are served now: the built-in ones and those of the definitions in the store. */
export class ResourceCatalog {
  readonly #store: ObjectStore;
  #kinds: readonly ResourceKind[] = builtInKinds;
  #generation = 0;
  readonly #listeners = new Set<() => void>();

  constructor(store: ObjectStore) {
    this.#store = store;
    const definitions = store.collection(definitionsResource);
    this.refresh();
    definitions.subscribe(({ type, current }) => {
      if (type === "DELETED") {
        const { spec } = current.object as CustomResourceDefinition;
        store.dropCollection(collectionName(spec.group, spec.names.plural));
      }
      this.refresh();
    });
  }

  get kinds(): readonly ResourceKind[] {
    return this.#kinds;
  }

  /** Counts up whenever the list changes. */
  get generation(): number {
    return this.#generation;
  }

  /** Reads the definitions again; needed by hand only after seeding. */
  refresh(): void {
    const definitions = this.#store.collection(definitionsResource).list();
    this.#kinds = [
      ...builtInKinds,
      ...definitions.flatMap(({ object }) => kindsOf(object as CustomResourceDefinition)),
    ];
    this.#generation += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls back after the list has changed. Returns the way to stop it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  find(group: string, version: string, resource: string): ResourceKind | undefined {
    return this.#kinds.find(
      (kind) => kind.group === group && kind.version === version && kind.resource === resource,
    );
  }

  /** The kind of an object by what it says of itself. */
  ofObject(apiVersion: string | undefined, kind: string | undefined): ResourceKind | undefined {
    return this.#kinds.find(
      (known) =>
        known.kind === kind &&
        apiVersion === (known.group === "" ? known.version : `${known.group}/${known.version}`),
    );
  }

  /** A resource as people type it after `kubectl get`: plural, singular, kind or short name, with `.group` if need be. */
  byWord(word: string): ResourceKind | undefined {
    const [name = "", ...rest] = word.toLowerCase().split(".");
    const group = rest.join(".");
    return this.#kinds.find(
      (kind) =>
        (rest.length === 0 || kind.group === group) &&
        (kind.resource === name || kind.singular === name || kind.shortNames.includes(name)),
    );
  }
}
