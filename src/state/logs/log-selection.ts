import type { ShownLines } from "./log-window.ts";

/** Lines that were chosen to be copied or saved, and those to come back to. */
export class LogSelection {
  readonly bookmarks = new Set<number>();
  readonly #lines: ShownLines;
  readonly #marked = new Set<number>();
  /** Where a range begins that goes to the cursor. */
  #anchorId: number | undefined;

  constructor(lines: ShownLines) {
    this.#lines = lines;
  }

  get isEmpty(): boolean {
    return this.#marked.size === 0 && this.#anchorId === undefined;
  }

  toggle(id: number): void {
    if (!this.#marked.delete(id)) this.#marked.add(id);
  }

  /** Begins a range at a line, or takes the lines of the one that was begun. */
  toggleRange(cursorIndex: number): void {
    if (this.#anchorId === undefined) {
      this.#anchorId = this.#lines.idAt(cursorIndex);
      return;
    }
    const [from, to] = this.#range(cursorIndex);
    for (let index = from; index <= to; index += 1) this.#marked.add(this.#lines.idAt(index));
    this.#anchorId = undefined;
  }

  clear(): void {
    this.#marked.clear();
    this.#anchorId = undefined;
  }

  /** Whether the line at an index is chosen. */
  has(index: number, cursorIndex: number): boolean {
    const [from, to] = this.#range(cursorIndex);
    return (index >= from && index <= to) || this.#marked.has(this.#lines.idAt(index));
  }

  /** Their indexes, in the order in which they are shown. What is hidden by now is not among them. */
  indexes(cursorIndex: number): readonly number[] {
    const [from, to] = this.#range(cursorIndex);
    const found = new Set<number>();
    for (let index = from; index <= to; index += 1) found.add(index);
    for (const id of this.#marked) {
      const index = this.#lines.indexNear(id);
      if (this.#lines.idAt(index) === id) found.add(index);
    }
    return [...found].sort((a, b) => a - b);
  }

  /** Their ids, in that order. */
  ids(cursorIndex: number): readonly number[] {
    return this.indexes(cursorIndex).map((index) => this.#lines.idAt(index));
  }

  toggleBookmark(id: number): void {
    if (!this.bookmarks.delete(id)) this.bookmarks.add(id);
  }

  #range(cursorIndex: number): readonly [from: number, to: number] {
    if (this.#anchorId === undefined) return [0, -1];
    const anchor = this.#lines.indexNear(this.#anchorId);
    return [Math.min(anchor, cursorIndex), Math.max(anchor, cursorIndex)];
  }
}
