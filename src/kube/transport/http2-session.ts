import http2 from "node:http2";
import type { TLSSocket } from "node:tls";
import { codedError, HEADER_TIMEOUT, PEER_SILENT } from "./connection-error.ts";
import { abortReason, copyHeaders, flatHeaders, type Incoming, type Outgoing } from "./exchange.ts";
import { type SilenceWatch, watchSilence } from "./silence.ts";
import type { TransportTiming } from "./timing.ts";
import { WindowShare } from "./window-share.ts";

export interface Http2SessionOptions {
  /** Open, with `h2` chosen. */
  readonly socket: TLSSocket;
  readonly authority: string;
  readonly timing: TransportTiming;
  /** Of all sessions to the server. */
  readonly windows: WindowShare;
}

/** For all streams of a session together. Larger ones measured slower in Node. */
const SESSION_WINDOW = 4 * 1024 * 1024;
/** Streams opened before the server has told its limit; the lowest any known server sets is above this. */
const STREAMS_BEFORE_SETTINGS = 16;
const MAX_HEADROOM = 20;
/** Node counts what is queued for all streams of a session against this, in MB, and refuses streams above. */
const SESSION_MEMORY_MB = 64;

/** One HTTP/2 connection and the places for streams it has. */
export class Http2Session {
  readonly #session: http2.ClientHttp2Session;
  readonly #socket: TLSSocket;
  readonly #authority: string;
  readonly #timing: TransportTiming;
  /** Resolves when the server has told its settings, or the session is gone. */
  readonly settled: Promise<void>;
  #isSettled = false;
  #streams = 0;
  readonly #windows: WindowShare;
  #window = WindowShare.first;
  readonly #silence: SilenceWatch;

  constructor({ socket, authority, timing, windows }: Http2SessionOptions) {
    this.#socket = socket;
    this.#authority = authority;
    this.#timing = timing;
    this.#windows = windows;
    this.#session = http2.connect(`https://${authority}`, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: this.#window },
      maxSessionMemory: SESSION_MEMORY_MB,
    });
    this.#session.once("connect", (session) => session.setLocalWindowSize(SESSION_WINDOW));
    this.#session.on("localSettings", () => this.#shareWindows());
    // Faults reach the streams, which have readers; without any, nobody needs to know.
    this.#session.on("error", () => undefined);
    this.settled = new Promise((resolve) => {
      const settle = () => {
        this.#isSettled = true;
        resolve();
      };
      this.#session.once("remoteSettings", settle).once("close", settle);
    });
    this.#silence = watchSilence({
      idle: timing.readIdle,
      progress: () => socket.bytesRead,
      now: timing.now,
      onSilent: () => void this.isAlive(),
    });
    const leave = windows.subscribe(() => this.#shareWindows());
    this.#session.once("close", () => {
      leave();
      this.#silence.stop();
    });
  }

  /** Whether new streams may be opened: neither closed, nor told to go away. */
  get isOpen(): boolean {
    return !this.#session.closed && !this.#session.destroyed;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  get isGone(): boolean {
    return this.#session.destroyed;
  }

  /** How many more streams fit. Lasting ones leave a fifth of the places to short requests. */
  room(lasting: boolean): number {
    if (!this.isOpen) return 0;
    const told = this.#session.remoteSettings.maxConcurrentStreams ?? Number.POSITIVE_INFINITY;
    const limit = this.#isSettled ? Math.max(1, told) : STREAMS_BEFORE_SETTINGS;
    const headroom = lasting ? Math.min(MAX_HEADROOM, Math.floor(limit / 5)) : 0;
    return limit - headroom - this.#streams;
  }

  /** Takes a place, which the next `send` uses. */
  reserve(): void {
    this.#streams += 1;
    this.#windows.take();
  }

  /** Sends on the reserved place, and gives it back when the exchange is over. Rejects with Node's error. */
  send(outgoing: Outgoing): Promise<Incoming> {
    return new Promise((resolve, reject) => {
      // After a machine slept, timers have stood still while the peer went away.
      if (this.#silence.silentFor() >= this.#timing.readIdle) void this.isAlive();
      let stream: http2.ClientHttp2Stream;
      try {
        stream = this.#session.request(
          {
            ":method": outgoing.method,
            ":path": outgoing.target,
            ":scheme": "https",
            ":authority": this.#authority,
            ...copyHeaders(outgoing.headers),
          },
          { endStream: outgoing.body === undefined },
        );
      } catch (error) {
        this.#giveBack();
        throw error;
      }
      let isHeld = true;
      const release = () => {
        if (!isHeld) return;
        isHeld = false;
        this.#giveBack();
      };
      follow(stream, outgoing, { resolve, reject, release, onLate: () => void this.isAlive() });
      if (outgoing.body !== undefined) stream.end(outgoing.body);
    });
  }

  /** Asks for a sign of life; without one in time, the session and all its streams are ended. */
  isAlive(): Promise<boolean> {
    return new Promise((resolve) => {
      const dead = () => {
        this.destroy(codedError(PEER_SILENT, "no answer to a ping"));
        resolve(false);
      };
      const timer = setTimeout(dead, this.#timing.pingDeadline);
      timer.unref();
      const sent =
        !this.#session.destroyed &&
        this.#session.ping((error) => {
          clearTimeout(timer);
          resolve(error === null);
        });
      if (sent) return;
      // Ten pings are unanswered, or the session is gone: the deadline of the first of them decides.
      clearTimeout(timer);
      resolve(!this.#session.destroyed);
    });
  }

  #giveBack(): void {
    this.#streams -= 1;
    this.#windows.give();
  }

  #shareWindows(): void {
    const session = this.#session;
    const window = this.#windows.after(this.#window);
    if (!this.isOpen || window === this.#window) return;
    // Node ends a session in which too many settings wait to be acknowledged.
    if (window > this.#window && session.pendingSettingsAck) return;
    this.#window = window;
    session.settings({ enablePush: false, initialWindowSize: window });
  }

  /** No new streams; those that run may end by themselves. */
  retire(): void {
    if (this.isOpen) this.#session.close();
  }

  destroy(error?: Error): void {
    this.#session.destroy(error);
    this.#socket.destroy();
  }
}

