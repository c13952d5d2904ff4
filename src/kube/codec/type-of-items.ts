import type { TypeMeta } from "../types.ts";
import { type JsonObject, textOf } from "./json-value.ts";

const metadataOnly = "PartialObjectMetadata";

/** Tells the type of JSON objects, giving one and the same `TypeMeta` while it does not change. */
export class TypeOfItems {
  /** The kind that was asked for. */
  readonly asked: TypeMeta;
  #last: TypeMeta;

  constructor(asked: TypeMeta) {
    this.asked = asked;
    this.#last = asked;
  }

  /**
   * The object's own type, else what its list says (`PodList`), else the kind asked for. Metadata-only forms
   * are of the kind asked for: their own is only the form's name.
   */
  typeOf(object: JsonObject, list?: JsonObject): TypeMeta {
    const kind = textOf(object.kind) || textOf(list?.kind).replace(/List$/, "");
    const apiVersion = textOf(object.apiVersion) || textOf(list?.apiVersion);
    if (kind === "" || apiVersion === "" || kind === metadataOnly) return this.asked;
    if (this.#last.kind !== kind || this.#last.apiVersion !== apiVersion) this.#last = { apiVersion, kind };
    return this.#last;
  }
}
