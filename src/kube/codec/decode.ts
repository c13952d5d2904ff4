// From an encoding to a plain object.
import type { EncodedObject, FieldMask, KubeObject, TypeMeta } from "../types.ts";
import { DamagedError, orProtocolError } from "./damaged.ts";
import { readFields } from "./decode-protobuf.ts";
import { isObject, metadataOf, parseJson } from "./json-value.ts";
import { knownMessage } from "./known-message.ts";
import { maskedPlan, wholePlan } from "./plan.ts";
import { ProtobufReader } from "./protobuf-reader.ts";
import type { Message } from "./schema.ts";

/**
 * The object in the shape of the JSON API, with `apiVersion` and `kind`, sharing repeated strings with other
 * objects. A mask limits what is read of protobuf; JSON gives all. The row of a Table gives its metadata and `cells`.
 * Throws `ApiError` of kind `protocol` when the bytes are damaged.
 */
export function decode(encoded: EncodedObject, mask?: FieldMask): KubeObject {
  const { type, bytes } = encoded;
  const tried = `decode ${type.kind}`;
  const buffer = asBuffer(bytes);
  if (encoded.encoding !== "protobuf") {
    return orProtocolError(tried, () => decodeJson(buffer, type, encoded.encoding === "table"));
  }
  const message = knownMessage(type, tried);
  return orProtocolError(tried, () => decodeMessage(buffer, 0, buffer.length, type, message, mask));
}

/** Reads one message of a kind between two positions. Throws `DamagedError`. */
export function decodeMessage(
  bytes: Buffer,
  start: number,
  end: number,
  type: TypeMeta,
  message: Message,
  mask?: FieldMask,
): KubeObject {
  const object = { apiVersion: type.apiVersion, kind: type.kind, metadata: {} };
  const plan = mask === undefined ? wholePlan(message) : maskedPlan(message, mask);
  readFields(new ProtobufReader(bytes, start, end), end, plan, object);
  return object;
}

function decodeJson(bytes: Buffer, { apiVersion, kind }: TypeMeta, isRow: boolean): KubeObject {
  const value = parseJson(bytes);
  if (!isObject(value)) throw new DamagedError("other JSON is where an object is expected");
  const metadata = metadataOf(isRow && isObject(value.object) ? value.object : value);
  if (isRow) return { apiVersion, kind, metadata, cells: value.cells };
  // The type first, for a reader's sake, and last, since the forms of metadata only call themselves by another kind.
  return Object.assign({ apiVersion, kind }, value, { apiVersion, kind, metadata });
}

/** The same memory as a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
