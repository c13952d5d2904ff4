import { Readable } from "node:stream";
import type { After } from "../../lib/after.ts";
import { KeyDecoder } from "./decoder.ts";
import type { InputEvent } from "./events.ts";

/** As much of `process.stdin` as is used. */
export interface TerminalInput {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
  on(event: "data", listener: (chunk: Uint8Array | string) => void): unknown;
  on(event: "end" | "close" | "error", listener: () => void): unknown;
  off(event: "data", listener: (chunk: Uint8Array | string) => void): unknown;
  off(event: "end" | "close" | "error", listener: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

export interface StdinProxyOptions {
  readonly source: TerminalInput;
  readonly after: After;
  onEvent(event: InputEvent): void;
  /** The terminal is gone: nothing will ever come again. */
  onClose(): void;
}

// A lone escape is the key when nothing follows it for this long. Terminals send a sequence in one write; over a
// slow link its parts arrive a few milliseconds apart.
const escapeDelay = 25;
// A reply may be long and cross a slow link; after this it will not be finished any more.
const replyDelay = 500;

/** What is gone needs not be given back. */
const ignore = (): void => undefined;

/**
 * Reads the terminal's bytes as events, and gives Ink a stdin on which nothing ever happens. The keyboard belongs to
 * it between `start` and `stop`; a child process may have it in between.
 */
export class StdinProxy {
  /** What Ink gets as stdin: a terminal in name only. */
  readonly quiet: QuietInput = new QuietInput();
  readonly #options: StdinProxyOptions;
  readonly #decoder = new KeyDecoder();
  #running = false;
  #cancel: (() => void) | undefined;

  constructor(options: StdinProxyOptions) {
    this.#options = options;
  }

  /** Takes the keyboard: raw mode on, bytes become events. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    const { source } = this.#options;
    for (const event of ["end", "close", "error"] as const) source.on(event, this.#onClose);
    // A terminal that is gone says so by an error, and then is closed already.
    source.setRawMode?.(true);
    if (!this.#running) return;
    source.on("data", this.#onData);
    source.resume();
  }

  /**
   * Gives the keyboard back: raw mode off, and no read under way that would swallow what is meant for another
   * process. A started sequence is forgotten.
   */
  stop(): void {
    if (!this.#running) return;
    this.#running = false;
    const { source } = this.#options;
    source.off("data", this.#onData);
    for (const event of ["end", "close", "error"] as const) source.off(event, this.#onClose);
    source.pause();
    source.on("error", ignore);
    source.setRawMode?.(false);
    source.off("error", ignore);
    this.#cancel?.();
    this.#cancel = undefined;
    this.#decoder.flush();
  }

  readonly #onData = (chunk: Uint8Array | string): void => {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#deliver(this.#decoder.push(chunk));
    this.#wait();
  };

  readonly #onClose = (): void => {
    this.stop();
    this.#options.onClose();
  };

  #wait(): void {
    const { pending } = this.#decoder;
    if (!this.#running || pending === "nothing" || pending === "paste") return;
    this.#cancel = this.#options.after(pending === "escape" ? escapeDelay : replyDelay, () => {
      this.#cancel = undefined;
      this.#deliver(this.#decoder.flush());
    });
  }

  #deliver(events: readonly InputEvent[]): void {
    for (const event of events) {
      // A key may have given the keyboard away; what was typed after it is not for us.
      if (!this.#running) return;
      this.#options.onEvent(event);
    }
  }
}

/** A terminal's stdin from which nothing comes. Ink asks for raw mode only to read keys, which it never gets. */
export class QuietInput extends Readable {
  readonly isTTY = true;

  override _read(): void {}

  setRawMode(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
