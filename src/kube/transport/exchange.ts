import type { Readable } from "node:stream";

/** A request ready for a connection: nothing in it is left to decide. */
export interface Outgoing {
  readonly method: string;
  /** Base path, path and query. */
  readonly target: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Uint8Array;
  /** Milliseconds until response headers; 0 waits for ever. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  /** For errors: `GET https://10.1.2.3:6443/api/v1/pods`. */
  readonly tried: string;
}

/** The head of an answer, and its body as the connection delivers it: still compressed, errors still Node's own. */
export interface Incoming {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: Readable;
}

/** Where requests go: the HTTP/1.1 connections, or the HTTP/2 sessions, made with one client certificate. */
export interface ConnectionPool {
  send(request: Outgoing): Promise<Incoming>;
  /** Takes no new requests; what runs may end by itself. */
  retire(): void;
  /** Ends everything now. */
  close(): void;
}
