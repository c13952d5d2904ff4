import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { codedError, HEADER_TIMEOUT } from "./connection-error.ts";
import { copyHeaders, flatHeaders } from "./exchange.ts";

/** A request for a WebSocket, with nothing left to decide. */
export interface UpgradeRequest {
  /** Open, and TLS done where the server has it. */
  readonly socket: Socket;
  readonly authority: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly protocols: readonly string[];
  /** Milliseconds from the request to the switch of protocols. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

/** A server's plain HTTP answer to a request for an upgrade. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const MAX_REFUSAL = 64 * 1024;

/** An open WebSocket. */
export interface Upgraded {
  readonly status: 101;
  readonly webSocket: WebSocket;
}

/** Resolves with an open WebSocket, or with the refusal. Rejects with Node's error. */
export async function upgrade(request: UpgradeRequest): Promise<Upgraded | Refusal> {
  const { WebSocket } = await import("ws");
  const { socket, signal } = request;
  return new Promise((resolve, reject) => {
    const webSocket = new WebSocket(`ws://${request.authority}${request.target}`, [...request.protocols], {
      createConnection: () => socket,
      headers: copyHeaders(request.headers),
      perMessageDeflate: false,
      followRedirects: false,
    });
    const fail = (error: unknown) => {
      done();
      socket.destroy();
      reject(error);
    };
    const onAbort = () => fail(signal?.reason);
    const timer = setTimeout(() => fail(codedError(HEADER_TIMEOUT, "no answer in time")), request.timeout);
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      // What comes after is the owner's to hear; an error nobody hears must not end the process.
      webSocket.off("error", fail).on("error", () => undefined);
    };
    webSocket.on("error", fail);
    webSocket.once("open", () => {
      done();
      resolve({ status: 101, webSocket });
    });
    webSocket.once("unexpected-response", (_request, response) => {
      done();
      readRefusal(response).then(resolve, reject);
    });
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
  });
}

async function readRefusal(response: IncomingMessage): Promise<Refusal> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_REFUSAL) break;
  }
  const headers = flatHeaders(response.headers);
  return { status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks) };
}
