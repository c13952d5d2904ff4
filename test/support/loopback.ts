// Real servers on loopback for the stories of the wire: HTTP/1.1 and HTTP/2 with the certificates of
// test/fixtures/tls, a relay that can fall silent, and a transport to each.
import { readFileSync } from "node:fs";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import http2 from "node:http2";
import https from "node:https";
import net from "node:net";
import { onTestFinished } from "vitest";
import type { ApiError } from "../../src/kube/api-error.ts";
import type { Credential, Credentials } from "../../src/kube/credentials/types.ts";
import { createTransport, type TransportOptions } from "../../src/kube/transport/index.ts";
import type { Transport, WireRequest, WireResponse } from "../../src/kube/transport/types.ts";

export function pem(name: string): string {
  return readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), "utf8");
}

/** The certificate and key of one of the fixtures, for a server or a client. */
export function identity(name: string): { cert: string; key: string } {
  return { cert: pem(name), key: pem(`${name}-key`) };
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Loopback {
  readonly port: number;
  readonly url: string;
  /** How many connections were made to it. */
  readonly connections: () => number;
  /** Ends every connection, without a word of HTTP. */
  cut(how: "fin" | "reset"): void;
}

/** An HTTP server. Ends with the test, as all servers here. */
export function startHttp(answer: Answer): Promise<Loopback> {
  return listen(http.createServer(answer), "http://127.0.0.1");
}

/** An HTTPS server that speaks HTTP/1.1 only, as `localhost` by default. */
export function startHttps(
  answer: Answer,
  { certificate = "server", ...options }: https.ServerOptions & { certificate?: string } = {},
): Promise<Loopback & { readonly server: https.Server }> {
  const server = https.createServer({ ...identity(certificate), ...options }, answer);
  return listen(server, "https://localhost").then((loopback) => ({ ...loopback, server }));
}

export interface Http2Loopback extends Loopback {
  readonly sessions: ReadonlySet<http2.ServerHttp2Session>;
}

export type AnswerStream = (
  stream: http2.ServerHttp2Stream,
  path: string,
  headers: http2.IncomingHttpHeaders,
) => void;

/**
 * An HTTPS server that speaks HTTP/2, and HTTP/1.1 to those who ask for it: they get a body that stays open.
 * With `only` it takes nothing but HTTP/2.
 */
export async function startHttp2(
  answer: AnswerStream,
  settings: http2.Settings = {},
  only = false,
): Promise<Http2Loopback> {
  const server = http2.createSecureServer({ ...identity("server"), settings, allowHTTP1: !only });
  if (!only) {
    server.on("request", (request, response) => {
      if (request.httpVersionMajor === 1) response.write("hello");
    });
  }
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => undefined).on("close", () => sessions.delete(session));
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    answer(stream, headers[":path"] ?? "", headers);
  });
  const loopback = await listen(server, "https://localhost");
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
  });
  return { ...loopback, sessions };
}

/** Watches greet and stay open, everything else is answered at once. */
export class Watches {
  readonly open = new Map<string, http2.ServerHttp2Stream>();

  readonly answer: AnswerStream = (stream, path) => {
    stream.respond({ ":status": 200 });
    if (!path.startsWith("/watch")) {
      stream.end(`answer to ${path}`);
      return;
    }
    this.open.set(path, stream);
    stream.on("close", () => this.open.delete(path));
    stream.write("hello");
  };
}

/** A TCP relay that can stop passing anything on while it keeps its connections open: a half-open path. */
export async function startRelay(target: number): Promise<Loopback & { silence(): void; speak(): void }> {
  let isSilent = false;
  const server = net.createServer((near) => {
    const far = net.connect(target, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("data", (data) => isSilent || to.write(data));
      from.on("error", () => undefined);
      from.on("close", () => isSilent || to.destroy());
    }
    onTestFinished(() => {
      near.destroy();
      far.destroy();
    });
  });
  const loopback = await listen(server, "https://localhost");
  return {
    ...loopback,
    silence: () => {
      isSilent = true;
    },
    speak: () => {
      isSilent = false;
    },
  };
}

export async function listen(server: net.Server, origin: string): Promise<Loopback> {
  let connections = 0;
  const sockets = new Set<net.Socket>();
  server.on("connection", (socket: net.Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const cut = (how: "fin" | "reset") => {
    for (const socket of sockets) how === "fin" ? socket.end() : socket.resetAndDestroy();
  };
  return { port, url: `${origin}:${port}`, connections: () => connections, cut };
}

/** Credentials that never change and cannot be renewed. */
export function fixedCredentials(credential: Partial<Credential> = {}): Credentials {
  return {
    description: "test user",
    current: async () => ({ headers: {}, generation: 0, ...credential }),
    refresh: async () => false,
  };
}

/** A transport that trusts the test authority and closes with the test. */
export function transportTo(
  server: string,
  {
    cluster,
    ...options
  }: Omit<Partial<TransportOptions>, "cluster"> & {
    cluster?: Partial<TransportOptions["cluster"]>;
  } = {},
): Transport {
  const transport = createTransport({
    cluster: {
      name: "test",
      file: "kubeconfig",
      server,
      certificateAuthorityData: Buffer.from(pem("ca")).toString("base64"),
      ...cluster,
    },
    credentials: fixedCredentials(),
    userAgent: "periplus/test",
    ...options,
  });
  onTestFinished(() => transport.close());
  return transport;
}

export function get(
  transport: Transport,
  path: string,
  request: Partial<WireRequest> = {},
): Promise<WireResponse> {
  return transport.send({ method: "GET", path, ...request });
}

export async function textOf(response: WireResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Reads a body piece by piece. */
export function pieces({ body }: WireResponse): {
  next(): Promise<string | undefined>;
  end(): Promise<unknown>;
} {
  const iterator = body[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { done, value } = await iterator.next();
      return done === true ? undefined : Buffer.from(value).toString();
    },
    end: async () => iterator.return?.(),
  };
}

/** What an action failed with; fails itself when it did not. */
export async function failureOf(action: Promise<unknown>): Promise<ApiError> {
  try {
    await action;
  } catch (error) {
    return error as ApiError;
  }
  throw new Error("expected a failure");
}
