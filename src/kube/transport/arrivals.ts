import { finished, type Readable } from "node:stream";

/** Bytes that are handed on at once: less is likely a line, or an event, of many that come one by one. */
const PIECE = 16 * 1024;
/** Bytes there is room for when a second small piece comes. */
const NARROWEST = 1024;
/** Milliseconds for which what comes after a small piece is gathered. */
const REST_MS = 20;

const nothing = new Uint8Array();

/**
 * What has come of a stream and waits to be taken, in one piece. Servers send lines and events each by itself, and to
 * hand each on costs more than to read it: so the first is there at once, and after it all that comes in a moment is one
 * piece.
 */
export class Arrivals {
  readonly #stream: Readable;
  /** The chunk that came by itself, or as many as have come since; `#size` bytes of it are theirs. */
  #piece: Uint8Array = nothing;
  #size = 0;
  #isResting = false;
  #isOver = false;
  #fault: Error | undefined;
  #onReady: () => void = () => undefined;

  /** @param received called with the size of each chunk. */
  constructor(stream: Readable, received: (bytes: number) => void) {
    this.#stream = stream;
    // Listened to, where a loop over the stream would have each chunk wait in it and wake the loop by itself.
    stream.on("data", (chunk: Uint8Array) => {
      received(chunk.length);
      this.#gather(chunk);
      if (this.#size >= PIECE) stream.pause();
      this.#look();
    });
    finished(stream, { writable: false }, (error) => {
      this.#isOver = true;
      this.#fault = error ?? undefined;
      this.#look();
    });
  }

  /** Whether there is something to take, as soon as that is known. Rejects with the stream's error. */
  async hasSome(): Promise<boolean> {
    if (!this.#isReady)
      await new Promise<void>((resolve) => {
        this.#onReady = resolve;
      });
    if (this.#size === 0 && this.#fault !== undefined) throw this.#fault;
    return this.#size > 0;
  }

  take(): Uint8Array {
    const piece = this.#piece.subarray(0, this.#size);
    this.#piece = nothing;
    this.#size = 0;
    if (piece.length < PIECE) this.#rest();
    if (this.#stream.isPaused()) this.#stream.resume();
    return piece;
  }

  get #isReady(): boolean {
    return this.#isOver || this.#size >= PIECE || (this.#size > 0 && !this.#isResting);
  }

  /** Small chunks are copied as they come: to keep each for a while costs V8 more than their bytes. */
  #gather(chunk: Uint8Array): void {
    const size = this.#size + chunk.length;
    if (this.#size === 0 && !this.#isResting) {
      this.#piece = chunk;
    } else {
      if (size > this.#piece.length) this.#widen(size);
      this.#piece.set(chunk, this.#size);
    }
    this.#size = size;
  }

  #widen(size: number): void {
    const wider = Buffer.allocUnsafeSlow(Math.max(size, 2 * this.#piece.length, NARROWEST));
    wider.set(this.#piece.subarray(0, this.#size));
    this.#piece = wider;
  }

  #rest(): void {
    if (this.#isResting) return;
    this.#isResting = true;
    const wake = () => {
      this.#isResting = false;
      this.#look();
    };
    setTimeout(wake, REST_MS).unref();
  }

  #look(): void {
    if (this.#isReady) this.#onReady();
  }
}
