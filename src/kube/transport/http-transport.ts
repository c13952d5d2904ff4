import type { WebSocket } from "ws";
import { ApiError } from "../api-error.ts";
import type { Credential } from "../credentials/types.ts";
import { statusError } from "../status-error.ts";
import { warningsOf } from "../warnings.ts";
import { bodyOf } from "./body.ts";
import type { ProxyServer } from "./choose-proxy.ts";
import { connectionError, type Destination } from "./connection-error.ts";
import { type Connections, createConnections } from "./connections.ts";
import { Connector } from "./connector.ts";
import { type Endpoint, requestTarget, serverOf } from "./endpoint.ts";
import type { Incoming, Outgoing } from "./exchange.ts";
import { proxyAuthorization } from "./proxy-tunnel.ts";
import { assertNoUpgrade, assertReadOnly } from "./read-only.ts";
import { defaultTiming, type TransportTiming } from "./timing.ts";
import type {
  Transport,
  TransportCounters,
  TransportOptions,
  UpgradeRequest,
  WireRequest,
  WireResponse,
} from "./types.ts";
import { type Refusal, type Upgraded, upgrade } from "./upgrade.ts";

/** What a transport was opened with, looked through: see `createTransport`. */
export interface HttpTransportOptions extends TransportOptions {
  readonly endpoint: Endpoint;
  readonly proxy: ProxyServer | undefined;
}

/** Sends requests over Node's own HTTP. Everything that needs Node's network modules is below this file. */
export class HttpTransport implements Transport {
  readonly #options: HttpTransportOptions;
  readonly #timing: TransportTiming;
  readonly #endpoint: Endpoint;
  readonly #proxy: ProxyServer | undefined;
  readonly #connector: Connector;
  readonly #closed = new AbortController();
  readonly #counters = { requests: 0, bytesSent: 0, bytesReceived: 0 };
  /** Those of the present certificate last; older ones drain. */
  #connections: Connections[] = [];
  #certificate: Credential["certificate"];

