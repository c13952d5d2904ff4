import { createGzip } from "node:zlib";
import type { Reply } from "./reply.ts";
import type { StatusError } from "./status-error.ts";

const jsonHeaders = { "content-type": "application/json", "cache-control": "no-cache, private" } as const;
const pieceSize = 1 << 16;
/** The real server compresses answers from this size on. */
const gzipThreshold = 128 << 10;

/** Answers with one JSON value. */
export function sendJson(
  reply: Reply,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendBytes(reply, status, Buffer.from(JSON.stringify(body)), { ...jsonHeaders, ...headers });
}

/** Answers with bytes that are ready. */
export function sendBytes(
  reply: Reply,
  status: number,
  body: Buffer,
  headers: Readonly<Record<string, string>> = jsonHeaders,
): void {
  reply.begin(status, { ...headers, "content-length": String(body.length) });
  reply.write(body);
  reply.end();
}

/** Answers with text. */
export function sendText(reply: Reply, status: number, text: string): void {
  sendBytes(reply, status, Buffer.from(text), { "content-type": "text/plain; charset=utf-8" });
}

/** Answers as the server does at a path that nothing in it knows: not even a Status. */
export function sendPageNotFound(reply: Reply): void {
  sendText(reply, 404, "404 page not found\n");
}

/** Answers with a refusal, with `Retry-After` where it has one. */
export function sendError(reply: Reply, error: StatusError): void {
  const wait = error.status.details?.retryAfterSeconds;
  sendJson(reply, error.code, error.body(), wait === undefined ? {} : { "retry-after": String(wait) });
}

/**
 * Answers with a long body, piece by piece, no faster than the client reads.
 * @param gzip whether the client takes gzip; small bodies go plain all the same.
 */
export async function sendStream(reply: Reply, chunks: Iterable<Buffer>, gzip: boolean): Promise<void> {
  const pieces = gathered(chunks);
  const head: Buffer[] = [];
  let size = 0;
  while (size <= gzipThreshold) {
    const next = pieces.next();
    if (next.done === true) return sendBytes(reply, 200, Buffer.concat(head));
    head.push(next.value);
    size += next.value.length;
  }
  const rest = { [Symbol.iterator]: () => pieces };
  await (gzip ? sendCompressed(reply, head, rest) : sendPlain(reply, head, rest));
}

async function sendPlain(reply: Reply, head: readonly Buffer[], rest: Iterable<Buffer>): Promise<void> {
  reply.begin(200, jsonHeaders);
  for (const piece of head) reply.write(piece);
  for (const piece of rest) {
    await reply.drained();
    if (!reply.isOpen) return;
    reply.write(piece);
  }
  reply.end();
}

async function sendCompressed(reply: Reply, head: readonly Buffer[], rest: Iterable<Buffer>): Promise<void> {
  reply.begin(200, { ...jsonHeaders, "content-encoding": "gzip", vary: "Accept-Encoding" });
  const gzip = createGzip({ level: 1 });
  gzip.on("data", (piece: Buffer) => reply.write(piece));
  const ended = new Promise((resolve) => gzip.once("end", resolve));
  for (const piece of chained(head, rest)) {
    await reply.drained();
    if (!reply.isOpen) break;
    if (!gzip.write(piece)) await new Promise((resolve) => gzip.once("drain", resolve));
  }
  gzip.end();
  await ended;
  reply.end();
}

// Joins small chunks, so that ten thousand objects are not as many writes.
function* gathered(chunks: Iterable<Buffer>): Generator<Buffer, undefined> {
  let pending: Buffer[] = [];
  let size = 0;
  for (const chunk of chunks) {
    pending.push(chunk);
    size += chunk.length;
    if (size < pieceSize) continue;
    yield Buffer.concat(pending);
    pending = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(pending);
  return undefined;
}

function* chained(head: readonly Buffer[], rest: Iterable<Buffer>): Generator<Buffer> {
  yield* head;
  yield* rest;
}
