import { PassThrough } from "node:stream";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bodyOf } from "./body.ts";

function arriving(encoding: string): {
  wire: PassThrough;
  body: AsyncIterator<Uint8Array>;
  received: () => number;
} {
  const wire = new PassThrough();
  let total = 0;
  const body = bodyOf({
    incoming: {
      status: 200,
      headers: { "content-encoding": encoding },
      stream: wire,
      cancel: (error) => wire.destroy(error),
      fault: () => undefined,
    },
    signal: undefined,
    received: (bytes) => {
      total += bytes;
    },
    explain: (error) => error,
  });
  return { wire, body: body[Symbol.asyncIterator](), received: () => total };
}

const next = async (body: AsyncIterator<Uint8Array>) => {
  const { done, value } = await body.next();
  return done === true ? undefined : Buffer.from(value).toString();
};

test("each flushed part of a compressed watch is given out before the next arrives", async () => {
  const { wire, body } = arriving("gzip");
  for (const event of ["first\n", "second\n", "third\n"]) {
    wire.write(gzipSync(event));
    expect(await next(body)).toBe(event);
  }
  wire.end();
  expect(await next(body)).toBeUndefined();
});

test("concatenated members are one body, wherever the wire cuts them", async () => {
  const bytes = Buffer.concat([gzipSync("one "), gzipSync(""), gzipSync("two "), gzipSync("three")]);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const { wire, body, received } = arriving("gzip");
    wire.write(bytes.subarray(0, cut));
    wire.end(bytes.subarray(cut));
    let text = "";
    for (let piece = await next(body); piece !== undefined; piece = await next(body)) text += piece;
    expect(text).toBe("one two three");
    expect(received()).toBe(bytes.length);
  }
});

test("no body at all is an empty one, even where it is said to be compressed", async () => {
  const { wire, body } = arriving("gzip");
  wire.end();
  expect(await next(body)).toBeUndefined();
});

test.each(["gzip", "identity"])(
  "whoever stops reading %s frees the connection, also while waiting",
  async (encoding) => {
    const { wire, body } = arriving(encoding);
    const waiting = next(body);
    await body.return?.();
    expect(wire.destroyed).toBe(true);
    expect(await waiting).toBeUndefined();
  },
);

test("what has come in one go is given out in pieces", async () => {
  const { wire, body, received } = arriving("identity");
  const sent = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251));
  wire.end(sent);
  const pieces: Uint8Array[] = [];
  for (let piece = await body.next(); piece.done !== true; piece = await body.next())
    pieces.push(piece.value);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(32 * 1024);
  expect(Buffer.concat(pieces).equals(sent)).toBe(true);
  expect(received()).toBe(sent.length);
});

test("small pieces that come in one go are given out as one", async () => {
  const { wire, body } = arriving("identity");
  wire.write("first");
  expect(await next(body)).toBe("first");
  const second = next(body);
  for (const piece of ["a", "b", "c"]) {
    wire.write(piece);
    // Each is heard of by itself, as frames of HTTP/2 are.
    await new Promise<void>((resolve) => {
      process.nextTick(resolve);
    });
  }
  expect(await second).toBe("abc");
});
