import net from "node:net";
import tls from "node:tls";
import type { TlsSettings } from "./tls-settings.ts";

/** A peer that stops answering is noticed by the kernel after this idle time plus ten probes a second apart. */
const TCP_KEEP_ALIVE_MS = 30_000;

/**
 * Node gives each address of a name a quarter of a second before it tries the next, which no satellite or
 * overseas link keeps; one second still hides a dead IPv6 route.
 */
const ADDRESS_ATTEMPT_MS = 1_000;

/** A TCP connection. Rejects with Node's error. */
export function dialTcp(host: string, port: number, signal: AbortSignal): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
      autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
    });
    settle(socket, "connect", signal, resolve, reject);
  });
}

/** TLS over an open connection, with the protocols offered by ALPN. Rejects with Node's error. */
export function dialTls(
  raw: net.Socket,
  { host }: { readonly host: string },
  settings: TlsSettings,
  protocols: readonly string[],
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      socket: raw,
      secureContext: settings.context,
      host,
      // An IP address is no server name (RFC 6066); it is still the name that is verified below.
      ...(net.isIP(settings.name) === 0 ? { servername: settings.name } : {}),
      checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(settings.name, certificate),
      rejectUnauthorized: !settings.insecure,
      ALPNProtocols: [...protocols],
    });
    settle(socket, "secureConnect", signal, resolve, reject);
  });
}

function settle<S extends net.Socket>(
  socket: S,
  ready: "connect" | "secureConnect",
  signal: AbortSignal,
  resolve: (socket: S) => void,
  reject: (error: unknown) => void,
): void {
  const done = () => {
    signal.removeEventListener("abort", onAbort);
    socket.off(ready, onReady).off("error", onError).off("close", onClose);
  };
  const onReady = () => {
    done();
    resolve(socket);
  };
  const onError = (error: unknown) => {
    done();
    socket.destroy();
    reject(error);
  };
  const onClose = () => onError(Object.assign(new Error("closed while connecting"), { code: "ECONNRESET" }));
  const onAbort = () => onError(signal.reason);
  socket.on(ready, onReady).on("error", onError).on("close", onClose);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
}
