import http from "node:http";
import { Socket } from "node:net";
import { codedError, errorCode, HEADER_TIMEOUT, isLostConnection } from "./connection-error.ts";
import {
  abortReason,
  copyHeaders,
  flatHeaders,
  type Incoming,
  isRepeatable,
  type Outgoing,
} from "./exchange.ts";
import { watchSilence } from "./silence.ts";
import type { TransportTiming } from "./timing.ts";

export interface Http1PoolOptions {
  /** Opens a connection over which plain HTTP/1.1 can be spoken. */
  readonly dial: () => Promise<Socket>;
  readonly timing: TransportTiming;
  /** Asked when a connection is there: whether compression would cost more than it saves. */
  readonly isNear: () => boolean;
  /**
   * Whether the server can still be reached, asked when a body has been silent. The kernel's own keepalive
   * finds a dead peer, but a proxy or load balancer in between answers it for the server behind.
   */
  readonly probe: () => Promise<boolean>;
  /** Ends a body whose server cannot be reached. */
  readonly deadPeer: () => Error;
}

/** Keep-alive connections, each carrying one exchange at a time. */
export interface Http1Pool {
  send(request: Outgoing): Promise<Incoming>;
  /** Gives the pool an open connection that was dialled for something else. */
  adopt(socket: Socket): void;
  /** Takes no new requests; what runs may end by itself. */
  retire(): void;
  close(): void;
}

/** Idle connections are kept this long; API servers keep theirs for 90 s, so ours is the end that closes. */
const IDLE_MS = 60_000;
const MAX_IDLE = 4;
/** The agent sets this anew on each connection it keeps; its default of one second would chatter. */
const TCP_KEEP_ALIVE_MS = 30_000;

export function createHttp1Pool(options: Http1PoolOptions): Http1Pool {
  const agent = new DialingAgent(options.dial);
  return {
    async send(request) {
      for (;;) {
        const attempt = { reused: false };
        try {
          return await exchange(agent, request, attempt, options);
        } catch (error) {
          // A kept connection may have been closed by the server just as we took it. Trying again ends, at
          // the latest, with a connection that is new.
          const stale = attempt.reused && errorCode(error) !== HEADER_TIMEOUT && isLostConnection(error);
          if (!stale || !isRepeatable(request)) throw error;
        }
      }
    },
    adopt: (socket) => agent.adopt(socket),
    retire: () => agent.retire(),
    close: () => agent.close(),
  };
}

class DialingAgent extends http.Agent {
  readonly #dial: () => Promise<Socket>;
  readonly #spare: Socket[] = [];

  constructor(dial: () => Promise<Socket>) {
    super({ keepAlive: true, keepAliveMsecs: TCP_KEEP_ALIVE_MS, maxFreeSockets: MAX_IDLE, timeout: IDLE_MS });
    this.#dial = dial;
  }

  override createConnection(
    _options: http.ClientRequestArgs,
    callback: (error: Error | null, socket: Socket) => void = () => undefined,
  ): undefined {
    const spare = this.#spare.pop();
    if (spare !== undefined) {
      callback(null, spare.setTimeout(0).ref());
      return undefined;
    }
    this.#dial().then(
      (socket) => callback(null, socket),
      // Beside an error the socket is never looked at.
      (error: Error) => callback(error, new Socket()),
    );
    return undefined;
  }

  adopt(socket: Socket): void {
    const drop = () => {
      const at = this.#spare.indexOf(socket);
      if (at >= 0) this.#spare.splice(at, 1);
      socket.destroy();
    };
    // Reading is what notices that the server has closed it.
    socket.once("error", drop).once("close", drop).once("timeout", drop).setTimeout(IDLE_MS).resume().unref();
    if (this.#spare.length < MAX_IDLE && this.maxFreeSockets > 0) this.#spare.push(socket);
    else socket.destroy();
  }

  retire(): void {
    this.maxFreeSockets = 0;
    for (const sockets of Object.values(this.freeSockets))
      for (const socket of sockets ?? []) socket.destroy();
    for (const socket of [...this.#spare]) socket.destroy();
  }

  close(): void {
    this.retire();
    this.destroy();
  }
}

function exchange(
  agent: http.Agent,
  outgoing: Outgoing,
  attempt: { reused: boolean },
  options: Http1PoolOptions,
): Promise<Incoming> {
  const { signal, timeout } = outgoing;
  return new Promise((resolve, reject) => {
    const request = http.request({
      agent,
      method: outgoing.method,
      path: outgoing.target,
      headers: { host: outgoing.authority, ...copyHeaders(outgoing.headers) },
      setHost: false,
    });
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      const reason = abortReason(signal);
      request.destroy(reason);
      // Without a connection yet, the request tells nobody that it was destroyed.
      reject(reason);
    };
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    request.on("socket", () => {
      const late = () => request.destroy(codedError(HEADER_TIMEOUT, "no answer in time"));
      if (timeout > 0) timer = setTimeout(late, timeout);
      if (options.isNear()) request.removeHeader("accept-encoding");
      request.end(outgoing.body);
    });
    request.on("response", (response) => {
      clearTimeout(timer);
      response.on("close", finish);
      resolve(incoming(response, options));
    });
    request.on("error", (error) => {
      finish();
      attempt.reused = request.reusedSocket;
      reject(error);
    });
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
  });
}

function incoming(response: http.IncomingMessage, options: Http1PoolOptions): Incoming {
  const { socket } = response;
  const silence = watchSilence({
    idle: options.timing.readIdle,
    progress: () => socket.bytesRead,
    now: options.timing.now,
    onSilent: () => {
      // A body nobody reads at the moment is silent by our own doing.
      if (response.readableLength > 0) return;
      options.probe().then((alive) => {
        if (!alive) response.destroy(options.deadPeer());
      });
    },
  });
  response.on("close", silence.stop);
  // A body may fail before anybody reads it; the fault is kept for the reader.
  response.on("error", () => undefined);
  return {
    status: response.statusCode ?? 0,
    headers: flatHeaders(response.headers),
    stream: response,
    cancel: (error) => response.destroy(error),
    fault: () => undefined,
  };
}
