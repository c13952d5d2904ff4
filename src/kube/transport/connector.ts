import type { Socket } from "node:net";
import type { Credential } from "../credentials/types.ts";
import type { Cluster } from "../kubeconfig/types.ts";
import type { ProxyServer } from "./choose-proxy.ts";
import { CONNECT_TIMEOUT, codedError, errorCode } from "./connection-error.ts";
import { dialTcp, dialTls } from "./dial.ts";
import type { Endpoint } from "./endpoint.ts";
import { isLoopback } from "./no-proxy.ts";
import { dialProxy, openTunnel } from "./proxy-tunnel.ts";
import type { TransportTiming } from "./timing.ts";
import { isUntrusted } from "./tls-error.ts";
import { clusterAuthority, tlsSettings } from "./tls-settings.ts";

export interface ConnectorOptions {
  readonly cluster: Cluster;
  readonly endpoint: Endpoint;
  readonly proxy: ProxyServer | undefined;
  readonly timing: TransportTiming;
  /** Aborted when the transport closes. */
  readonly closed: AbortSignal;
}

export interface DialOptions {
  readonly certificate: Credential["certificate"];
  /** Offered by ALPN, the preferred one first. */
  readonly protocols: readonly string[];
  /** Milliseconds for all of it; the timing's `connect` by default. */
  readonly deadline?: number | undefined;
  /** Of the only request that waits for it. */
  readonly signal?: AbortSignal | undefined;
}

/** Opens connections to one API server, through its proxy where it has one. Rejects with Node's errors or `ApiError`. */
export class Connector {
  readonly #options: ConnectorOptions;
  /** Grows true for good when Node's own roots did not know the server's authority. */
  #systemRoots = false;
  /** Milliseconds of the fastest TLS handshake. */
  #handshake = Number.POSITIVE_INFINITY;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  /** Plain HTTP through an HTTP proxy is forwarded by it, request by request, without a tunnel. */
  get isForwarded(): boolean {
    const { endpoint, proxy } = this.#options;
    return !endpoint.secure && proxy !== undefined && proxy.kind !== "socks5";
  }

  /**
   * Whether the server runs on this very machine, where compression costs more than it saves: a third of the time
   * of a large WatchList. An address on loopback may as well be the near end of a tunnel, which the handshake tells.
   */
  get isNear(): boolean {
    const { endpoint, proxy, timing } = this.#options;
    return proxy === undefined && isLoopback(endpoint.host) && this.#handshake < timing.nearHandshake;
  }

  async dial(options: DialOptions): Promise<Socket> {
    const deadline = new AbortController();
    const late = () => deadline.abort(codedError(CONNECT_TIMEOUT, "no connection in time"));
    const timer = setTimeout(late, options.deadline ?? this.#options.timing.connect);
    const ends = [deadline.signal, this.#options.closed, options.signal];
    const signal = AbortSignal.any(ends.filter((end) => end !== undefined));
    try {
      return await this.#connect(options, signal);
    } catch (error) {
      if (this.#systemRoots || !isUntrusted(errorCode(error)) || (await this.#hasAuthority())) throw error;
      this.#systemRoots = true;
      return await this.#connect(options, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async #connect({ certificate, protocols }: DialOptions, signal: AbortSignal): Promise<Socket> {
    const { cluster, endpoint } = this.#options;
    const raw = await this.#reach(signal);
    if (!endpoint.secure) return raw;
    try {
      const settings = await tlsSettings({ cluster, endpoint, certificate }, this.#systemRoots);
      const began = performance.now();
      const socket = await dialTls(raw, endpoint, settings, protocols, signal);
      this.#handshake = Math.min(this.#handshake, performance.now() - began);
      return socket;
    } catch (error) {
      raw.destroy();
      throw error;
    }
  }

  async #reach(signal: AbortSignal): Promise<Socket> {
    const { cluster, endpoint, proxy } = this.#options;
    if (proxy === undefined) return dialTcp(endpoint.host, endpoint.port, signal);
    const authority = proxy.kind === "https" ? await clusterAuthority(cluster) : undefined;
    const trust = {
      authorities: authority === undefined ? [] : [authority],
      insecure: cluster.insecureSkipTlsVerify === true,
    };
    const socket = await dialProxy(proxy, trust, signal);
    return this.isForwarded ? socket : openTunnel(socket, proxy, endpoint, signal);
  }

  async #hasAuthority(): Promise<boolean> {
    return (await clusterAuthority(this.#options.cluster)) !== undefined;
  }
}
