import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { codedError, errorCode, PEER_SILENT } from "./connection-error.ts";
import type { Incoming, Outgoing } from "./exchange.ts";
import { createHttp1Pool, type Http1Pool } from "./http1-pool.ts";
import { createHttp2Pool, type Http2Pool } from "./http2-pool.ts";
import { Http2Session } from "./http2-session.ts";
import type { TransportTiming } from "./timing.ts";
import type { Lane } from "./types.ts";
import { WindowShare } from "./window-share.ts";

export interface ConnectionsOptions {
  /** Opens a connection that offers these protocols by ALPN, where it has TLS; in less than its usual time if told. */
  readonly dial: (protocols: readonly string[], deadline?: number) => Promise<Socket>;
  readonly secure: boolean;
  readonly authority: string;
  readonly timing: TransportTiming;
  /** Whether compression would cost more than it saves. */
  readonly isNear: () => boolean;
}

/** All connections made with one client certificate, and which of them a request takes. */
export interface Connections {
  send(request: Outgoing, lane: Lane): Promise<Incoming>;
  /** Whether the server speaks HTTP/2, as far as one can tell; asks where nobody has. */
  areShared(): Promise<boolean>;
  /** Takes no new requests; what runs may end by itself. */
  retire(): void;
  /** Ends everything at once. */
  close(error: Error): void;
}

/**
 * Bulk streams beyond this many at a time go over HTTP/2: a WatchList keeps its connection for as long as
 * it watches, and a load balancer counts connections.
 */
const MAX_BULK = 24;

const NO_COMMON_PROTOCOL = "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL";

export function createConnections(options: ConnectionsOptions): Connections {
  return new LaneConnections(options);
}

class LaneConnections implements Connections {
  readonly #options: ConnectionsOptions;
  readonly #http1: Http1Pool;
  readonly #http2: Http2Pool;
  readonly #windows = new WindowShare();
  /** What the server chose when it could choose. */
  #speaks: "unknown" | "h1" | "h2";
  #bulk = 0;
  #probing: Promise<boolean> | undefined;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#speaks = options.secure ? "unknown" : "h1";
    this.#http1 = createHttp1Pool({
      dial: () => options.dial(["http/1.1"]),
      timing: options.timing,
      isNear: options.isNear,
      probe: () => this.#probe(),
      deadPeer: () => codedError(PEER_SILENT, "the server cannot be reached"),
    });
    this.#http2 = createHttp2Pool(() => this.#openSession());
  }

  async send(request: Outgoing, lane: Lane): Promise<Incoming> {
    if (this.#speaks === "h1") return this.#http1.send(request);
    if (lane === "bulk" && this.#bulk < MAX_BULK) return this.#sendBulk(request);
    try {
      return await this.#http2.send(request);
    } catch (error) {
      // The server chose HTTP/1.1, and the connection it chose it on waits in that pool.
      if (error instanceof ChoseHttp1) return this.#http1.send(request);
      throw error;
    }
  }

  async areShared(): Promise<boolean> {
    if (this.#speaks === "unknown") await this.#http2.isAlive();
    return this.#speaks !== "h1";
  }

  retire(): void {
    this.#http1.retire();
    this.#http2.retire();
  }

  close(error: Error): void {
    this.#http1.close();
    this.#http2.close(error);
  }

  async #sendBulk(request: Outgoing): Promise<Incoming> {
    this.#bulk += 1;
    const free = () => {
      this.#bulk -= 1;
    };
    try {
      const incoming = await this.#http1.send(request);
      incoming.stream.once("close", free);
      return incoming;
    } catch (error) {
      free();
      // A few gateways speak nothing but HTTP/2.
      if (errorCode(error) !== NO_COMMON_PROTOCOL) throw error;
      return this.#http2.send(request);
    }
  }

  async #openSession(): Promise<Http2Session> {
    const socket = await this.#options.dial(["h2", "http/1.1"]);
    if (socket instanceof TLSSocket && socket.alpnProtocol === "h2") {
      this.#speaks = "h2";
      const { authority, timing } = this.#options;
      return new Http2Session({ socket, authority, timing, windows: this.#windows });
    }
    this.#speaks = "h1";
    this.#http1.adopt(socket);
    throw new ChoseHttp1();
  }

  /**
   * Asks once for all silent HTTP/1.1 bodies: by a ping where there is HTTP/2, else by opening a connection,
   * handshake included, which a proxy cannot do in the server's place. A server that is merely slow passes.
   */
  #probe(): Promise<boolean> {
    this.#probing ??= this.#reach().finally(() => {
      this.#probing = undefined;
    });
    return this.#probing;
  }

  async #reach(): Promise<boolean> {
    if (this.#speaks === "h2") return this.#http2.isAlive();
    try {
      this.#http1.adopt(await this.#options.dial(["http/1.1"], this.#options.timing.pingDeadline));
      return true;
    } catch {
      return false;
    }
  }
}

class ChoseHttp1 extends Error {}
