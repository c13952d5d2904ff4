import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";

export interface BodyOptions {
  readonly stream: Readable;
  /** The answer's `content-encoding`. */
  readonly encoding: string;
  readonly signal: AbortSignal | undefined;
  /** Called with the size of each piece as it came by the wire. */
  readonly received: (bytes: number) => void;
  /** Words a fault for people. */
  readonly explain: (error: unknown) => unknown;
}

/**
 * The body as decompressed bytes, as they come. Ending the iteration early frees the connection at once, also
 * while a piece is being waited for. An aborted signal ends it with the signal's reason.
 */
export function bodyOf(options: BodyOptions): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const pieces = read(options);
      return {
        next: () => pieces.next(),
        return: () => {
          // A generator that waits cannot be told to return: its source is taken away instead.
          options.stream.destroy();
          return Promise.resolve({ done: true, value: undefined });
        },
      };
    },
  };
}

async function* read(options: BodyOptions): AsyncGenerator<Uint8Array, undefined> {
  const { stream, encoding, signal, explain } = options;
  try {
    yield* encoding === "gzip" || encoding === "x-gzip" ? gunzip(options) : counted(options);
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : explain(error);
  } finally {
    stream.destroy();
  }
}

async function* counted({ stream, received }: BodyOptions): AsyncGenerator<Uint8Array, undefined> {
  for await (const chunk of stream) {
    received(chunk.length);
    yield chunk;
  }
}

/**
 * Gives out what each piece of input yields before asking for more, so that a watch is never held back.
 * A stream of concatenated members is one body (RFC 1952); API servers flush watches that way.
 */
async function* gunzip({ stream, received }: BodyOptions): AsyncGenerator<Uint8Array, undefined> {
  const unzip = createGunzip();
  stream.on("data", (chunk: Uint8Array) => received(chunk.length));
  // Faults of the source come out of `unzip`, where they are met below.
  pipeline(stream, unzip, () => undefined);
  for await (const chunk of unzip) yield chunk;
}
