// The protobuf wire format (protobuf.dev/programming-guides/encoding), as far as Kubernetes uses it.
import { DamagedError } from "./damaged.ts";
import { internedText } from "./intern.ts";

/** Wire types: how the bytes after a tag are to be taken. Groups (3 and 4) do not occur in Kubernetes. */
export const wireVarint = 0;
export const wireFixed64 = 1;
export const wireBytes = 2;
export const wireFixed32 = 5;

/** A cursor over one message's bytes. Throws `DamagedError` where they end too early or make no sense. */
export class ProtobufReader {
  readonly bytes: Buffer;
  position: number;
  /** Where the bytes end that may be read. */
  readonly end: number;

  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** A varint of at most 32 bits: tags and lengths. */
  unsigned(): number {
    const { bytes } = this;
    let position = this.position;
    let byte = bytes[position++] as number;
    let value = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      if (shift > 28) throw new DamagedError(`a number of more than 32 bits at byte ${this.position}`);
      byte = bytes[position++] as number;
      value += (byte & 0x7f) * 2 ** shift;
    }
    this.#advance(position);
    return value;
  }

  /** A varint as a signed integer, rounded beyond 2^53 as JSON.parse would. */
  integer(): number {
    const { bytes } = this;
    let position = this.position;
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      if (shift > 63) throw new DamagedError(`a number of more than 64 bits at byte ${this.position}`);
      const byte = bytes[position++] as number;
      if (shift < 28) low |= (byte & 0x7f) << shift;
      else if (shift === 28) {
        low |= (byte & 0x0f) << 28;
        high = (byte & 0x7f) >> 4;
      } else high |= (byte & 0x7f) << (shift - 32);
      if (!(byte >= 0x80)) break;
    }
    this.#advance(position);
    return high * 0x1_0000_0000 + (low >>> 0);
  }

  double(): number {
    const start = this.position;
    this.#advance(start + 8);
    return this.bytes.readDoubleLE(start);
  }

  /** Reads the length before a string, bytes or a message, and gives the position at which that value ends. */
  valueEnd(): number {
    const length = this.unsigned();
    const end = this.position + length;
    if (end > this.end)
      throw new DamagedError(`a value of ${length} bytes at byte ${this.position} does not fit`);
    return end;
  }

  /** A string behind its length. */
  text(): string {
    const end = this.valueEnd();
    const text = internedText(this.bytes, this.position, end);
    this.position = end;
    return text;
  }

  /** Called where the values of a message have been read: they must have ended just where it does. */
  mustEndAt(end: number): void {
    if (this.position !== end) throw new DamagedError(`a value goes beyond its message at byte ${end}`);
  }

  /** Skips the value after a tag. */
  skip(wireType: number): void {
    if (wireType === wireBytes) this.position = this.valueEnd();
    else if (wireType === wireVarint) this.integer();
    else if (wireType === wireFixed64) this.#advance(this.position + 8);
    else if (wireType === wireFixed32) this.#advance(this.position + 4);
    else throw new DamagedError(`a value of the unknown wire type ${wireType} at byte ${this.position}`);
  }

  #advance(position: number): void {
    if (position > this.end)
      throw new DamagedError(`the message ends in the middle of a value, at byte ${this.end}`);
    this.position = position;
  }
}
