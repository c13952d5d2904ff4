import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { EncodedObject, TypeMeta } from "../kube/types.ts";

/**
 * Objects that are packed together. Those of one list are much alike: of 16 pods of the benchmark a twentieth is left,
 * and looking into one takes less than 0.1 ms.
 */
const together = 16;
const fastest = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** The bytes of several objects, end to end. */
class Pack {
  /** The one that was looked into last, since who reads one object often reads those beside it. */
  static #opened: { readonly pack: Pack; readonly bytes: Buffer } | undefined;
  readonly #packed: Buffer;

  constructor(objects: readonly Uint8Array[]) {
    const packed = zstdCompressSync(Buffer.concat(objects), fastest);
    // What zlib answers with lies in memory of a fixed size, most of it unused.
    this.#packed = Buffer.allocUnsafeSlow(packed.length);
    packed.copy(this.#packed);
  }

  open(): Buffer {
    if (Pack.#opened?.pack !== this) Pack.#opened = { pack: this, bytes: zstdDecompressSync(this.#packed) };
    return Pack.#opened.bytes;
  }
}

/** An encoded object whose bytes may lie packed among those of others; they are unpacked whenever they are asked for. */
export class KeptObject implements EncodedObject {
  readonly encoding: EncodedObject["encoding"];
  readonly type: TypeMeta;
  /** Bytes, unpacked. */
  readonly size: number;
  #kept: Uint8Array | Pack;
  /** Where they begin in a pack. */
  #start = 0;

  constructor({ encoding, type, bytes }: EncodedObject) {
    this.encoding = encoding;
    this.type = type;
    this.size = bytes.length;
    this.#kept = bytes;
  }

  get isPacked(): boolean {
    return this.#kept instanceof Pack;
  }

  get bytes(): Uint8Array {
    if (!(this.#kept instanceof Pack)) return this.#kept;
    return this.#kept.open().subarray(this.#start, this.#start + this.size);
  }

  /** Packs objects together. */
  static pack(objects: readonly KeptObject[]): void {
    const pack = new Pack(objects.map(({ bytes }) => bytes));
    let start = 0;
    for (const object of objects) {
      object.#kept = pack;
      object.#start = start;
      start += object.size;
    }
  }
}

/** Packs what it is given as soon as there is enough of it. */
export class Packer {
  readonly #waiting = new Set<KeptObject>();

  add(object: KeptObject): void {
    if (object.isPacked) return;
    this.#waiting.add(object);
    if (this.#waiting.size < together) return;
    KeptObject.pack([...this.#waiting]);
    this.#waiting.clear();
  }
}
