import type { Socket } from "node:net";
import { arch, platform } from "node:process";
import type { WebSocket } from "ws";
import { ApiError } from "../api-error.ts";
import type { Credential, Credentials } from "../credentials/types.ts";
import type { Cluster } from "../kubeconfig/types.ts";
import { statusError } from "../status-error.ts";
import { bodyOf } from "./body.ts";
import { CONNECT_TIMEOUT, codedError, connectionError, type Destination } from "./connection-error.ts";
import { dialTcp, dialTls } from "./dial.ts";
import { type Endpoint, parseEndpoint, requestTarget } from "./endpoint.ts";
import type { ConnectionPool, Incoming, Outgoing } from "./exchange.ts";
import { createHttp1Pool } from "./http1-pool.ts";
import { tlsSettings } from "./tls-settings.ts";
import type { Transport, TransportCounters, WireRequest, WireResponse } from "./types.ts";
import { type Refusal, upgrade } from "./upgrade.ts";

export interface TransportOptions {
  readonly cluster: Cluster;
  readonly credentials: Credentials;
  /** Our own version, for the `User-Agent`. */
  readonly version: string;
}

type UpgradeWish = Pick<WireRequest, "path" | "query" | "signal">;

const CONNECT_TIMEOUT_MS = 30_000;
const HEADER_TIMEOUT_MS = 30_000;

/** Opens nothing until the first request. Throws `ApiError` when the server address cannot be used at all. */
export function createTransport(options: TransportOptions): Transport {
  return new HttpTransport(options);
}

