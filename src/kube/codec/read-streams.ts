// The bodies of LIST and WATCH answers as objects and events. The answer's own Content-Type decides how it is read.
import type { ListChunk, TypeMeta, WatchEvent } from "../types.ts";
import { JsonListParser } from "./json-list.ts";
import { JsonWatchParser } from "./json-watch.ts";
import { encodingOf } from "./media-type.ts";
import { ProtobufListParser } from "./protobuf-list.ts";
import { ProtobufWatchParser } from "./protobuf-watch.ts";
import { parseStream } from "./stream-parser.ts";

/** What was asked for. */
export interface Asked {
  /** For errors, such as `list pods in payments`. */
  readonly tried: string;
  /** The kind's own type, for rows of Tables and for objects that do not tell theirs. */
  readonly type: TypeMeta;
}

/**
 * Objects as they arrive, at most one chunk for each piece of the body, and at the end one with `page`.
 * Holds no more than one object of the body. Throws `ApiError` of kind `protocol` when the body is not a list,
 * is damaged, or ends early; errors of the body itself pass as they are.
 */
export function readList(
  body: AsyncIterable<Uint8Array>,
  contentType: string | undefined,
  { tried, type }: Asked,
): AsyncGenerator<ListChunk, void, undefined> {
  const make = () =>
    encodingOf(contentType, tried) === "protobuf" ? new ProtobufListParser(tried) : new JsonListParser(type);
  return parseStream(body, make, tried);
}

/**
 * Events, one batch for each piece of the body that completes any. Ends when the body does between two events;
 * throws `ApiError` of kind `protocol` when it ends within one, or is damaged.
 */
export function readWatch(
  body: AsyncIterable<Uint8Array>,
  contentType: string | undefined,
  { tried, type }: Asked,
): AsyncGenerator<readonly WatchEvent[], void, undefined> {
  const make = () =>
    encodingOf(contentType, tried) === "protobuf"
      ? new ProtobufWatchParser(tried)
      : new JsonWatchParser(type);
  return parseStream(body, make, tried);
}
