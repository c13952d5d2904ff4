import type { App } from "../state/app.ts";
import type { Frame, Size } from "./views/frame.ts";
import { bodyHeight, screenLines } from "./views/screen.ts";

/** Everything a frame needs beside the app and the size. */
export type FrameSource = () => Omit<Frame, "app" | "size">;

const empty: readonly string[] = [];

/**
 * The composed lines of the screen, as a store React can subscribe to. The array keeps its identity while no line
 * changes: most watch events are about rows nobody sees, and Ink pays for all cells of the screen at every commit.
 */
export class ScreenLines {
  readonly #app: App;
  readonly #frame: FrameSource;
  #lines = empty;
  #revision = -1;
  #size: Size = { columns: 0, rows: 0 };

  constructor(app: App, frame: FrameSource) {
    this.#app = app;
    this.#frame = frame;
  }

  /** Told once for all changes that one turn of the event loop brings. */
  readonly subscribe = (listener: () => void): (() => void) => {
    let isWaiting = false;
    return this.#app.subscribe(() => {
      if (isWaiting) return;
      isWaiting = true;
      queueMicrotask(() => {
        isWaiting = false;
        listener();
      });
    });
  };

  /** The lines at a size, composed anew where the app or the size changed since. */
  at(size: Size): readonly string[] {
    const app = this.#app;
    if (app.revision === this.#revision && isSameSize(size, this.#size)) return this.#lines;
    const frame = { ...this.#frame(), app, size };
    app.resizeBody(bodyHeight(frame), size.columns);
    const lines = screenLines(frame);
    this.#revision = app.revision;
    this.#size = size;
    if (!isSameText(lines, this.#lines)) this.#lines = lines;
    return this.#lines;
  }
}

function isSameSize(a: Size, b: Size): boolean {
  return a.columns === b.columns && a.rows === b.rows;
}

function isSameText(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
