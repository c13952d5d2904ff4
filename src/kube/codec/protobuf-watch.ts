// A watch in protobuf: frames of a big-endian length and a `meta.v1.WatchEvent`, whose object is a whole envelope.
import type { TypeMeta, WatchEvent } from "../types.ts";
import { ByteQueue } from "./byte-queue.ts";
import { DamagedError } from "./damaged.ts";
import { decodeMessage } from "./decode.ts";
import { type Envelope, readEnvelope } from "./envelope.ts";
import { ingestProtobuf, type ProtobufKind, protobufKind } from "./ingest-protobuf.ts";
import { isObject, metadataOf } from "./json-value.ts";
import { knownMessage } from "./known-message.ts";
import { fieldMask } from "./plan.ts";
import { ProtobufReader } from "./protobuf-reader.ts";
import { checkSize, type StreamParser } from "./stream-parser.ts";
import { bookmark, errorEvent, isObjectEvent } from "./watch-event.ts";

const lengthSize = 4;

/** Tags of WatchEvent, and of the bytes in its RawExtension. */
const typeTag = 0x0a;
const objectTag = 0x12;
const extensionRawTag = 0x0a;

const bookmarkFields = fieldMask(["metadata.resourceVersion", "metadata.annotations"]);

export class ProtobufWatchParser implements StreamParser<readonly WatchEvent[]> {
  readonly #tried: string;
  readonly #queue = new ByteQueue();
  #kind: ProtobufKind | undefined;

  constructor(tried: string) {
    this.#tried = tried;
  }

  push(chunk: Buffer): readonly WatchEvent[] | undefined {
    const queue = this.#queue;
    queue.push(chunk);
    const events: WatchEvent[] = [];
    while (queue.length >= lengthSize) {
      const length = queue.bytes.readUInt32BE(queue.start);
      checkSize(length, "an event of the watch");
      if (queue.length < lengthSize + length) break;
      const start = queue.start + lengthSize;
      queue.start = start + length;
      events.push(this.#readEvent(queue.bytes, start, queue.start));
    }
    return events.length === 0 ? undefined : events;
  }

  end(): undefined {
    if (this.#queue.length > 0) throw new DamagedError("the watch ended in the middle of an event");
  }

  #readEvent(bytes: Buffer, start: number, end: number): WatchEvent {
    const reader = new ProtobufReader(bytes, start, end);
    let type = "";
    let object = new ProtobufReader(bytes, end, end);
    while (reader.position < end) {
      const tag = reader.unsigned();
      if (tag === typeTag) type = reader.text();
      else if (tag === objectTag) object = rawOf(reader);
      else reader.skip(tag & 7);
    }
    return this.#event(type, bytes, readEnvelope(bytes, object.position, object.end));
  }

  #event(type: string, bytes: Buffer, envelope: Envelope): WatchEvent {
    if (isObjectEvent(type)) {
      const kind = this.#kindOf(envelope.type);
      return { type, object: ingestProtobuf(bytes, envelope.start, envelope.end, kind) };
    }
    const message = knownMessage(envelope.type, this.#tried);
    const mask = type === "BOOKMARK" ? bookmarkFields : undefined;
    const object = decodeMessage(bytes, envelope.start, envelope.end, envelope.type, message, mask);
    if (type === "ERROR") return errorEvent(object);
    if (type === "BOOKMARK" && isObject(object)) return bookmark(metadataOf(object));
    throw new DamagedError("the watch sent an event of an unknown type");
  }

  /** All objects of a watch are of one kind, so they share one type. */
  #kindOf(type: TypeMeta): ProtobufKind {
    const known = this.#kind;
    if (known?.type.kind === type.kind && known.type.apiVersion === type.apiVersion) return known;
    this.#kind = protobufKind(type, this.#tried);
    return this.#kind;
  }
}

/** A cursor over the bytes of a RawExtension. */
function rawOf(reader: ProtobufReader): ProtobufReader {
  const { bytes } = reader;
  const end = reader.valueEnd();
  let raw = new ProtobufReader(bytes, end, end);
  while (reader.position < end) {
    const tag = reader.unsigned();
    if (tag !== extensionRawTag) {
      reader.skip(tag & 7);
      continue;
    }
    const rawEnd = reader.valueEnd();
    raw = new ProtobufReader(bytes, reader.position, rawEnd);
    reader.position = rawEnd;
  }
  reader.mustEndAt(end);
  return raw;
}
