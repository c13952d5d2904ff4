const empty = Buffer.alloc(0);

/**
 * Bytes that have come and are not used up yet, in one piece. A chunk that meets an empty queue is used where
 * it is, without a copy; memory of a frame over many chunks grows by doubling.
 * Bytes handed out are valid until the next `push`.
 */
export class ByteQueue {
  bytes: Buffer = empty;
  /** The waiting bytes are those from `start` to `end`. */
  start = 0;
  end = 0;

  get length(): number {
    return this.end - this.start;
  }

  push(chunk: Buffer): void {
    if (this.length === 0) {
      this.bytes = chunk;
      this.start = 0;
      this.end = chunk.length;
      this.#owned = false;
      return;
    }
    if (!this.#owned || this.end + chunk.length > this.bytes.length) this.#grow(chunk.length);
    chunk.copy(this.bytes, this.end);
    this.end += chunk.length;
  }

  /** Whether `bytes` is ours to write to, not a chunk somebody gave. */
  #owned = false;

  #grow(more: number): void {
    const needed = this.length + more;
    const space =
      this.#owned && needed <= this.bytes.length / 2 ? this.bytes : Buffer.allocUnsafeSlow(needed * 2);
    this.bytes.copy(space, 0, this.start, this.end);
    this.end = this.length;
    this.start = 0;
    this.bytes = space;
    this.#owned = true;
  }
}
