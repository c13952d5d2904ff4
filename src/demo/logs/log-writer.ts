import { compareStamps, type LogRecord, type LogStamp, stampText } from "./record.ts";

/** What is left of the parameters of a log request once the records to look at are chosen. */
export interface LogWriterOptions {
  readonly timestamps: boolean;
  /** Records from before are left out. */
  readonly since: Pick<LogStamp, "seconds" | "nanos"> | undefined;
  readonly limitBytes: number | undefined;
}

const lineFeed = 0x0a;

/**
 * Writes records as a kubelet does (logWriter and ReadLogs in k8s.io/cri-client): a stamp stands at the beginning of
 * a line only, pieces that are left out count as written there too, and the limit cuts wherever it falls.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  #left: number;
  #atLineStart = true;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  }

  /** Whether the limit is reached: nothing more comes. */
  get isFull(): boolean {
    return this.#left <= 0;
  }

  /** What goes over the wire for a record. */
  write({ stamp, bytes }: LogRecord): readonly Uint8Array[] {
    const { since, timestamps } = this.#options;
    const startsLine = this.#atLineStart;
    this.#atLineStart = bytes.length === 0 || bytes[bytes.length - 1] === lineFeed;
    if (since !== undefined && compareStamps(stamp, since) < 0) return [];
    const prefix = timestamps && startsLine ? [Buffer.from(`${stampText(stamp)} `)] : [];
    return [...prefix, bytes].map((part) => this.#within(part));
  }

  #within(part: Uint8Array): Uint8Array {
    const piece = part.length > this.#left ? part.subarray(0, this.#left) : part;
    this.#left -= piece.length;
    return piece;
  }
}
