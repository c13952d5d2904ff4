import type { LogLines } from "./log-lines.ts";
import type { LogWindow, WindowPlace } from "./log-window.ts";
import type { TypedSearch } from "./typed-search.ts";

export interface SearchTypingParts {
  readonly search: TypedSearch;
  readonly lines: LogLines;
  readonly window: LogWindow;
}

/** A search while it is typed: it shows what it finds above where one was, and comes back from there. */
export class SearchTyping {
  readonly #parts: SearchTypingParts;
  readonly #place: WindowPlace;
  /** What was searched for before. */
  readonly #before: string;
  /** The line that was unfolded to show what is found. */
  #unfolded: number | undefined;

  constructor(parts: SearchTypingParts) {
    this.#parts = parts;
    this.#place = parts.window.place;
    this.#before = parts.search.text;
  }

  /** An empty text is as if nothing had been typed. */
  async type(text: string): Promise<void> {
    const { search, lines } = this.#parts;
    search.searchFor(text === "" ? this.#before : text);
    if (text === "") return this.#goBack();
    const found = await search.find(-1, lines.indexNear(this.#place.cursorId) + 1);
    if (found === undefined) return;
    this.#goBack();
    if (found.id !== undefined) this.#unfolded = search.show(found.id);
  }

  #goBack(): void {
    const { lines, window } = this.#parts;
    if (this.#unfolded !== undefined && lines.isOpen(this.#unfolded)) lines.toggle(this.#unfolded);
    this.#unfolded = undefined;
    window.returnTo(this.#place);
  }
}
