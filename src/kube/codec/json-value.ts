import { DamagedError } from "./damaged.ts";

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object's metadata, an empty one where it has none. */
export function metadataOf(object: JsonObject): JsonObject {
  return isObject(object.metadata) ? object.metadata : {};
}

/** `""` where there is no text. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Throws `DamagedError`, which never quotes the text: it may be a Secret's. */
export function parseJson(bytes: Buffer, start = 0, end = bytes.length): unknown {
  try {
    return JSON.parse(bytes.toString("utf8", start, end));
  } catch {
    throw new DamagedError(`the answer has ${end - start} bytes that should be JSON and are not`);
  }
}
