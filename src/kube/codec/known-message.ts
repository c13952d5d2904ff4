import { ApiError } from "../api-error.ts";
import type { TypeMeta } from "../types.ts";
import { type Message, messageOf } from "./schema.ts";

/**
 * Whether protobuf of this kind can be read by any server's version. Others must be asked for in JSON: custom
 * resources, and alpha versions, whose field numbers may change from one release to the next.
 */
export function hasProtobufSchema(type: TypeMeta): boolean {
  return !/\dalpha\d/.test(type.apiVersion) && messageOf(type) !== undefined;
}

/** The kind's message. Throws `ApiError` of kind `protocol` where none is known. */
export function knownMessage(type: TypeMeta, tried: string): Message {
  const message = messageOf(type);
  if (message !== undefined) return message;
  throw new ApiError({
    kind: "protocol",
    message: `the server sent ${type.kind || "an object without kind"} (${type.apiVersion}) as protobuf, of which no schema is known`,
    tried,
    nextStep: "ask for it as JSON",
  });
}
