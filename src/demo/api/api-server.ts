import { createServer, type Server } from "node:http";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { type User, withImpliedGroups } from "./access.ts";
import type { ApiContext, ApiRequest } from "./api-context.ts";
import type { AggregatedGroup } from "./discovery.ts";
import type { FaultAction, Faults } from "./faults.ts";
import { type RawRequest, type RawResponse, Reply } from "./reply.ts";
import { parseRequest, type RequestInfo } from "./request-info.ts";
import type { LoggedRequest, RequestLog } from "./request-log.ts";
import { publicPaths, route } from "./router.ts";
import { sendBytes, sendError, sendPageNotFound } from "./send.ts";
import { forbidden, internalError, PageNotFound, StatusError, unauthorized } from "./status-error.ts";

/** A certificate and its key in PEM. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** The listening side: connections, authentication, faults, and the way into the router. */
export class ApiServer {
  readonly #context: ApiContext;
  readonly #log: RequestLog;
  readonly #faults: Faults;
  readonly #certificate: ServerCertificate | undefined;
  readonly #aggregated: () => readonly AggregatedGroup[];
  readonly #sockets = new Set<Socket>();
  readonly #open = new Set<Reply>();
  #server: Server | Http2SecureServer | undefined;

  constructor(
    context: ApiContext,
    log: RequestLog,
    faults: Faults,
    certificate: ServerCertificate | undefined,
    aggregated: () => readonly AggregatedGroup[],
  ) {
    this.#context = context;
    this.#log = log;
    this.#faults = faults;
    this.#certificate = certificate;
    this.#aggregated = aggregated;
  }

  /** Answers that are still being sent. */
  get open(): Iterable<Reply> {
    return this.#open;
  }

  /** Listens on loopback; port 0 takes a free one. Gives the port. */
  listen(port: number): Promise<number> {
    const onRequest = (request: RawRequest, response: RawResponse) => {
      void this.#serve(request, response);
    };
    const server =
      this.#certificate === undefined
        ? createServer({ keepAliveTimeout: 0 }, onRequest)
        : createSecureServer(
            { ...this.#certificate, allowHTTP1: true, settings: { maxConcurrentStreams: 100 } },
            onRequest,
          );
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    });
    if ("requestTimeout" in server) server.requestTimeout = 0;
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  }

  /** Cuts every connection and stops listening. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(raw: RawRequest, out: RawResponse): Promise<void> {
    raw.on("error", () => undefined);
    out.on("error", () => undefined);
    const info = parsedOrUndefined(raw);
    if (info === undefined) {
      out.statusCode = 400;
      out.end();
      return;
    }
    const request = this.#logged(raw, info);
    const actions = this.#faults.strike(request);
    const reply = new Reply(raw, out, request, actions.find(isCut));
    this.#open.add(reply);
    reply.closed.addEventListener("abort", () => this.#open.delete(reply));
    try {
      if (await spoil(reply, actions)) return;
      await this.#answer(raw, info, reply, actions);
    } catch (error) {
      if (request.status !== 0) reply.reset();
      else if (error instanceof PageNotFound) sendPageNotFound(reply);
      else sendError(reply, error instanceof StatusError ? error : internalError(String(error)));
    }
  }

  async #answer(
    raw: RawRequest,
    info: RequestInfo,
    reply: Reply,
    actions: readonly FaultAction[],
  ): Promise<void> {
    const headers = flatHeaders(raw);
    const user = this.#userOf(info, headers);
    reply.request.user = user.name;
    const initialEvents = actions.find((action) => action.do === "initial-events")?.how ?? "serve";
    let body: Promise<Buffer> | undefined;
    const request: ApiRequest = {
      info,
      headers,
      user,
      reply,
      initialEvents,
      body: () => (body ??= readBody(raw, reply.request)),
    };
    await route(this.#context, request, this.#aggregated());
  }

  #userOf(info: RequestInfo, headers: Readonly<Record<string, string | undefined>>): User {
    const { access } = this.#context;
    const user = access.authenticate(headers.authorization);
    if (user === undefined) {
      if (publicPaths.some((path) => info.path === path || info.path.startsWith(`${path}/`)))
        return anonymous;
      throw unauthorized();
    }
    const name = headers["impersonate-user"];
    if (name === undefined) return user;
    if (access.allows(user, { verb: "impersonate", resource: "users", name }) === undefined)
      throw forbidden(
        { group: "", resource: "users" },
        name,
        `User "${user.name}" cannot impersonate resource "users" in API group "" at the cluster scope`,
      );
    const groups = (headers["impersonate-group"] ?? "").split(", ").filter((group) => group !== "");
    return withImpliedGroups({ name, uid: headers["impersonate-uid"] ?? "", groups });
  }

  #logged(raw: RawRequest, { method, path, verb, target }: RequestInfo): LoggedRequest {
    const url = raw.url ?? "/";
    const entry: LoggedRequest = {
      id: this.#log.nextId(),
      time: this.#context.clock.now(),
      method,
      path,
      query: url.includes("?") ? url.slice(url.indexOf("?") + 1) : "",
      verb,
      target,
      httpVersion: raw.httpVersion,
      userAgent: String(raw.headers["user-agent"] ?? ""),
      accept: String(raw.headers.accept ?? ""),
      user: this.#context.access.authenticate(raw.headers.authorization)?.name ?? "",
      status: 0,
      received: 0,
      sent: 0,
      outcome: "open",
    };
    this.#log.add(entry);
    return entry;
  }
}

// Broken percent signs and the like are refused before anything looks at them.
function parsedOrUndefined(raw: RawRequest): RequestInfo | undefined {
  try {
    return parseRequest(raw.method ?? "GET", raw.url ?? "/");
  } catch {
    return undefined;
  }
}

const anonymous: User = { name: "system:anonymous", uid: "", groups: ["system:unauthenticated"] };

type CutAction = Extract<FaultAction, { readonly do: "reset" | "stall" | "end" }>;

function isCut(action: FaultAction): action is CutAction {
  return action.do === "reset" || action.do === "stall" || action.do === "end";
}

// Carries out what happens before an answer begins. Says whether the request is thereby answered.
async function spoil(reply: Reply, actions: readonly FaultAction[]): Promise<boolean> {
  for (const action of actions) {
    if (action.do === "delay") await new Promise((resolve) => setTimeout(resolve, action.milliseconds));
    if (action.do === "goaway") reply.goAway();
    if (action.do === "drop") {
      reply.reset();
      return true;
    }
    if (action.do === "answer") {
      sendFault(reply, action);
      return true;
    }
  }
  return false;
}

function sendFault(reply: Reply, action: Extract<FaultAction, { readonly do: "answer" }>): void {
  const isText = typeof action.body === "string" || action.body === undefined;
  const body = isText ? String(action.body ?? "") : JSON.stringify(action.body);
  const type = isText ? "text/html" : "application/json";
  sendBytes(reply, action.status, Buffer.from(body), { "content-type": type, ...action.headers });
}

function flatHeaders(raw: RawRequest): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(raw.headers).map(([name, value]): [string, string | undefined] => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return Object.fromEntries(entries);
}

async function readBody(raw: RawRequest, request: LoggedRequest): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of raw) {
    const bytes = Buffer.from(piece);
    request.received += bytes.length;
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}
