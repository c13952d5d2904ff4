import http from "node:http";
import { Socket } from "node:net";
import { codedError, HEADER_TIMEOUT, isLostConnection } from "./connection-error.ts";
import type { ConnectionPool, Incoming, Outgoing } from "./exchange.ts";

export interface Http1PoolOptions {
  /** Opens a connection over which plain HTTP/1.1 can be spoken. */
  readonly dial: () => Promise<Socket>;
}

/** Idle connections are kept this long; API servers keep theirs for 90 s, so ours is the end that closes. */
const IDLE_MS = 60_000;
const MAX_IDLE = 4;

/** Keep-alive HTTP/1.1 connections: each carries one exchange at a time, and waits for the next when it is over. */
export function createHttp1Pool({ dial }: Http1PoolOptions): ConnectionPool {
  const agent = new DialingAgent(dial);
  return {
    async send(request) {
      for (;;) {
        const attempt = { reused: false };
        try {
          return await exchange(agent, request, attempt);
        } catch (error) {
          if (!attempt.reused || !isRepeatable(request) || !isLostConnection(error)) throw error;
        }
      }
    },
    retire: () => agent.retire(),
    close: () => agent.destroy(),
  };
}

/**
 * A kept connection may have been closed by the server just as we took it. Only a request that changes
 * nothing is sent again, and only while the connections it meets are kept ones, so it ends.
 */
function isRepeatable({ method }: Outgoing): boolean {
  return method === "GET" || method === "HEAD";
}

class DialingAgent extends http.Agent {
  readonly #dial: () => Promise<Socket>;

  constructor(dial: () => Promise<Socket>) {
    super({ keepAlive: true, maxFreeSockets: MAX_IDLE, timeout: IDLE_MS });
    this.#dial = dial;
  }

  override createConnection(
    _options: http.ClientRequestArgs,
    callback: (error: Error | null, socket: Socket) => void = () => undefined,
  ): undefined {
    this.#dial().then(
      (socket) => callback(null, socket),
      // Beside an error the socket is never looked at.
      (error: Error) => callback(error, new Socket()),
    );
    return undefined;
  }

  retire(): void {
    this.maxFreeSockets = 0;
    for (const sockets of Object.values(this.freeSockets))
      for (const socket of sockets ?? []) socket.destroy();
  }
}

function exchange(agent: http.Agent, outgoing: Outgoing, attempt: { reused: boolean }): Promise<Incoming> {
  const { signal } = outgoing;
  return new Promise((resolve, reject) => {
    const request = http.request({
      agent,
      method: outgoing.method,
      path: outgoing.target,
      headers: copyHeaders(outgoing.headers),
      setHost: false,
    });
    const timer =
      outgoing.timeout === 0
        ? undefined
        : setTimeout(
            () => request.destroy(codedError(HEADER_TIMEOUT, "no answer in time")),
            outgoing.timeout,
          );
    const onAbort = () => request.destroy(abortError(signal));
    request.on("response", (response) => {
      clearTimeout(timer);
      response.on("close", () => signal?.removeEventListener("abort", onAbort));
      resolve({ status: response.statusCode ?? 0, headers: flatHeaders(response.headers), stream: response });
    });
    request.on("error", (error) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      attempt.reused = request.reusedSocket;
      reject(signal?.aborted === true ? signal.reason : error);
    });
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    request.end(outgoing.body);
  });
}

function abortError(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : codedError("ABORT_ERR", "aborted");
}

function copyHeaders(headers: Outgoing["headers"]): http.OutgoingHttpHeaders {
  const copy: http.OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers))
    copy[name] = typeof value === "string" ? value : [...value];
  return copy;
}

function flatHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = typeof value === "string" ? value : value.join(", ");
  }
  return flat;
}
