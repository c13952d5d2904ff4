import type { KubeObject } from "../types.ts";
import { DamagedError, orProtocolError } from "./damaged.ts";
import { asBuffer, decodeMessage } from "./decode.ts";
import { readEnvelope } from "./envelope.ts";
import { isObject, metadataOf, parseJson } from "./json-value.ts";
import { knownMessage } from "./known-message.ts";
import { encodingOf } from "./media-type.ts";

/**
 * One whole object out of the body of an answer, with everything the server sent: managedFields and a
 * Secret's values too. Throws `ApiError` of kind `protocol`.
 */
export function readObject(body: Uint8Array, contentType: string | undefined, tried: string): KubeObject {
  const bytes = asBuffer(body);
  const isProtobuf = encodingOf(contentType, tried) === "protobuf";
  return orProtocolError(tried, () => (isProtobuf ? protobufObject(bytes, tried) : jsonObject(bytes)));
}

function protobufObject(bytes: Buffer, tried: string): KubeObject {
  const { type, start, end } = readEnvelope(bytes);
  return decodeMessage(bytes, start, end, type, knownMessage(type, tried));
}

function jsonObject(bytes: Buffer): KubeObject {
  const value = parseJson(bytes);
  if (!isObject(value))
    throw new DamagedError("the server answered with other JSON where an object is expected");
  return { ...value, metadata: metadataOf(value) };
}
