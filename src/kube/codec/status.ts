import type { Status } from "../types.ts";
import { asBuffer, decodeMessage } from "./decode.ts";
import { readEnvelope } from "./envelope.ts";
import { isObject, type JsonObject, parseJson } from "./json-value.ts";
import { encodingOf } from "./media-type.ts";
import { messageOf } from "./schema.ts";

type Details = NonNullable<Status["details"]>;
type Cause = NonNullable<Details["causes"]>[number];

/**
 * The Status in an answer's body, JSON or protobuf by its Content-Type. Undefined where it is none: a plain
 * text, a web page, another object, damaged bytes. Never throws.
 */
export function decodeStatus(contentType: string, body: Uint8Array): Status | undefined {
  try {
    const bytes = asBuffer(body);
    const isProtobuf = encodingOf(contentType, "read an error") === "protobuf";
    const value = isProtobuf ? protobufStatus(bytes) : parseJson(bytes);
    return isObject(value) && value.kind === "Status" ? statusOf(value) : undefined;
  } catch {
    return undefined;
  }
}

function protobufStatus(bytes: Buffer): unknown {
  const { type, start, end } = readEnvelope(bytes);
  const message = messageOf(type);
  return message && decodeMessage(bytes, start, end, type, message);
}

/** Takes of an object what a Status may hold, each field only where it has its type. */
export function statusOf(object: JsonObject): Status {
  const { code, metadata, details } = object;
  return {
    ...texts(object, ["status", "message", "reason"]),
    ...(typeof code === "number" ? { code } : {}),
    ...(isObject(metadata) ? { metadata: texts(metadata, ["continue", "resourceVersion"]) } : {}),
    ...(isObject(details) ? { details: detailsOf(details) } : {}),
  };
}

function detailsOf(details: JsonObject): Details {
  const { retryAfterSeconds, causes } = details;
  return {
    ...texts(details, ["name", "group", "kind", "uid"]),
    ...(typeof retryAfterSeconds === "number" ? { retryAfterSeconds } : {}),
    ...(Array.isArray(causes) ? { causes: causes.filter(isObject).map(causeOf) } : {}),
  };
}

function causeOf(cause: JsonObject): Cause {
  return texts(cause, ["reason", "message", "field"]);
}

function texts<Name extends string>(
  object: JsonObject,
  names: readonly Name[],
): { readonly [N in Name]?: string } {
  const found: { [N in Name]?: string } = {};
  for (const name of names) {
    const value = object[name];
    if (typeof value === "string" && value !== "") found[name] = value;
  }
  return found;
}
