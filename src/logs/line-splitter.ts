const lineEnd = 0x0a;
const carriageReturn = 0x0d;

/**
 * Told of one line, which stands between two positions of bytes that are valid during the call; `omitted` bytes of its
 * end are not there.
 */
export type OnLine = (bytes: Uint8Array, start: number, end: number, omitted: number) => void;

/**
 * Cuts a stream of bytes into lines, without copying those that arrive in one piece. Of a line longer than `longest`
 * bytes the beginning is kept and the rest is counted, so that no line takes more memory than that.
 */
export class LineSplitter {
  readonly #longest: number;
  readonly #onLine: OnLine;
  readonly #keepsReturns: boolean;
  #pieces: Uint8Array[] = [];
  #kept = 0;
  #omitted = 0;

  /** @param keepsReturns whether the carriage return of a line end of Windows counts as the line's own. */
  constructor(longest: number, onLine: OnLine, keepsReturns = false) {
    this.#keepsReturns = keepsReturns;
    this.#longest = longest;
    this.#onLine = onLine;
  }

  /** Whether a line has begun and not ended. */
  get hasRest(): boolean {
    return this.#kept > 0 || this.#omitted > 0;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(lineEnd); end >= 0; end = chunk.indexOf(lineEnd, start)) {
      if (this.hasRest) this.#finish(chunk, start, end);
      else this.#tell(chunk, start, end, 0);
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk, start, chunk.length);
  }

  /** The line that has not ended is taken for one. */
  finishRest(): void {
    if (this.hasRest) this.#finish(new Uint8Array(), 0, 0);
  }

  #finish(chunk: Uint8Array, start: number, end: number): void {
    this.#keep(chunk, start, end);
    const line = Buffer.concat(this.#pieces, this.#kept);
    const omitted = this.#omitted;
    this.#pieces = [];
    this.#kept = 0;
    this.#omitted = 0;
    this.#tell(line, 0, line.length, omitted);
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    const taken = Math.min(end - start, this.#longest - this.#kept);
    // Copied, since the chunk may be as large as it likes and the line may wait for its end for ever.
    if (taken > 0) this.#pieces.push(chunk.slice(start, start + taken));
    this.#kept += taken;
    this.#omitted += end - start - taken;
  }

  #tell(bytes: Uint8Array, start: number, end: number, omitted: number): void {
    const over = Math.max(0, end - start - this.#longest);
    const isWhole = over === 0 && omitted === 0 && !this.#keepsReturns;
    const isWindows = isWhole && end > start && bytes[end - 1] === carriageReturn;
    this.#onLine(bytes, start, isWindows ? end - 1 : end - over, omitted + over);
  }
}
