import type { KubeObject, ObjectMeta } from "../../kube/types.ts";
import type { Column, ResourceKind } from "../kinds/resource-kind.ts";
import type { StoredForm, StoredObject } from "../store/stored-object.ts";
import type { AnswerForm } from "./media-type.ts";
import { badRequest } from "./status-error.ts";

/** `metadata` of a list or table. */
export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** How objects of one kind are written for one request: whole, as table rows, or their metadata only. */
export interface Presentation {
  /** A whole answer for one object. */
  object(stored: StoredObject): Buffer;
  /** The pieces of a list answer in order; items are the cached bytes, never copied into one string. */
  list(objects: readonly StoredObject[], meta: ListMeta): Iterable<Buffer>;
  /** The object of a watch event. */
  event(stored: StoredObject): Buffer;
  bookmark(resourceVersion: string, initialEventsEnd: boolean): Buffer;
}

/** @param includeObject the table parameter: `None`, `Metadata` (the default) or `Object`. */
export function presentationOf(
  kind: ResourceKind,
  form: AnswerForm,
  includeObject: string | null,
  now: () => number,
): Presentation {
  if (form === "table") return new TablePresentation(kind, includeObject, now);
  return form === "metadata" ? new MetadataPresentation() : new ObjectPresentation(kind);
}

const comma = Buffer.from(",");
const listEnd = Buffer.from("]}");
const initialEventsEndMark = { "k8s.io/initial-events-end": "true" };

const apiVersionOf = ({ group, version }: ResourceKind) => (group === "" ? version : `${group}/${version}`);

class ObjectPresentation implements Presentation {
  readonly #kind: ResourceKind;
  readonly #form: StoredForm;
  readonly #head: Buffer;
  readonly #itemHead: Buffer;

