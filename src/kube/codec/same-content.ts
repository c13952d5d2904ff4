import type { EncodedObject } from "../types.ts";
import { asBuffer } from "./decode.ts";
import { memberRange } from "./json-scan.ts";
import { ProtobufReader, wireBytes } from "./protobuf-reader.ts";

/** Tag of an object's metadata, and of the resourceVersion in it. */
const metadataTag = 0x0a;
const resourceVersionTag = 0x32;

/** Positions in pairs: the parts of an object's bytes that count. */
type Parts = readonly number[];

/**
 * Whether two encodings of one object differ in nothing but `metadata.resourceVersion`. Compares bytes, without
 * decoding: two ways to write the same are different.
 */
export function sameContent(a: EncodedObject, b: EncodedObject): boolean {
  if (a.encoding !== b.encoding) return false;
  const bytesA = asBuffer(a.bytes);
  const bytesB = asBuffer(b.bytes);
  const partsA = contentParts(a.encoding, bytesA);
  const partsB = contentParts(b.encoding, bytesB);
  if (partsA.length !== partsB.length) return false;
  for (let index = 0; index < partsA.length; index += 2) {
    const [startA = 0, endA = 0] = partsA.slice(index, index + 2);
    const [startB = 0, endB = 0] = partsB.slice(index, index + 2);
    if (endA - startA !== endB - startB) return false;
    if (bytesA.compare(bytesB, startB, endB, startA, endA) !== 0) return false;
  }
  return true;
}

function contentParts(encoding: EncodedObject["encoding"], bytes: Buffer): Parts {
  return encoding === "protobuf" ? protobufParts(bytes) : jsonParts(bytes, encoding === "table");
}

/** Without the resourceVersion and without the metadata's length, which changes with it. */
function protobufParts(bytes: Buffer): Parts {
  const reader = new ProtobufReader(bytes);
  while (reader.position < bytes.length) {
    const metadataStart = reader.position;
    const tag = reader.unsigned();
    if (tag !== metadataTag) {
      reader.skip(tag & 7);
      continue;
    }
    const end = reader.valueEnd();
    const contentStart = reader.position;
    const [from, to] = versionRange(reader, end);
    return [0, metadataStart, contentStart, from, to, bytes.length];
  }
  return [0, bytes.length];
}

/** Where the field with its tag is; at `end` and empty where there is none. */
function versionRange(reader: ProtobufReader, end: number): [number, number] {
  while (reader.position < end) {
    const from = reader.position;
    const tag = reader.unsigned();
    reader.skip(tag & 7);
    if (tag === resourceVersionTag && (tag & 7) === wireBytes) return [from, reader.position];
  }
  return [end, end];
}

function jsonParts(bytes: Buffer, isRow: boolean): Parts {
  const [start] = (isRow ? memberRange(bytes, 0, "object") : undefined) ?? [0];
  const [metadataStart] = memberRange(bytes, start, "metadata") ?? [];
  const range =
    metadataStart === undefined ? undefined : memberRange(bytes, metadataStart, "resourceVersion");
  return range === undefined ? [0, bytes.length] : [0, range[0], range[1], bytes.length];
}
