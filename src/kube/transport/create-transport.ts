// Whether to build the HTTP/2 side on undici or on node:http2 was decided by faults put to both, each on a real
// loopback server (undici 8.12.4, Node 24.21; ours are the stories in http2-pool.test.ts):
//
// | fault                                                        | undici                      | ours  |
// |--------------------------------------------------------------|-----------------------------|-------|
// | graceful GOAWAY under an open watch                          | passes                      | passes |
// | GOAWAY that leaves out a request in flight, a watch open     | request hangs               | sent again |
// | a GOAWAY for every eighth of 400 requests                    | passes                      | passes |
// | half-open connection under a watch                           | never noticed: its PING has no deadline | ends by PING |
// | reset, FIN and RST_STREAM in a body                          | error to the reader         | the same |
// | stalled body, others beside it                               | passes                      | passes |
// | more watches than a session takes streams, limit lowered later | passes                    | passes |
// | slow reader                                                  | passes                      | passes |
//
// Loading undici also costs 90 ms and 20 MB before the first request, node:http2 15 ms. So: ours.
import { setImmediate } from "node:timers/promises";
import type { WebSocket } from "ws";
import { chooseProxy } from "./choose-proxy.ts";
import { parseEndpoint, serverOf } from "./endpoint.ts";
import type { HttpTransport, HttpTransportOptions } from "./http-transport.ts";
import type {
  Transport,
  TransportCounters,
  TransportOptions,
  UpgradeRequest,
  WireRequest,
  WireResponse,
} from "./types.ts";

/** Opens nothing until the first request. Throws `ApiError` when the server or proxy address cannot be used at all. */
export function createTransport(options: TransportOptions): Transport {
  const endpoint = parseEndpoint(options.cluster);
  const proxy = chooseProxy(options.cluster, endpoint, options.env ?? {});
  return new LoadedWhenUsed({ ...options, endpoint, proxy });
}

/**
 * Node's network modules take longer to load than a frame to compose, so the first request loads them, and not before
 * whoever asked has had time to draw.
 */
class LoadedWhenUsed implements Transport {
  readonly server: string;
  readonly #options: HttpTransportOptions;
  #loading: Promise<HttpTransport> | undefined;
  #loaded: HttpTransport | undefined;
  #isClosed = false;

  constructor(options: HttpTransportOptions) {
    this.#options = options;
    this.server = serverOf(options.endpoint);
  }

  async send(request: WireRequest): Promise<WireResponse> {
    return (await this.#load()).send(request);
  }

  async upgrade(request: UpgradeRequest, protocols: readonly string[]): Promise<WebSocket> {
    return (await this.#load()).upgrade(request, protocols);
  }

  counters(): TransportCounters {
    return this.#loaded?.counters() ?? { requests: 0, bytesSent: 0, bytesReceived: 0 };
  }

  async sharesConnections(): Promise<boolean> {
    return (await this.#load()).sharesConnections();
  }

  close(): void {
    this.#isClosed = true;
    this.#loaded?.close();
  }

  #load(): Promise<HttpTransport> {
    this.#loading ??= this.#loadNow();
    return this.#loading;
  }

  async #loadNow(): Promise<HttpTransport> {
    await setImmediate();
    const { HttpTransport } = await import("./http-transport.ts");
    this.#loaded = new HttpTransport(this.#options);
    if (this.#isClosed) this.#loaded.close();
    return this.#loaded;
  }
}
