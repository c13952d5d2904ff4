import type { KubeObject } from "../kube/types.ts";
import { matchesLabels, parseLabelSelector } from "../lib/label-selector.ts";
import type { ApiContext } from "./api/api-context.ts";
import type { DeleteOptions } from "./api/object-deletion.ts";
import { asObject } from "./api/request-body.ts";
import type { ResourceKind } from "./kinds/resource-kind.ts";
import { mergePatch } from "./patches/merge-patch.ts";

/**
 * The cluster's objects for tests and tools, one line each. A resource is a word as after `kubectl get` (`pods`,
 * `deploy`, `certificates.pki.example.com`), an object `namespace/name` or just `name`. Writes follow the API's
 * rules, except that a status that comes along is kept. Everything throws `StatusError` as the API would answer.
 */
export class DemoObjects {
  readonly #context: ApiContext;

  constructor(context: ApiContext) {
    this.#context = context;
  }

  get(resource: string, key: string): KubeObject | undefined {
    const { storedAs } = this.#kind(resource);
    return this.#context.store.collection(storedAs).get(key)?.object;
  }

  /** By key; of one namespace and with a label selector in its text form, if given. */
  list(
    resource: string,
    { namespace, labelSelector = "" }: { readonly namespace?: string; readonly labelSelector?: string } = {},
  ): readonly KubeObject[] {
    const selector = parseLabelSelector(labelSelector);
    const { storedAs } = this.#kind(resource);
    return this.#context.store
      .collection(storedAs)
      .list(namespace)
      .map(({ object }) => object)
      .filter(({ metadata }) => matchesLabels(selector, metadata.labels));
  }

  create(object: KubeObject): KubeObject {
    const kind = this.#context.catalog.ofObject(object.apiVersion, object.kind);
    if (kind === undefined) throw new Error(`the demo cluster serves no ${object.apiVersion} ${object.kind}`);
    return this.#context.writer.create(kind, object, object.metadata.namespace, { keepStatus: true }).object;
  }

  /** A merge patch over everything, status included. */
  patch(resource: string, key: string, patch: Readonly<Record<string, unknown>>): KubeObject {
    const kind = this.#kind(resource);
    const current = this.#context.store.collection(kind.storedAs).get(key)?.object;
    if (current === undefined) throw new Error(`there is no ${resource} ${key}`);
    return this.#context.writer.update(kind, key, asObject(mergePatch(current, patch)), { keepStatus: true })
      .object;
  }

  /** Deletes as the API does, with grace and finalizers. */
  delete(resource: string, key: string, options: DeleteOptions = {}): void {
    this.#context.writer.delete(this.#kind(resource), key, options);
  }

  /** Takes an object away at once, whatever holds it. */
  remove(resource: string, key: string): void {
    this.#context.store.remove(this.#kind(resource).storedAs, key);
  }

  #kind(resource: string): ResourceKind {
    const kind = this.#context.catalog.byWord(resource);
    if (kind === undefined) throw new Error(`the demo cluster serves no resource "${resource}"`);
    return kind;
  }
}
