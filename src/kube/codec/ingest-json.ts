// What is kept of a JSON object or of a Table's row, and the fields of it that are read at once.
import type { EncodedObject, Identity, TypeMeta, WireObject } from "../types.ts";
import { lastApplied } from "./ingest-protobuf.ts";
import { isObject, type JsonObject, metadataOf, textOf } from "./json-value.ts";

/** Where the value's own text is, if it can be kept as it is when nothing is dropped. */
export interface TextRange {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Takes over `object`: managedFields, the last-applied annotation and a Secret's values are dropped of it. */
export function ingestJson(object: JsonObject, type: TypeMeta, text?: TextRange): WireObject {
  let changed = dropFromMetadata(metadataOf(object));
  if (type.kind === "Secret" && type.apiVersion === "v1") {
    changed = emptyValues(object.data) || changed;
    changed = emptyValues(object.stringData) || changed;
  }
  return wireObject("json", object, object, type, changed ? undefined : text);
}

/** Takes over a Table's row, `{cells, object}`. Without metadata in it, the first cell is taken for the name. */
export function ingestRow(row: JsonObject, type: TypeMeta, text?: TextRange): WireObject {
  const object = isObject(row.object) ? row.object : {};
  const changed = dropFromMetadata(metadataOf(object));
  const taken = wireObject("table", row, object, type, changed ? undefined : text);
  const [first] = Array.isArray(row.cells) ? row.cells : [];
  if (taken.identity.name !== "" || isObject(object.metadata)) return taken;
  return { ...taken, identity: { ...taken.identity, name: textOf(first) } };
}

function wireObject(
  encoding: EncodedObject["encoding"],
  value: JsonObject,
  object: JsonObject,
  type: TypeMeta,
  text: TextRange | undefined,
): WireObject {
  const bytes = text === undefined ? textBytes(JSON.stringify(value)) : ownCopy(text);
  return { identity: identityOf(metadataOf(object)), encoded: { encoding, type, bytes } };
}

function identityOf(metadata: JsonObject): Identity {
  return {
    uid: textOf(metadata.uid),
    name: textOf(metadata.name),
    namespace: textOf(metadata.namespace),
    resourceVersion: textOf(metadata.resourceVersion),
  };
}

/** Whether there was something to drop. */
function dropFromMetadata(metadata: JsonObject): boolean {
  const { annotations } = metadata;
  const hasLastApplied = isObject(annotations) && lastApplied in annotations;
  if (hasLastApplied) delete annotations[lastApplied];
  if (!("managedFields" in metadata)) return hasLastApplied;
  delete metadata.managedFields;
  return true;
}

/** Whether there was something to empty. */
function emptyValues(values: unknown): boolean {
  if (!isObject(values)) return false;
  const keys = Object.keys(values);
  for (const key of keys) values[key] = "";
  return keys.length > 0;
}

/** Not `Buffer.from`: that would cut short texts out of a shared pool, which each of them would keep alive. */
function textBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}

function ownCopy({ bytes, start, end }: TextRange): Buffer {
  const own = Buffer.allocUnsafeSlow(end - start);
  bytes.copy(own, 0, start, end);
  return own;
}
