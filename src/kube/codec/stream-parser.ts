import { DamagedError, protocolError } from "./damaged.ts";
import { asBuffer } from "./decode.ts";

/** Objects, frames and lines larger than this are taken for damage. etcd's own limit is about 1.5 MB. */
export const largestFrame = 64 * 1024 * 1024;

/** Takes a body in pieces of any size. Both methods throw `DamagedError`; undefined where there is nothing to give. */
export interface StreamParser<T> {
  push(chunk: Buffer): T | undefined;
  /** Called at the end of the body: throws where that is in the middle of something. */
  end(): T | undefined;
}

/**
 * Runs a body through a parser, giving at most one result a chunk. Errors of the body itself pass as they are;
 * any other error ends the body early, `make`'s own included, which is therefore called in the loop.
 */
export async function* parseStream<T>(
  body: AsyncIterable<Uint8Array>,
  make: () => StreamParser<T>,
  tried: string,
): AsyncGenerator<T, void, undefined> {
  let parser: StreamParser<T> | undefined;
  try {
    for await (const chunk of body) {
      parser ??= make();
      const result = chunk.length === 0 ? undefined : parser.push(asBuffer(chunk));
      if (result !== undefined) yield result;
    }
    parser ??= make();
    const last = parser.end();
    if (last !== undefined) yield last;
  } catch (error) {
    throw protocolError(tried, error);
  }
}

/** Throws where something that is still coming is already too large to be an object of Kubernetes. */
export function checkSize(size: number, what: string): void {
  if (size <= largestFrame) return;
  throw new DamagedError(`${what} is larger than ${largestFrame / 1024 / 1024} MiB`);
}
