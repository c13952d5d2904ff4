// What is kept of a protobuf object, and the fields of it that are read at once.
import type { Identity, TypeMeta, WireObject } from "../types.ts";
import { DamagedError } from "./damaged.ts";
import { internedText } from "./intern.ts";
import { knownMessage } from "./known-message.ts";
import { ProtobufReader, wireBytes } from "./protobuf-reader.ts";

/** Every kind with metadata has it in field 1. */
const metadataTag = 0x0a;

/** Tags of ObjectMeta's fields. */
const nameTag = 0x0a;
const namespaceTag = 0x1a;
const uidTag = 0x2a;
const resourceVersionTag = 0x32;
const annotationsTag = 0x62;
const managedFieldsNumber = 17;

/** Tags of a Secret's `data` and `stringData`, and of the key in an entry of a map. */
const secretDataTag = 0x12;
const secretStringDataTag = 0x22;
const keyTag = 0x0a;

/** Written by `kubectl apply`: a copy of the whole object, a Secret's values included. */
export const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
const lastAppliedBytes = Buffer.from(lastApplied);

/** A kind as the wire sends it. Made once for all objects of a stream. */
export interface ProtobufKind {
  readonly type: TypeMeta;
  readonly hasMetadata: boolean;
  readonly isSecret: boolean;
}

/** Throws `ApiError` of kind `protocol` where no schema is known. */
export function protobufKind(type: TypeMeta, tried: string): ProtobufKind {
  const [first] = knownMessage(type, tried).fields;
  return {
    type,
    hasMetadata: first?.number === 1 && first.name === "metadata" && first.type === "m",
    isSecret: type.kind === "Secret" && type.apiVersion === "v1",
  };
}

/** Where the metadata of an object is, and what of it is dropped: pairs of positions. */
interface Metadata {
  readonly identity: Identity;
  /** From its tag on. */
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
  readonly dropped: readonly number[];
}

const noIdentity: Identity = { uid: "", name: "", namespace: "", resourceVersion: "" };

/**
 * Copies the object's message between two positions, less managedFields, the last-applied annotation and a
 * Secret's values. Each copy has memory of its own: a slab would live as long as the last of its objects.
 * Throws `DamagedError`.
 */
export function ingestProtobuf(bytes: Buffer, start: number, end: number, kind: ProtobufKind): WireObject {
  const [source, from, to] = kind.isSecret ? withoutSecretValues(bytes, start, end) : [bytes, start, end];
  const metadata = kind.hasMetadata ? readMetadata(source, from, to) : undefined;
  return {
    identity: metadata?.identity ?? noIdentity,
    encoded: { encoding: "protobuf", type: kind.type, bytes: copy(source, from, to, metadata) },
  };
}

/** Undefined where the object has no metadata. The other fields are stepped over, so that damage shows here. */
function readMetadata(bytes: Buffer, start: number, end: number): Metadata | undefined {
  const reader = new ProtobufReader(bytes, start, end);
  let metadata: Metadata | undefined;
  while (reader.position < end) {
    const at = reader.position;
    const tag = reader.unsigned();
    if (tag !== metadataTag) reader.skip(tag & 7);
    else if (metadata !== undefined) throw new DamagedError("an object with two metadata fields");
    else metadata = readObjectMeta(reader, at);
  }
  return metadata;
}

