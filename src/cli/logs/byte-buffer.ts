const lineEnd = 0x0a;
/** Room of this size is kept between batches; what a huge line took is given back. */
const kept = 1 << 19;

/** Bytes that grow at their end, in one piece. */
export class ByteBuffer {
  #bytes: Buffer = Buffer.allocUnsafeSlow(kept);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What was added since `clear`. Valid until something is added. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  add(bytes: Uint8Array): void {
    const end = this.#length + bytes.length;
    if (end > this.#bytes.length) this.#grow(end);
    this.#bytes.set(bytes, this.#length);
    this.#length = end;
  }

  addText(text: string): void {
    const most = this.#length + text.length * 3;
    if (most > this.#bytes.length) this.#grow(most);
    this.#length += this.#bytes.write(text, this.#length);
  }

  addByte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#grow(this.#length + 1);
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  endLine(): void {
    this.addByte(lineEnd);
  }

  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > 4 * kept) this.#bytes = Buffer.allocUnsafeSlow(kept);
  }

  #grow(least: number): void {
    const bytes = Buffer.allocUnsafeSlow(Math.max(least, this.#bytes.length * 2));
    bytes.set(this.bytes);
    this.#bytes = bytes;
  }
}
