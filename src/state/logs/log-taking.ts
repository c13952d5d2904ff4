import { setImmediate } from "node:timers/promises";
import type { SaveFile } from "../app.ts";
import type { LogLines } from "./log-lines.ts";
import type { LogSelection } from "./log-selection.ts";
import { copiedText, savedPieces } from "./log-text.ts";
import type { LogWindow } from "./log-window.ts";

/** Lines taken along: those that are selected, or the one under the cursor, or all that are shown. */
export class LogTaking {
  readonly #lines: LogLines;
  readonly #selection: LogSelection;
  readonly #window: LogWindow;

  constructor(lines: LogLines, selection: LogSelection, window: LogWindow) {
    this.#lines = lines;
    this.#selection = selection;
    this.#window = window;
  }

  /** What is selected, or the line under the cursor, as text. */
  copied(): { readonly text: string; readonly count: number } {
    const { cursorIndex } = this.#window;
    const indexes = this.#selection.isEmpty ? [cursorIndex] : this.#selection.indexes(cursorIndex);
    const entries = indexes.flatMap((index) => this.#lines.entryAt(index) ?? []);
    return { text: copiedText(entries), count: entries.length };
  }

  /** Writes what is selected, or all that is shown, to a file; what `saveFile` rejects with it rejects with. */
  async save(name: string, saveFile: SaveFile): Promise<{ readonly path: string; readonly count: number }> {
    const { cursorIndex } = this.#window;
    const wanted = this.#selection.isEmpty ? undefined : new Set(this.#selection.ids(cursorIndex));
    let count = 0;
    const lines = this.#lines;
    async function* pieces() {
      for (const piece of savedPieces(lines, wanted)) {
        count += piece.count;
        yield piece.bytes;
        // Keys and frames get their turn.
        await setImmediate();
      }
    }
    const path = await saveFile(name, pieces());
    return { path, count };
  }
}
