import type { IncomingMessage, ServerResponse } from "node:http";
import { constants, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { Socket } from "node:net";
import type { Cut, FaultAction } from "./faults.ts";
import type { LoggedRequest } from "./request-log.ts";

export type RawRequest = IncomingMessage | Http2ServerRequest;
export type RawResponse = ServerResponse | Http2ServerResponse;

/** What is used of both HTTP versions' responses. */
interface Outgoing {
  readonly writableLength: number;
  setHeader(name: string, value: string): unknown;
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** HTTP/1.1 only: there `writeHead` waits for the first piece of the body. */
  flushHeaders?(): void;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  destroy(): unknown;
  once(event: "drain" | "close", listener: () => void): unknown;
}

type CutAction = Extract<FaultAction, { readonly do: "reset" | "stall" | "end" }>;

/**
 * The answer to one request, over HTTP/1.1 or HTTP/2. Counts what is sent, and can be spoilt on the way: reset,
 * stalled, or ended early, now or after so many events or bytes.
 */
export class Reply {
  readonly request: LoggedRequest;
  /** Aborts when the connection is gone or the body has ended. */
  readonly closed: AbortSignal;
  readonly #raw: RawRequest;
  readonly #out: Outgoing;
  readonly #cut: CutAction | undefined;
  #events = 0;
  #state: "open" | "stalled" | "ended" = "open";

  constructor(raw: RawRequest, out: RawResponse, request: LoggedRequest, cut: CutAction | undefined) {
    this.#raw = raw;
    this.#out = out;
    this.#cut = cut;
    this.request = request;
    const closing = new AbortController();
    this.closed = closing.signal;
    this.#out.once("close", () => {
      if (request.outcome === "open") request.outcome = this.#state === "ended" ? "done" : "cut";
      closing.abort();
    });
  }

  get isOpen(): boolean {
    return this.#state !== "ended" && !this.closed.aborted;
  }

  /** Bytes handed over that the client has not taken yet. */
  get backlog(): number {
    return this.#out.writableLength;
  }

  /** Sends the status line and headers at once. */
  begin(status: number, headers: Readonly<Record<string, string>>): void {
    if (!this.isOpen) return;
    this.request.status = status;
    if (this.#cut?.do === "stall" && dueAtOnce(this.#cut)) this.#state = "stalled";
    this.#out.writeHead(status, { ...headers });
    this.#out.flushHeaders?.();
    if (this.#cut !== undefined && dueAtOnce(this.#cut)) this.#carryOut(this.#cut);
  }

  /** Sends a piece of the body. `events` says how many whole watch events it holds. */
  write(chunk: Buffer, events = 0): void {
    if (!this.isOpen || this.#state === "stalled") return;
    const room =
      this.#cut?.afterBytes === undefined ? chunk.length : this.#cut.afterBytes - this.request.sent;
    const piece = room < chunk.length ? chunk.subarray(0, Math.max(0, room)) : chunk;
    this.request.sent += piece.length;
    this.#events += events;
    this.#out.write(piece);
    if (this.#cut !== undefined && room <= chunk.length && this.#cut.afterBytes !== undefined)
      this.#carryOut(this.#cut);
    else if (this.#cut?.afterEvents !== undefined && this.#events >= this.#cut.afterEvents)
      this.#carryOut(this.#cut);
  }

  /** Whether a cut counts events, so that they must be written one by one. */
  get countsEvents(): boolean {
    return this.#cut?.afterEvents !== undefined;
  }

  /** Resolves once the client has taken most of what was written, or is gone. */
  drained(): Promise<void> {
    if (!this.isOpen || this.backlog < 1 << 20) return Promise.resolve();
    return new Promise((resolve) => {
      this.#out.once("drain", resolve);
      this.closed.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  end(): void {
    if (!this.isOpen || this.#state === "stalled") return;
    this.#state = "ended";
    this.#out.end();
  }

  /** Nothing more is sent; the connection stays. */
  stall(): void {
    if (this.isOpen) this.#state = "stalled";
  }

  /** Resets, ends or stalls it as a fault would, after what was written so far. */
  cut(action: CutAction): void {
    if (this.isOpen) this.#carryOut(action);
  }

  /** Cuts the connection (HTTP/1.1) or the stream (HTTP/2) hard. */
  reset(): void {
    if (!this.isOpen) return;
    this.#state = "ended";
    this.request.outcome = "cut";
    if ("stream" in this.#raw) this.#raw.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else cutSocket(this.#raw.socket);
  }

  /** HTTP/2: GOAWAY for the whole connection, streams under way may finish. HTTP/1.1: no more requests on it. */
  goAway(): void {
    if ("stream" in this.#raw) this.#raw.stream.session?.goaway(constants.NGHTTP2_NO_ERROR);
    else if (this.request.status === 0) this.#out.setHeader("connection", "close");
  }

  #carryOut(cut: CutAction): void {
    if (cut.do === "stall") this.stall();
    else if (cut.do === "end") this.end();
    else {
      // What was written before must arrive before the reset, which overtakes it in the receiver's queue.
      this.#state = "stalled";
      setTimeout(() => this.reset(), 20);
    }
  }
}

function dueAtOnce({ afterBytes, afterEvents }: Cut): boolean {
  return (afterBytes ?? 0) === 0 && (afterEvents ?? 0) === 0;
}

/** Node resets plain sockets only; under TLS the connection just ends, without the farewell that TLS asks for. */
function cutSocket(socket: Socket): void {
  if ("encrypted" in socket) socket.destroy();
  else socket.resetAndDestroy();
}