class HttpTransport implements Transport {
  readonly #options: TransportOptions;
  readonly #endpoint: Endpoint;
  readonly #closed = new AbortController();
  readonly #counters = { requests: 0, bytesSent: 0, bytesReceived: 0 };
  #certificate: Credential["certificate"];
  #pool: ConnectionPool | undefined;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#endpoint = parseEndpoint(options.cluster);
  }

  get server(): string {
    return `${this.#endpoint.origin}${this.#endpoint.basePath}`;
  }

  async send(request: WireRequest): Promise<WireResponse> {
    const tried = `${request.method} ${this.server}${request.path}`;
    const destination = this.#destination(tried);
    request.signal?.throwIfAborted();
    const credentials = this.#options.credentials;
    let credential = await credentials.current(request.signal);
    let incoming = await this.#exchange(request, credential, destination);
    if (incoming.status === 401 && (await this.#renewed(credential, incoming, request.signal))) {
      credential = await credentials.current(request.signal);
      incoming = await this.#exchange(request, credential, destination);
    }
    return this.#response(incoming, request, destination);
  }

  async upgrade(request: UpgradeWish, protocols: readonly string[]): Promise<WebSocket> {
    const tried = `open a WebSocket to ${this.server}${request.path}`;
    const to = this.#destination(tried);
    const { credentials } = this.#options;
    const credential = await credentials.current(request.signal);
    let answer = await this.#upgradeOnce(request, protocols, credential, to);
    if (
      "status" in answer &&
      answer.status === 401 &&
      (await credentials.refresh(credential, request.signal))
    ) {
      answer = await this.#upgradeOnce(request, protocols, await credentials.current(request.signal), to);
    }
    if ("status" in answer) throw statusError(answer, tried);
    return answer;
  }

  counters(): TransportCounters {
    return { ...this.#counters };
  }

  close(): void {
    this.#closed.abort(this.#closedError());
    this.#pool?.close();
  }

  async #exchange(request: WireRequest, credential: Credential, to: Destination): Promise<Incoming> {
    if (this.#closed.signal.aborted) throw this.#closed.signal.reason;
    const outgoing = this.#outgoing(request, credential, to.tried);
    this.#counters.requests += 1;
    this.#counters.bytesSent += outgoing.body?.length ?? 0;
    try {
      return await this.#poolFor(credential).send(outgoing);
    } catch (error) {
      if (request.signal?.aborted === true) throw request.signal.reason;
      throw connectionError(error, to);
    }
  }

  /** Whether a retry with another credential makes sense; when it does, the refusal is let go. */
  async #renewed(rejected: Credential, refusal: Incoming, signal: AbortSignal | undefined): Promise<boolean> {
    let renewed = true;
    try {
      renewed = await this.#options.credentials.refresh(rejected, signal);
    } finally {
      if (renewed) refusal.stream.destroy();
    }
    return renewed;
  }

  async #upgradeOnce(
    request: UpgradeWish,
    protocols: readonly string[],
    credential: Credential,
    to: Destination,
  ): Promise<WebSocket | Refusal> {
    this.#counters.requests += 1;
    try {
      return await upgrade({
        socket: await this.#dial(credential.certificate, ["http/1.1"]),
        authority: this.#endpoint.authority,
        target: requestTarget(this.#endpoint, request),
        headers: { "user-agent": this.#userAgent(), ...this.#credentialHeaders(credential) },
        protocols,
        timeout: HEADER_TIMEOUT_MS,
        signal: request.signal,
      });
    } catch (error) {
      if (request.signal?.aborted === true) throw request.signal.reason;
      throw connectionError(error, to);
    }
  }

  #response(incoming: Incoming, request: WireRequest, to: Destination): WireResponse {
    return {
      status: incoming.status,
      headers: incoming.headers,
      body: bodyOf({
        stream: incoming.stream,
        encoding: incoming.headers["content-encoding"] ?? "",
        signal: request.signal,
        received: (bytes) => {
          this.#counters.bytesReceived += bytes;
        },
        explain: (error) => connectionError(error, to),
      }),
    };
  }

  #outgoing(request: WireRequest, credential: Credential, tried: string): Outgoing {
    const { cluster } = this.#options;
    return {
      method: request.method,
      target: requestTarget(this.#endpoint, request),
      headers: {
        host: this.#endpoint.authority,
        "user-agent": this.#userAgent(),
        ...(cluster.disableCompression === true ? {} : { "accept-encoding": "gzip" }),
        ...request.headers,
        ...this.#credentialHeaders(credential),
      },
      ...(request.body === undefined ? {} : { body: Buffer.from(request.body) }),
      timeout: request.timeout ?? HEADER_TIMEOUT_MS,
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      tried,
    };
  }

  #userAgent(): string {
    return `periplus/${this.#options.version} (${platform}/${arch})`;
  }

  /** Over plain HTTP nothing secret is sent, as client-go has it. */
  #credentialHeaders({ headers }: Credential): Credential["headers"] {
    if (this.#endpoint.secure) return headers;
    return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "authorization"));
  }

  #poolFor({ certificate }: Credential): ConnectionPool {
    const same = certificate?.cert === this.#certificate?.cert && certificate?.key === this.#certificate?.key;
    if (this.#pool !== undefined && same) return this.#pool;
    this.#pool?.retire();
    this.#certificate = certificate;
    this.#pool = createHttp1Pool({ dial: () => this.#dial(certificate, ["http/1.1"]) });
    return this.#pool;
  }

  async #dial(certificate: Credential["certificate"], protocols: readonly string[]): Promise<Socket> {
    const endpoint = this.#endpoint;
    const deadline = new AbortController();
    const timer = setTimeout(
      () => deadline.abort(codedError(CONNECT_TIMEOUT, "no connection in time")),
      CONNECT_TIMEOUT_MS,
    );
    const signal = AbortSignal.any([deadline.signal, this.#closed.signal]);
    try {
      const raw = await dialTcp(endpoint.host, endpoint.port, signal);
      if (!endpoint.secure) return raw;
      const settings = await tlsSettings({ cluster: this.#options.cluster, endpoint, certificate }, false);
      return await dialTls(raw, endpoint, settings, protocols, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  #destination(tried: string): Destination {
    return { authority: this.#endpoint.authority, host: this.#endpoint.host, tried };
  }

  #closedError(): ApiError {
    return new ApiError({
      kind: "connection",
      message: `the connection to ${this.#endpoint.authority} was closed by us`,
      tried: `reach ${this.server}`,
      reason: "CLOSED",
    });
  }
}
