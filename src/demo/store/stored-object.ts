import type { KubeObject } from "../../kube/types.ts";

/** How one served version shows a stored object. `id` names it for the byte cache; no `convert` means as stored. */
export interface StoredForm {
  readonly id: string;
  readonly convert?: ((object: KubeObject) => KubeObject) | undefined;
}

/** One version of one object. Its JSON text is made once per served version and shared by every list and watch. */
export class StoredObject {
  readonly key: string;
  readonly object: KubeObject;
  readonly revision: number;
  readonly #tails = new Map<string, Buffer>();

  constructor(key: string, object: KubeObject, revision: number) {
    this.key = key;
    this.object = object;
    this.revision = revision;
  }

  /** The same object in another state. */
  at(object: KubeObject, revision: number): StoredObject {
    return new StoredObject(this.key, object, revision);
  }

  /**
   * The object's JSON text without its opening brace, kind and apiVersion: `"metadata":{…},…}`.
   * List items of built-in kinds go without the two, single objects and watch events have them.
   */
  tail({ id, convert }: StoredForm): Buffer {
    const known = this.#tails.get(id);
    if (known !== undefined) return known;
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = convert?.(this.object) ?? this.object;
    const tail = Buffer.from(JSON.stringify(rest).slice(1));
    this.#tails.set(id, tail);
    return tail;
  }
}

/** `namespace/name`, or the name alone for cluster-scoped objects: the order of keys is the order of lists. */
export function objectKey(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
}
