import http, { type IncomingMessage } from "node:http";
import { isIP, type Socket } from "node:net";
import tls from "node:tls";
import { ApiError } from "../api-error.ts";
import type { ProxyServer } from "./choose-proxy.ts";
import { errorCode } from "./connection-error.ts";
import { dialTcp, dialTls } from "./dial.ts";
import { socksConnect } from "./socks.ts";

export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
}

/** Connects to a proxy, through TLS where it has it. `authorities` are trusted beside Node's roots. */
export async function dialProxy(
  proxy: ProxyServer,
  trust: { readonly authorities: readonly string[]; readonly insecure: boolean },
  signal: AbortSignal,
): Promise<Socket> {
  try {
    const raw = await dialTcp(proxy.host, proxy.port, signal);
    if (proxy.kind !== "https") return raw;
    const ca = [...tls.getCACertificates("default"), ...trust.authorities];
    const settings = {
      context: tls.createSecureContext({ ca }),
      name: proxy.host,
      insecure: trust.insecure,
    };
    return await dialTls(raw, proxy, settings, ["http/1.1"], signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw proxyError(proxy, `the proxy ${proxy.text} cannot be reached (${wordOf(error)})`, error);
  }
}

/** Has the proxy open a connection to the target, after which the socket is as one to the target itself. */
export async function openTunnel(
  socket: Socket,
  proxy: ProxyServer,
  target: TunnelTarget,
  signal: AbortSignal,
): Promise<Socket> {
  const onAbort = () => socket.destroy(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    if (proxy.kind === "socks5") await socksConnect(socket, proxy, target);
    else await httpConnect(socket, proxy, target);
    return socket;
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw signal.reason;
    if (error instanceof ApiError) throw error;
    throw refusal(proxy, target, wordOf(error), error);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** The `proxy-authorization` header for plain HTTP requests and CONNECT. */
export function proxyAuthorization({ user }: ProxyServer): Record<string, string> {
  if (user === undefined) return {};
  return {
    "proxy-authorization": `Basic ${Buffer.from(`${user.name}:${user.password}`).toString("base64")}`,
  };
}

function httpConnect(socket: Socket, proxy: ProxyServer, target: TunnelTarget): Promise<void> {
  const authority = `${isIP(target.host) === 6 ? `[${target.host}]` : target.host}:${target.port}`;
  return new Promise((resolve, reject) => {
    const request = http.request({
      method: "CONNECT",
      path: authority,
      headers: { host: authority, ...proxyAuthorization(proxy) },
      createConnection: () => socket,
    });
    request.once("connect", (response: IncomingMessage, _socket: Socket, head: Buffer) => {
      if (response.statusCode !== 200) {
        const why = `${response.statusCode} ${response.statusMessage}`;
        reject(refusal(proxy, target, why, undefined, response.statusCode === 407));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve();
    });
    request.once("error", reject);
    request.end();
  });
}

function refusal(
  proxy: ProxyServer,
  target: TunnelTarget,
  why: string,
  cause: unknown,
  login = false,
): ApiError {
  const message = `the proxy ${proxy.text} did not connect us to ${target.host}:${target.port} (${why})`;
  return proxyError(proxy, message, cause, login ? `put user and password into ${proxy.from}` : undefined);
}

function proxyError(proxy: ProxyServer, message: string, cause: unknown, nextStep?: string): ApiError {
  return new ApiError({
    kind: "connection",
    message,
    tried: `connect through ${proxy.from}`,
    nextStep: nextStep ?? `check ${proxy.from}, or ${proxy.without}`,
    reason: "PROXY",
    cause,
  });
}

function wordOf(error: unknown): string {
  return errorCode(error) ?? (error instanceof Error ? error.message : String(error));
}
