// The envelope of every protobuf body: four magic bytes and a `runtime.Unknown` message that names the object's type.
import type { TypeMeta } from "../types.ts";
import { DamagedError } from "./damaged.ts";
import { ProtobufReader } from "./protobuf-reader.ts";

/** `k8s` and a zero byte. */
export const magicLength = 4;
const magic = 0x6b38_7300;

/** Tags of `runtime.Unknown`. */
export const typeMetaTag = 0x0a;
export const rawTag = 0x12;

export interface Envelope {
  readonly type: TypeMeta;
  /** Where in the bytes the object's message is. */
  readonly start: number;
  readonly end: number;
}

/** Throws `DamagedError` unless the bytes at `start` are the magic. */
export function checkMagic(bytes: Buffer, start: number): void {
  if (bytes.length - start < magicLength || bytes.readUInt32BE(start) !== magic) {
    throw new DamagedError("the answer does not begin as Kubernetes protobuf does");
  }
}

/** Throws `DamagedError`. */
export function readEnvelope(bytes: Buffer, start = 0, end = bytes.length): Envelope {
  checkMagic(bytes, start);
  const reader = new ProtobufReader(bytes, start + magicLength, end);
  let type: TypeMeta = { apiVersion: "", kind: "" };
  let raw: { start: number; end: number } | undefined;
  while (reader.position < end) {
    const tag = reader.unsigned();
    if (tag === typeMetaTag) type = readTypeMeta(reader);
    else if (tag === rawTag) {
      const rawEnd = reader.valueEnd();
      raw = { start: reader.position, end: rawEnd };
      reader.position = rawEnd;
    } else reader.skip(tag & 7);
  }
  if (raw === undefined) throw new DamagedError("the answer holds no object");
  return { type, ...raw };
}

/** Reads a TypeMeta (1 apiVersion, 2 kind) behind its tag. */
export function readTypeMeta(reader: ProtobufReader): TypeMeta {
  const end = reader.valueEnd();
  let apiVersion = "";
  let kind = "";
  while (reader.position < end) {
    const tag = reader.unsigned();
    if (tag === 0x0a) apiVersion = reader.text();
    else if (tag === 0x12) kind = reader.text();
    else reader.skip(tag & 7);
  }
  reader.mustEndAt(end);
  return { apiVersion, kind };
}