interface Outcome {
  readonly resolve: (incoming: Incoming) => void;
  readonly reject: (error: unknown) => void;
  /** The stream's place is free again. */
  readonly release: () => void;
  readonly onLate: () => void;
}

function follow(
  stream: http2.ClientHttp2Stream,
  { signal, timeout }: Outgoing,
  { resolve, reject, release, onLate }: Outcome,
): void {
  const end = (error?: Error) => {
    if (!stream.closed) stream.close(http2.constants.NGHTTP2_CANCEL);
    stream.destroy(error);
    // The server counts the reset before whatever stream we open next.
    release();
  };
  const onAbort = () => end(abortReason(signal));
  const late = () => {
    onLate();
    end(codedError(HEADER_TIMEOUT, "no answer in time"));
  };
  const timer = timeout > 0 ? setTimeout(late, timeout) : undefined;
  stream.once("response", (headers) => {
    clearTimeout(timer);
    resolve({
      status: headers[":status"] ?? 0,
      headers: flatHeaders(headers),
      stream,
      cancel: end,
      fault: () => cutShort(stream),
    });
  });
  // Also heard after the answer came: a body may fail before anybody reads it, and keeps the fault for the reader.
  stream.on("error", (error) => reject(refused(stream) ?? error));
  stream.once("end", release);
  stream.once("close", () => {
    release();
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    reject(cutShort(stream) ?? codedError("ECONNRESET", "the stream ended without an answer"));
  });
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted === true) onAbort();
}

/** Node lets a stream whose connection died end like one that is complete; its reset code tells them apart. */
function cutShort(stream: http2.ClientHttp2Stream): Error | undefined {
  if (stream.rstCode === http2.constants.NGHTTP2_NO_ERROR) return undefined;
  return refused(stream) ?? codedError("ERR_HTTP2_STREAM_CANCEL", `the stream was reset (${stream.rstCode})`);
}

function refused(stream: http2.ClientHttp2Stream): Error | undefined {
  if (stream.rstCode !== http2.constants.NGHTTP2_REFUSED_STREAM) return undefined;
  return codedError(STREAM_REFUSED, "the server did not take the stream");
}

/** The server has certainly not looked at the request: any method may be sent again. */
export const STREAM_REFUSED = "STREAM_REFUSED";
