import type { FieldMask, KubeObject, ListWatch, WireObject } from "../kube/types.ts";
import { KeptObject } from "./kept-object.ts";
import type { Row, Summarizer } from "./types.ts";

/** What every row needs of an object's metadata, beside its identity. */
const metadataFields = [
  "metadata.creationTimestamp",
  "metadata.deletionTimestamp",
  "metadata.labels",
  "metadata.ownerReferences",
];

const noLabels = Object.freeze({});
const noOwners = Object.freeze([]);

/**
 * The identity rows are kept under: the uid, or namespace and name for the few objects that have none
 * (those that aggregated APIs make up as they are asked, such as metrics).
 */
export function keyOf({
  uid,
  namespace,
  name,
}: Pick<WireObject["identity"], "uid" | "namespace" | "name">): string {
  return uid === "" ? `${namespace}/${name}` : uid;
}

/** Makes rows of one resource: decodes the few fields that its summary reads, and nothing else. */
export class RowMaker<S> {
  readonly #wire: ListWatch;
  readonly #summarizer: Summarizer<S>;
  readonly #mask: FieldMask;

  constructor(wire: ListWatch, summarizer: Summarizer<S>) {
    this.#wire = wire;
    this.#summarizer = summarizer;
    this.#mask = wire.fields([...metadataFields, ...summarizer.fields]);
  }

  make({ identity, encoded }: WireObject, receivedAt: number): Row<S> {
    const object = this.#wire.decode(encoded, this.#mask);
    const { creationTimestamp, deletionTimestamp, labels, ownerReferences } = object.metadata;
    return Object.freeze({
      uid: keyOf(identity),
      name: identity.name,
      namespace: identity.namespace,
      resourceVersion: identity.resourceVersion,
      createdAt: creationTimestamp === undefined ? Number.NaN : Date.parse(creationTimestamp),
      receivedAt,
      deletedAt: deletionTimestamp === undefined ? undefined : Date.parse(deletionTimestamp),
      labels: labels ?? noLabels,
      owners: ownerReferences ?? noOwners,
      node: this.#summarizer.nodeName?.(object) ?? "",
      summary: this.#summarizer.summarize(object),
      encoded: new KeptObject(encoded),
    });
  }

  decode(row: Row<S>): KubeObject {
    return this.#wire.decode(row.encoded);
  }
}
