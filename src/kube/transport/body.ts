import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { Arrivals } from "./arrivals.ts";
import type { Incoming } from "./exchange.ts";

export interface BodyOptions {
  readonly incoming: Incoming;
  readonly signal: AbortSignal | undefined;
  /** Called with the size of each piece as it came by the wire. */
  readonly received: (bytes: number) => void;
  /** Words a fault for people. */
  readonly explain: (error: unknown) => unknown;
}

/** Bytes given out at once: what is made of them can wait to be taken before there is more of it. */
const LONGEST_PIECE = 32 * 1024;

/**
 * The body as decompressed bytes, as they come. Ending the iteration early frees the connection at once, also
 * while a piece is being waited for. An aborted signal ends it with the signal's reason.
 */
export function bodyOf(options: BodyOptions): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const pieces = read(options);
      const end = { done: true, value: undefined } as const;
      let hasLeft = false;
      return {
        next: () =>
          pieces.next().catch((error: unknown) => {
            if (hasLeft) return end;
            throw error;
          }),
        return: () => {
          // A generator that waits cannot be told to return: its source is taken away instead.
          hasLeft = true;
          options.incoming.cancel();
          return Promise.resolve(end);
        },
      };
    },
  };
}

async function* read(options: BodyOptions): AsyncGenerator<Uint8Array, undefined> {
  const { incoming, signal, explain } = options;
  const encoding = incoming.headers["content-encoding"] ?? "";
  try {
    yield* encoding === "gzip" || encoding === "x-gzip" ? gunzip(options) : plain(options);
    const fault = incoming.fault();
    if (fault !== undefined) throw fault;
  } catch (error) {
    incoming.cancel();
    throw signal?.aborted === true ? signal.reason : explain(error);
  }
}

async function* plain({ incoming, signal, received }: BodyOptions): AsyncGenerator<Uint8Array, undefined> {
  const arrivals = new Arrivals(incoming.stream, received);
  while (await arrivals.hasSome()) {
    signal?.throwIfAborted();
    const piece = arrivals.take();
    for (let start = 0; start < piece.length; start += LONGEST_PIECE)
      yield piece.subarray(start, start + LONGEST_PIECE);
  }
}

/**
 * Gives out what each piece of input yields before asking for more, so that a watch is never held back.
 * A stream of concatenated members is one body (RFC 1952); API servers flush watches that way.
 */
async function* gunzip({
  incoming: { stream },
  received,
}: BodyOptions): AsyncGenerator<Uint8Array, undefined> {
  const unzip = createGunzip();
  let size = 0;
  stream.on("data", (chunk: Uint8Array) => {
    size += chunk.length;
    received(chunk.length);
  });
  // Faults of the source come out of `unzip`, where they are met below.
  pipeline(stream, unzip, () => undefined);
  try {
    for await (const chunk of unzip) yield chunk;
  } catch (error) {
    // The answers to HEAD, and 304, name the encoding of a body they do not have.
    if (size > 0 || stream.errored !== null) throw error;
  }
}