  constructor(options: HttpTransportOptions) {
    this.#options = options;
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#endpoint = options.endpoint;
    this.#proxy = options.proxy;
    this.#connector = new Connector({
      cluster: options.cluster,
      endpoint: this.#endpoint,
      proxy: this.#proxy,
      timing: this.#timing,
      closed: this.#closed.signal,
    });
  }

  get server(): string {
    return serverOf(this.#endpoint);
  }

  async send(request: WireRequest): Promise<WireResponse> {
    if (this.#options.readOnly === true) assertReadOnly(request, this.server);
    const to = this.#destination(`${request.method} ${this.server}${request.path}`);
    const incoming = await this.#authenticated(
      request.signal,
      (credential) => this.#exchange(request, credential, to),
      (refusal) => refusal.cancel(),
    );
    for (const text of warningsOf(incoming.headers)) this.#options.onWarning?.(text);
    return {
      status: incoming.status,
      headers: incoming.headers,
      body: bodyOf({
        incoming,
        signal: request.signal,
        received: (bytes) => {
          this.#counters.bytesReceived += bytes;
        },
        explain: (error) => connectionError(error, to),
      }),
    };
  }

  async upgrade(request: UpgradeRequest, protocols: readonly string[]): Promise<WebSocket> {
    if (this.#options.readOnly === true) assertNoUpgrade(request.path, this.server);
    const to = this.#destination(`open a WebSocket to ${this.server}${request.path}`);
    const answer = await this.#authenticated(
      request.signal,
      (credential) => this.#upgradeOnce(request, protocols, credential, to),
      () => undefined,
    );
    if ("webSocket" in answer) return answer.webSocket;
    throw statusError(answer, to.tried);
  }

  counters(): TransportCounters {
    return { ...this.#counters };
  }

  async sharesConnections(): Promise<boolean> {
    const connections = this.#connections.at(-1);
    return connections === undefined ? this.#endpoint.secure : connections.areShared();
  }

  close(): void {
    const error = new ApiError({
      kind: "connection",
      message: `the connection to ${this.#endpoint.authority} was closed by us`,
      tried: `reach ${this.server}`,
      reason: "CLOSED",
    });
    this.#closed.abort(error);
    for (const connections of this.#connections) connections.close(error);
    this.#connections = [];
  }

  /** A 401 is answered by one refresh of the credential and one more try; the refusal is let go. */
  async #authenticated<A extends { readonly status: number }>(
    signal: AbortSignal | undefined,
    attempt: (credential: Credential) => Promise<A>,
    letGo: (refusal: A) => void,
  ): Promise<A> {
    const { credentials } = this.#options;
    signal?.throwIfAborted();
    const credential = await this.#credential(signal);
    const answer = await attempt(credential);
    if (answer.status !== 401) return answer;
    let again = true;
    try {
      again = await credentials.refresh(credential, signal);
    } finally {
      if (again) letGo(answer);
    }
    return again ? attempt(await this.#credential(signal)) : answer;
  }

  /** Whoever waits for a plugin without a signal of their own stops waiting when the transport is closed. */
  #credential(signal = this.#closed.signal): Promise<Credential> {
    return this.#options.credentials.current(signal);
  }

  async #exchange(request: WireRequest, credential: Credential, to: Destination): Promise<Incoming> {
    const lane = request.lane ?? "request";
    const body = request.body === undefined ? undefined : Buffer.from(request.body);
    const outgoing: Outgoing = {
      method: request.method,
      target: this.#target(request),
      authority: this.#endpoint.authority,
      headers: {
        ...this.#headers(request, credential),
        // Node frames the body of a DELETE over HTTP/1.1 only when it is told to.
        ...(body === undefined ? {} : { "content-length": String(body.length) }),
      },
      ...(body === undefined ? {} : { body }),
      timeout: request.timeout ?? this.#timing.headers,
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      lasting: lane !== "request",
    };
    this.#counters.bytesSent += outgoing.body?.length ?? 0;
    return this.#worded(request.signal, to, () => this.#connectionsFor(credential).send(outgoing, lane));
  }

  async #upgradeOnce(
    request: UpgradeRequest,
    protocols: readonly string[],
    credential: Credential,
    to: Destination,
  ): Promise<Upgraded | Refusal> {
    const { certificate } = credential;
    return this.#worded(request.signal, to, async () =>
      upgrade({
        socket: await this.#connector.dial({ certificate, protocols: ["http/1.1"], signal: request.signal }),
        authority: this.#endpoint.authority,
        target: requestTarget(this.#endpoint, request),
        headers: { "user-agent": this.#options.userAgent, ...this.#credentialHeaders(credential) },
        protocols,
        timeout: this.#timing.headers,
        signal: request.signal,
      }),
    );
  }

  async #worded<A>(signal: AbortSignal | undefined, to: Destination, attempt: () => Promise<A>): Promise<A> {
    if (this.#closed.signal.aborted) throw this.#closed.signal.reason;
    this.#counters.requests += 1;
    try {
      return await attempt();
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      if (this.#closed.signal.aborted) throw this.#closed.signal.reason;
      throw connectionError(error, to);
    }
  }

  #target(request: WireRequest): string {
    const target = requestTarget(this.#endpoint, request);
    return this.#connector.isForwarded ? `${this.#endpoint.origin}${target}` : target;
  }

  #headers(request: WireRequest, credential: Credential): Outgoing["headers"] {
    const { cluster, userAgent } = this.#options;
    return {
      "user-agent": userAgent,
      ...(cluster.disableCompression === true ? {} : { "accept-encoding": "gzip" }),
      ...request.headers,
      ...this.#credentialHeaders(credential),
    };
  }

  /** Over plain HTTP no login of the user is sent, as client-go has it. */
  #credentialHeaders({ headers }: Credential): Outgoing["headers"] {
    if (this.#endpoint.secure) return headers;
    const open = Object.entries(headers).filter(([name]) => name !== "authorization");
    const forProxy =
      this.#connector.isForwarded && this.#proxy !== undefined ? proxyAuthorization(this.#proxy) : {};
    return { ...Object.fromEntries(open), ...forProxy };
  }

  /** A changed client certificate means new connections; the old ones take no new requests. */
  #connectionsFor({ certificate }: Credential): Connections {
    const present = this.#connections.at(-1);
    const known = this.#certificate;
    const isSame = certificate?.cert === known?.cert && certificate?.key === known?.key;
    if (present !== undefined && isSame) return present;
    present?.retire();
    this.#certificate = certificate;
    const connections = createConnections({
      dial: (protocols, deadline) => this.#connector.dial({ certificate, protocols, deadline }),
      secure: this.#endpoint.secure,
      authority: this.#endpoint.authority,
      timing: this.#timing,
      isNear: () => this.#connector.isNear,
    });
    this.#connections.push(connections);
    return connections;
  }

  #destination(tried: string): Destination {
    const { authority, host } = this.#endpoint;
    return { authority, host, ...(this.#proxy === undefined ? {} : { proxy: this.#proxy.text }), tried };
  }
}
