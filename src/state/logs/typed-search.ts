import type { Clock } from "../../lib/clock.ts";
import type { Part } from "../../lib/occurrences.ts";
import { Slicer } from "../../lib/slicer.ts";
import type { LogRing } from "../../logs/log-ring.ts";
import { type FoundCount, LogSearch } from "../../logs/log-search.ts";
import type { LogLines } from "./log-lines.ts";
import type { LogWindow } from "./log-window.ts";
import { TypedQuery } from "./typed-query.ts";

/** Milliseconds between words of how far it is: each takes a frame from the search. */
const tellEvery = 200;

export interface TypedSearchParts {
  readonly ring: LogRing;
  readonly lines: LogLines;
  readonly window: LogWindow;
  readonly clock: Clock;
  /** More has been found, or counted. */
  onProgress(): void;
}

/** What was looked for. */
export interface FoundLine {
  /** Undefined where nothing is found. */
  readonly id: number | undefined;
  /** It was not found before the end, but from the other end on. */
  readonly isRound: boolean;
}

/** Looks for lines among those that are shown, and leaves none out. */
export class TypedSearch {
  readonly #parts: TypedSearchParts;
  readonly #typed = new TypedQuery();
  #search: LogSearch | undefined;
  #attempt = new AbortController();
  #isCounting = false;

  constructor(parts: TypedSearchParts) {
    this.#parts = parts;
  }

  get text(): string {
    return this.#typed.text;
  }

  /** What of the text cannot be read. */
  get problem(): string | undefined {
    return this.#typed.problem;
  }

  get isOn(): boolean {
    return this.#search !== undefined;
  }

  searchFor(text: string): void {
    this.#attempt.abort();
    if (!this.#typed.type(text)) return;
    const { query } = this.#typed;
    this.#search = query && new LogSearch(this.#parts.ring, query);
    void this.keepCounting();
  }

  /** Looks at what has come, and counts what is found. */
  async keepCounting(): Promise<void> {
    if (this.#isCounting) return;
    this.#isCounting = true;
    const { clock, onProgress } = this.#parts;
    const slicer = new Slicer(clock);
    let hasLooked = false;
    let told = clock.now();
    while (this.#goOn()) {
      hasLooked = true;
      await slicer.pause();
      if (clock.now() - told < tellEvery) continue;
      told = clock.now();
      onProgress();
    }
    this.#isCounting = false;
    if (hasLooked) onProgress();
  }

  /** Looks at some lines, or counts some. False where all are counted; something else may be searched for meanwhile. */
  #goOn(): boolean {
    return this.#search !== undefined && (this.#search.step() || (this.count?.pending ?? 0) > 0);
  }

  /** Where a text has what is searched for. */
  marks(text: string): readonly Part[] {
    return this.#typed.marks(text);
  }

  /** How many lines are found among those that are shown; undefined while nothing is searched for. */
  get count(): FoundCount | undefined {
    return this.#search && this.#parts.lines.count(this.#search);
  }

  /** Goes to the next line that is shown and matches, or the one before; undefined as of `find`. */
  async goTo(direction: -1 | 1): Promise<FoundLine | undefined> {
    const found = await this.find(direction, this.#parts.window.cursorIndex);
    if (found?.id !== undefined) this.show(found.id);
    return found;
  }

  /**
   * The next line behind an index that is shown and matches, or before it. Undefined where something else was looked
   * for meanwhile.
   */
  async find(direction: -1 | 1, index: number): Promise<FoundLine | undefined> {
    const { lines, clock } = this.#parts;
    const search = this.#search;
    if (search === undefined) return { id: undefined, isRound: false };
    this.#attempt.abort();
    this.#attempt = new AbortController();
    const { signal } = this.#attempt;
    const slicer = new Slicer(clock);
    const end = direction === 1 ? -1 : lines.length;
    const ahead = await lines.find(search, index, direction, slicer, signal);
    const id = ahead ?? (await lines.find(search, end, direction, slicer, signal));
    return signal.aborted ? undefined : { id, isRound: ahead === undefined };
  }

  /** Puts the cursor on a line. What is folded away is unfolded: answers with the line under which it was. */
  show(id: number): number | undefined {
    const { ring, lines, window } = this.#parts;
    const { headId = id } = ring.at(ring.indexOf(id)) ?? {};
    const isFolded = headId !== id && !lines.isOpen(headId);
    if (isFolded) lines.toggle(headId);
    window.jumpTo(id);
    return isFolded ? headId : undefined;
  }

  /** Nobody wants to know any more. */
  close(): void {
    this.#attempt.abort();
    this.#search = undefined;
  }
}
