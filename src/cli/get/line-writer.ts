import { unwritable } from "../failure.ts";
import type { Output } from "../world.ts";

/** Text is handed on in pieces of about this many characters. */
const pieceSize = 64 * 1024;

/** The reader of our output has gone, as `head` does: there is nothing left to do, and nothing wrong. */
export class ReaderGone extends Error {
  override readonly name = "ReaderGone";
}

/** Writes text as fast as its reader takes it, and holds no more of it than one piece. */
export class LineWriter {
  readonly #output: Output;
  #pieces: string[] = [];
  #size = 0;
  #error: Error | undefined;

  constructor(output: Output) {
    this.#output = output;
    output.on("error", (error) => {
      this.#error = worded(error);
    });
  }

  /** Whether somebody reads along, and wants what is there rather than a full piece. */
  get isWatched(): boolean {
    return this.#output.isTTY === true;
  }

  /** Keeps text for the next piece. */
  add(text: string): void {
    this.#pieces.push(text);
    this.#size += text.length;
  }

  /** Hands on what was added if it makes a piece. */
  async pass(): Promise<void> {
    if (this.#size >= pieceSize || this.isWatched) await this.flush();
  }

  /** Hands on what was added, and waits until there is room for more. Throws `ReaderGone` or `CliError`. */
  async flush(): Promise<void> {
    if (this.#error) throw this.#error;
    if (this.#size === 0) return;
    const text = this.#pieces.join("");
    this.#pieces = [];
    this.#size = 0;
    await new Promise<void>((resolve, reject) => {
      this.#output.write(text, (error) => (error ? reject(worded(error)) : resolve()));
    });
  }
}

function worded(error: Error): Error {
  return "code" in error && error.code === "EPIPE" ? new ReaderGone() : unwritable(error);
}
