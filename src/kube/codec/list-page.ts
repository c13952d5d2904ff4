import type { ListChunk } from "../types.ts";
import { isObject, textOf } from "./json-value.ts";
import type { ProtobufReader } from "./protobuf-reader.ts";

/** A list's own metadata. */
export type ListPage = NonNullable<ListChunk["page"]>;

/** ListMeta: 2 resourceVersion, 3 continue, 4 remainingItemCount. Throws `DamagedError`. */
export function readListMeta(reader: ProtobufReader): ListPage {
  let resourceVersion = "";
  let next = "";
  let remaining: number | undefined;
  while (reader.position < reader.end) {
    const tag = reader.unsigned();
    if (tag === 0x12) resourceVersion = reader.text();
    else if (tag === 0x1a) next = reader.text();
    else if (tag === 0x20) remaining = reader.integer();
    else reader.skip(tag & 7);
  }
  return page(resourceVersion, next, remaining);
}

/** The page of a JSON list's `metadata`. */
export function pageOfJson(metadata: unknown): ListPage {
  if (!isObject(metadata)) return page("", "", undefined);
  const { remainingItemCount } = metadata;
  return page(
    textOf(metadata.resourceVersion),
    textOf(metadata.continue),
    typeof remainingItemCount === "number" ? remainingItemCount : undefined,
  );
}

function page(resourceVersion: string, next: string, remainingItemCount: number | undefined): ListPage {
  const both = { resourceVersion, continue: next };
  return remainingItemCount === undefined ? both : { ...both, remainingItemCount };
}
