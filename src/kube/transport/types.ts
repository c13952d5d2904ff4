import type { WebSocket } from "ws";
import type { Credentials } from "../credentials/types.ts";
import type { Cluster } from "../kubeconfig/types.ts";
import type { Environment } from "./choose-proxy.ts";
import type { TransportTiming } from "./timing.ts";

/**
 * Which connection a request travels on.
 * - `bulk`: a large first stream (LIST, WatchList): an HTTP/1.1 connection of its own, twice as fast in Node;
 * - `watch`: a long-lived stream, multiplexed over HTTP/2 where the server speaks it;
 * - `request`: everything short.
 */
export type Lane = "bulk" | "watch" | "request";

export interface WireRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the server's URL, without query, such as `/api/v1/pods`. */
  readonly path: string;
  /** Repeated parameters are given as arrays; `undefined` is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly lane?: Lane;
  /** Milliseconds until response headers; 0 waits for ever. Default 30 s. A body is never timed, only pinged. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

export interface WireResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed bytes as they come. Must be read to its end, or ended early (`return`), which frees the stream. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface TransportCounters {
  readonly requests: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export type UpgradeRequest = Pick<WireRequest, "path" | "query" | "signal">;

export interface TransportOptions {
  readonly cluster: Cluster;
  readonly credentials: Credentials;
  /** Refuse whatever could change the cluster. Default false. */
  readonly readOnly?: boolean;
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked up. Default: nowhere. */
  readonly env?: Environment;
  /** `periplus/<version> (<os>/<arch>)`. */
  readonly userAgent: string;
  readonly timing?: Partial<TransportTiming>;
  /** The server has something to say about a request, such as that a version is deprecated. Raw text, each time anew. */
  onWarning?(text: string): void;
}

/** All requests of one context. One object per context; nothing is shared between contexts. */
export interface Transport {
  readonly server: string;
  /**
   * Resolves for every HTTP status; throws `ApiError` of kind `connection`, `tls`, `credentials`, `protocol` or
   * `read-only`. A 401 refreshes the credentials once and tries again by itself; 429 and 5xx with
   * Retry-After are the caller's to handle, or `patientTransport`'s.
   */
  send(request: WireRequest): Promise<WireResponse>;
  /** Opens a WebSocket (exec, attach, port-forward). Throws `ApiError` with the server's own words when refused. */
  upgrade(request: UpgradeRequest, protocols: readonly string[]): Promise<WebSocket>;
  counters(): TransportCounters;
  /** Whether requests under way share connections, as over HTTP/2; found out where nothing has told so far. */
  sharesConnections(): Promise<boolean>;
  /** Ends every stream and connection; later `send`s throw. */
  close(): void;
}
