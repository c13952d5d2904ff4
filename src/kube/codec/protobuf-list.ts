// A LIST answer in protobuf, taken apart while it arrives: no more of it is held than one object.
import type { ListChunk, TypeMeta, WireObject } from "../types.ts";
import { ByteQueue } from "./byte-queue.ts";
import { DamagedError } from "./damaged.ts";
import { checkMagic, magicLength, rawTag, readTypeMeta, typeMetaTag } from "./envelope.ts";
import { ingestProtobuf, type ProtobufKind, protobufKind } from "./ingest-protobuf.ts";
import { knownMessage } from "./known-message.ts";
import { type ListPage, readListMeta } from "./list-page.ts";
import { ProtobufReader, wireBytes, wireVarint } from "./protobuf-reader.ts";
import { checkSize, type StreamParser } from "./stream-parser.ts";

/** Tags of a list's message. Every list kind has them so. */
const metadataTag = 0x0a;
const itemTag = 0x12;
const itemsNumber = itemTag >>> 3;

/** A tag with the length of the value that follows. */
interface Header {
  readonly tag: number;
  /** Bytes of the tag and the length. */
  readonly size: number;
  readonly length: number;
}

export class ProtobufListParser implements StreamParser<ListChunk> {
  readonly #tried: string;
  readonly #queue = new ByteQueue();
  #magicSeen = false;
  #kind: ProtobufKind | undefined;
  /** Bytes of the list's message that are still to come; undefined before it begins. */
  #listLeft: number | undefined;
  #page: ListPage = { resourceVersion: "", continue: "" };
  /** The next page's token, until it was given out. */
  #next = "";
  #objects: WireObject[] = [];

  constructor(tried: string) {
    this.#tried = tried;
  }

  push(chunk: Buffer): ListChunk | undefined {
    this.#queue.push(chunk);
    while (this.#step()) {}
    if (this.#objects.length === 0) return undefined;
    const objects = this.#objects;
    const next = this.#next;
    this.#objects = [];
    this.#next = "";
    return next === "" ? { objects } : { objects, next };
  }

  end(): ListChunk {
    if (this.#listLeft !== 0 || this.#queue.length > 0) {
      throw new DamagedError("the list ended in the middle of an object");
    }
    return { objects: [], page: this.#page };
  }

  /** Takes one thing off the queue. False where more bytes are needed for that. */
  #step(): boolean {
    const queue = this.#queue;
    if (!this.#magicSeen) {
      if (queue.length < magicLength) return false;
      checkMagic(queue.bytes, queue.start);
      queue.start += magicLength;
      this.#magicSeen = true;
    }
    const header = readHeader(queue);
    if (header === undefined) return false;
    return this.#listLeft === undefined || this.#listLeft === 0
      ? this.#stepEnvelope(header)
      : this.#stepList(header, this.#listLeft);
  }

  #stepEnvelope({ tag, size, length }: Header): boolean {
    const queue = this.#queue;
    if (tag === rawTag) {
      if (this.#kind === undefined) throw new DamagedError("the list does not say of what kind it is");
      if (this.#listLeft !== undefined) throw new DamagedError("the answer holds two lists");
      queue.start += size;
      this.#listLeft = length;
      return true;
    }
    checkSize(length, "a part of the list's envelope");
    if (queue.length < size + length) return false;
    if (tag === typeMetaTag) {
      this.#kind = itemKind(
        readTypeMeta(new ProtobufReader(queue.bytes, queue.start + 1, queue.end)),
        this.#tried,
      );
    }
    queue.start += size + length;
    return true;
  }

  #stepList({ tag, size, length }: Header, left: number): boolean {
    const queue = this.#queue;
    if (size + length > left) throw new DamagedError("an object goes beyond the end of its list");
    checkSize(length, "an object of the list");
    if (queue.length < size + length) return false;
    const start = queue.start + size;
    const end = start + length;
    if (tag === itemTag && this.#kind !== undefined) {
      this.#objects.push(ingestProtobuf(queue.bytes, start, end, this.#kind));
    } else if (tag === metadataTag) {
      this.#page = readListMeta(new ProtobufReader(queue.bytes, start, end));
      this.#next = this.#page.continue;
    }
    queue.start = end;
    this.#listLeft = left - size - length;
    return true;
  }
}

/** `PodList` to what is known of `Pod`. Throws where it is no list, or no schema is known. */
function itemKind(type: TypeMeta, tried: string): ProtobufKind {
  const items = knownMessage(type, tried).fields.find(
    ({ name, number }) => name === "items" && number === itemsNumber,
  );
  if (!type.kind.endsWith("List") || items?.type !== "m") {
    throw new DamagedError(`the server answered with ${type.kind || "an object"} where a list is expected`);
  }
  return protobufKind({ apiVersion: type.apiVersion, kind: items.message().name }, tried);
}

/** Undefined where its bytes have not all come. A number, as a newer server may send, has its value in `size`. */
function readHeader(queue: ByteQueue): Header | undefined {
  if (!hasVarints(queue, 2)) return undefined;
  const reader = new ProtobufReader(queue.bytes, queue.start, queue.end);
  const tag = reader.unsigned();
  const wireType = tag & 7;
  let length = 0;
  if (wireType === wireVarint) reader.skip(wireType);
  else if (wireType === wireBytes) length = reader.unsigned();
  else throw new DamagedError(`the list has a field of the unknown wire type ${wireType}`);
  return { tag, size: reader.position - queue.start, length };
}

/** Whether `count` varints are complete; true too where one is too long, for the reader to say so. */
function hasVarints({ bytes, start, end }: ByteQueue, count: number): boolean {
  let left = count;
  for (let at = start; at < end; at++) {
    if ((bytes[at] as number) < 0x80) left -= 1;
    if (left === 0 || at - start > 10) return true;
  }
  return false;
}
