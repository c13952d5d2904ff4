import { Listeners } from "../../lib/listeners.ts";

/** Per stream, instead of 64 KiB: at 200 ms round trip that would be 320 KiB/s. */
const widest = 1024 * 1024;
/** One frame. */
const narrowest = 16 * 1024;
/** What all streams to a server together may have in memory that nobody has read, as long as none is at its narrowest. */
const readAhead = 16 * 1024 * 1024;

/**
 * Shares what may wait unread among all streams to one server, in however many sessions. A session's own window is no
 * such bound: Node opens it again for what has come, read or not.
 */
export class WindowShare {
  readonly #listeners = new Listeners();
  #streams = 0;

  /** For who has said nothing yet. */
  static readonly first = widest;

  /** Told whenever there is another number of streams. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** One more stream. */
  take(): void {
    this.#streams += 1;
    this.#listeners.tell();
  }

  /** One less. */
  give(): void {
    this.#streams -= 1;
    this.#listeners.tell();
  }

  /** What the window of each stream is to be: narrower as soon as there are too many, wider when half of them have gone. */
  after(present: number): number {
    const narrow = windowAmong(this.#streams);
    const wide = windowAmong(this.#streams * 2);
    return narrow < present ? narrow : Math.max(wide, present);
  }
}

function windowAmong(streams: number): number {
  let window = widest;
  while (window > narrowest && window * streams > readAhead) window /= 2;
  return window;
}