function readObjectMeta(reader: ProtobufReader, start: number): Metadata {
  const { bytes } = reader;
  const end = reader.valueEnd();
  const contentStart = reader.position;
  const dropped: number[] = [];
  let uid = "";
  let name = "";
  let namespace = "";
  let resourceVersion = "";
  while (reader.position < end) {
    const at = reader.position;
    const tag = reader.unsigned();
    if ((tag & 7) !== wireBytes) {
      reader.skip(tag & 7);
      continue;
    }
    const valueEnd = reader.valueEnd();
    const from = reader.position;
    if (tag === nameTag) name = bytes.toString("utf8", from, valueEnd);
    else if (tag === namespaceTag) namespace = internedText(bytes, from, valueEnd);
    else if (tag === uidTag) uid = bytes.toString("utf8", from, valueEnd);
    else if (tag === resourceVersionTag) resourceVersion = bytes.toString("utf8", from, valueEnd);
    else if (tag >>> 3 === managedFieldsNumber) dropped.push(at, valueEnd);
    else if (tag === annotationsTag && isLastApplied(bytes, from, valueEnd)) dropped.push(at, valueEnd);
    reader.position = valueEnd;
  }
  reader.mustEndAt(end);
  return { identity: { uid, name, namespace, resourceVersion }, start, contentStart, end, dropped };
}

function isLastApplied(bytes: Buffer, start: number, end: number): boolean {
  const { length } = lastAppliedBytes;
  const keyStart = start + 2;
  if (end - keyStart < length || bytes[start] !== keyTag || bytes[start + 1] !== length) return false;
  return bytes.compare(lastAppliedBytes, 0, length, keyStart, keyStart + length) === 0;
}

function copy(bytes: Buffer, start: number, end: number, metadata: Metadata | undefined): Buffer {
  if (metadata === undefined || metadata.dropped.length === 0) {
    const all = Buffer.allocUnsafeSlow(end - start);
    bytes.copy(all, 0, start, end);
    return all;
  }
  const { contentStart, dropped } = metadata;
  let length = metadata.end - contentStart;
  for (let index = 0; index < dropped.length; index += 2) {
    length -= (dropped[index + 1] ?? 0) - (dropped[index] ?? 0);
  }
  const before = metadata.start - start;
  const after = end - metadata.end;
  const kept = Buffer.allocUnsafeSlow(before + 1 + varintLength(length) + length + after);
  bytes.copy(kept, 0, start, metadata.start);
  kept[before] = metadataTag;
  let at = writeVarint(kept, before + 1, length);
  let from = contentStart;
  for (let index = 0; index < dropped.length; index += 2) {
    at += bytes.copy(kept, at, from, dropped[index]);
    from = dropped[index + 1] ?? from;
  }
  at += bytes.copy(kept, at, from, metadata.end);
  bytes.copy(kept, at, metadata.end, end);
  return kept;
}

/** A copy in which every entry of `data` and `stringData` has only its key. */
function withoutSecretValues(bytes: Buffer, start: number, end: number): [Buffer, number, number] {
  const reader = new ProtobufReader(bytes, start, end);
  // An entry without its value is never longer than with it.
  const kept = Buffer.alloc(end - start);
  let at = 0;
  while (reader.position < end) {
    const from = reader.position;
    const tag = reader.unsigned();
    if (tag !== secretDataTag && tag !== secretStringDataTag) {
      reader.skip(tag & 7);
      at += bytes.copy(kept, at, from, reader.position);
      continue;
    }
    const key = readEntryKey(reader);
    kept[at] = tag;
    at = writeVarint(kept, at + 1, key.length);
    at += key.copy(kept, at);
  }
  return [kept, 0, at];
}

/** The key of a map's entry with its tag and length; empty where it has none. */
function readEntryKey(reader: ProtobufReader): Buffer {
  const end = reader.valueEnd();
  let key = reader.bytes.subarray(0, 0);
  while (reader.position < end) {
    const from = reader.position;
    const tag = reader.unsigned();
    reader.skip(tag & 7);
    if (tag === keyTag) key = reader.bytes.subarray(from, reader.position);
  }
  reader.mustEndAt(end);
  return key;
}

function varintLength(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
}

/** Writes `value` and gives the position behind it. */
function writeVarint(bytes: Buffer, at: number, value: number): number {
  let rest = value;
  let position = at;
  while (rest >= 0x80) {
    bytes[position++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[position++] = rest;
  return position;
}