  constructor(kind: ResourceKind) {
    this.#kind = kind;
    this.#form = { id: apiVersionOf(kind), convert: kind.fromStored };
    this.#head = Buffer.from(
      kind.custom
        ? `{"apiVersion":"${apiVersionOf(kind)}","kind":"${kind.kind}",`
        : `{"kind":"${kind.kind}","apiVersion":"${apiVersionOf(kind)}",`,
    );
    this.#itemHead = kind.custom ? this.#head : Buffer.from("{");
  }

  object(stored: StoredObject): Buffer {
    return Buffer.concat([this.#head, stored.tail(this.#form)]);
  }

  *list(objects: readonly StoredObject[], meta: ListMeta): Iterable<Buffer> {
    const { kind } = this.#kind;
    const head = `"kind":"${kind}List","apiVersion":"${apiVersionOf(this.#kind)}"`;
    const metadata = this.#kind.custom ? { continue: "", ...meta } : meta;
    yield Buffer.from(`{${head},"metadata":${JSON.stringify(metadata)},"items":[`);
    let first = true;
    for (const stored of objects) {
      if (!first) yield comma;
      first = false;
      yield this.#itemHead;
      yield stored.tail(this.#form);
    }
    yield listEnd;
  }

  event(stored: StoredObject): Buffer {
    return this.object(stored);
  }

  bookmark(resourceVersion: string, initialEventsEnd: boolean): Buffer {
    const { kind } = this.#kind;
    return json({
      kind,
      apiVersion: apiVersionOf(this.#kind),
      metadata: bookmarkMeta(resourceVersion, initialEventsEnd),
      ...(this.#kind.custom ? {} : emptyParts(kind)),
    });
  }
}

class MetadataPresentation implements Presentation {
  object(stored: StoredObject): Buffer {
    return json(partialMetadata(stored.object.metadata));
  }

  *list(objects: readonly StoredObject[], meta: ListMeta): Iterable<Buffer> {
    const head = `"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1"`;
    yield Buffer.from(`{${head},"metadata":${JSON.stringify(meta)},"items":[`);
    let first = true;
    for (const { object } of objects) {
      if (!first) yield comma;
      first = false;
      yield json(partialMetadata(object.metadata));
    }
    yield listEnd;
  }

  event(stored: StoredObject): Buffer {
    return this.object(stored);
  }

  bookmark(resourceVersion: string, initialEventsEnd: boolean): Buffer {
    return json(partialMetadata(bookmarkMeta(resourceVersion, initialEventsEnd)));
  }
}

class TablePresentation implements Presentation {
  readonly #kind: ResourceKind;
  readonly #include: string;
  readonly #now: () => number;
  readonly #definitions: string;
  #definitionsSent = false;

  constructor(kind: ResourceKind, includeObject: string | null, now: () => number) {
    const include = includeObject === null || includeObject === "" ? "Metadata" : includeObject;
    if (!["None", "Metadata", "Object"].includes(include))
      throw badRequest(
        `Unable to convert to Table as requested: includeObject: Invalid value: "${include}": must be 'Metadata', 'Object', 'None', or empty`,
      );
    this.#kind = kind;
    this.#include = include;
    this.#now = now;
    this.#definitions = JSON.stringify(
      kind.columns.map(({ name, type, format = "", description = "", priority = 0 }) => ({
        name,
        type,
        format,
        description,
        priority,
      })),
    );
  }

  object(stored: StoredObject): Buffer {
    const meta = { resourceVersion: String(stored.revision) };
    return Buffer.concat([this.#head(meta, true), this.#row(stored), listEnd]);
  }

  *list(objects: readonly StoredObject[], meta: ListMeta): Iterable<Buffer> {
    yield this.#head(meta, true);
    let first = true;
    for (const stored of objects) {
      if (!first) yield comma;
      first = false;
      yield this.#row(stored);
    }
    yield listEnd;
  }

  // The definitions go with the first event of a stream only.
  event(stored: StoredObject): Buffer {
    const head = this.#head({ resourceVersion: String(stored.revision) }, !this.#definitionsSent);
    this.#definitionsSent = true;
    return Buffer.concat([head, this.#row(stored), listEnd]);
  }

  bookmark(resourceVersion: string, initialEventsEnd: boolean): Buffer {
    const head = this.#head({ resourceVersion }, !this.#definitionsSent);
    this.#definitionsSent = true;
    const cells = this.#kind.columns.map(blankCell);
    const shown = this.#include !== "None" || initialEventsEnd;
    const object = shown ? partialMetadata(bookmarkMeta(resourceVersion, initialEventsEnd)) : null;
    return Buffer.concat([head, json({ cells, object }), listEnd]);
  }

  #head(meta: ListMeta, withDefinitions: boolean): Buffer {
    const definitions = withDefinitions ? this.#definitions : "null";
    return Buffer.from(
      `{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":${JSON.stringify(meta)},"columnDefinitions":${definitions},"rows":[`,
    );
  }

  #row(stored: StoredObject): Buffer {
    const now = this.#now();
    const cells = JSON.stringify(this.#kind.columns.map((column) => column.cell(stored.object, now)));
    if (this.#include === "None") return Buffer.from(`{"cells":${cells},"object":null}`);
    if (this.#include === "Metadata")
      return Buffer.from(
        `{"cells":${cells},"object":${JSON.stringify(partialMetadata(stored.object.metadata))}}`,
      );
    const object = new ObjectPresentation(this.#kind).object(stored);
    return Buffer.concat([Buffer.from(`{"cells":${cells},"object":`), object, Buffer.from("}")]);
  }
}

// The real server prints an empty object for a bookmark.
function blankCell({ name, type }: Column<KubeObject>): string | number {
  return name === "Age" ? "<unknown>" : type === "integer" ? 0 : "";
}

function partialMetadata(metadata: ObjectMeta): Record<string, unknown> {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
}

function bookmarkMeta(resourceVersion: string, initialEventsEnd: boolean): ObjectMeta {
  return { resourceVersion, ...(initialEventsEnd ? { annotations: initialEventsEndMark } : {}) };
}

// Go writes the empty structs of a bookmark's object, which is what clients then see.
function emptyParts(kind: string): Record<string, unknown> {
  return kind === "Pod" ? { spec: { containers: null }, status: {} } : {};
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
