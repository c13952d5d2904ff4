import { type FuzzyMatch, fuzzyList } from "../lib/fuzzy.ts";
import { emptyLine, type LineEdit } from "../lib/line-edit.ts";
import type { Tone } from "../resources/kind.ts";

/** One line of a picker. */
export interface PickerItem {
  readonly id: string;
  /** What is matched against the query, and shown first. */
  readonly text: string;
  /** What else is matched against the query. */
  readonly alsoFoundBy?: string;
  /** Further columns. */
  readonly details: readonly string[];
  /** The one that is in force now. */
  readonly current?: boolean;
  /** Not in force, but at hand: a context that is open. */
  readonly warm?: boolean;
  /** Stands for all the others: it is marked alone. */
  readonly isAll?: boolean;
  /** Shown and searchable, but cannot be chosen; the reason stands in `details`. */
  readonly disabled?: boolean;
  /** Ranked higher among equals, 0 to 1. */
  readonly weight?: number;
  /** Found only by what is nearly its text: in sentences, and in names that were made up, any word's letters are strewn. */
  readonly isLong?: boolean;
  /** What it is listed under, where the list is grouped. */
  readonly group?: string;
  /** What there is no room for in the list: shown below it while the cursor is on the item. */
  readonly about?: string | undefined;
}

/** How the details at one place of all items look. */
export interface DetailLook {
  readonly align?: "left" | "right";
  readonly tone?: Tone;
}

/** A line above the items, such as why some are missing. */
export interface PickerNote {
  readonly text: string;
  readonly tone: Tone;
}

/** An item as it is shown: with the places that matched and whether it is marked. */
export interface PickerLine {
  readonly item: PickerItem;
  readonly positions: readonly number[];
  readonly marked: boolean;
}

export interface PickerOptions {
  readonly id: string;
  readonly title: string;
  /** Asked again whenever something changed; order is kept where nothing is typed. */
  items(): readonly PickerItem[];
  /** Items made from what is typed, ahead of all others. */
  typed?(query: string): readonly PickerItem[];
  /** Items that were likely meant, for where none is found that is nearly what is typed; ahead of the others. */
  near?(query: string): readonly PickerItem[];
  /** Whether what is typed can mean nothing but the items made from it. */
  isSaidInFull?(query: string): boolean;
  readonly multiple?: boolean;
  /** Dim and left-aligned where absent. */
  readonly detailLooks?: readonly DetailLook[];
  /** Items of one group follow each other: what is found keeps their order. */
  readonly isGrouped?: boolean;
  readonly marked?: ReadonlySet<string>;
  /** What is in force without a mark, and gets one as soon as another is marked, so that this one is added to it. */
  readonly inForce?: ReadonlySet<string>;
  /** Shown in place of items where there are none. */
  empty(query: string): string;
  note?(): PickerNote | undefined;
  accept(items: readonly PickerItem[], query: string): void;
  /** Says why an item cannot be chosen; without it nothing was chosen. */
  refuse?(item: PickerItem): void;
  /** It was left without anything being chosen, and is gone. */
  leave?(): void;
  /** The list is gone from the screen. */
  onClose?(): void;
  /** Goes to the one before the present one. */
  previous?(): void;
  /** Makes an item the default outside the program too. */
  makeDefault?(item: PickerItem): void;
}

/** As much of an item's text as is searched: names are short, and one that is not must not slow every key. */
const longestSearched = 300;
/** What a match has whose letters stand together. */
const goodScore = 0.5;

/** A list one types into: contexts, namespaces, the palette, help. Knows nothing of what it lists. */
export class Picker {
  readonly options: PickerOptions;
  query: LineEdit = emptyLine;
  readonly marked: Set<string>;
  #cursor = 0;
  /** The item the cursor follows; none while it stays on the best match. */
  #cursorId: string | undefined;
  /** The best match, where it is not the first line. */
  #bestId: string | undefined;
  /** Somebody went to an item, by keys or by typing. */
  #hasMoved = false;
  #hasMarked = false;
  #lines: readonly PickerLine[] | undefined;
  #total = 0;

  constructor(options: PickerOptions) {
    this.options = options;
    this.marked = new Set(options.marked);
    this.#cursorId = options.items().find((item) => item.current)?.id;
  }

  /** What the list may show has changed. */
  invalidate(): void {
    this.#lines = undefined;
  }

  /** Worked out once a change, however often it is asked for. */
  get lines(): readonly PickerLine[] {
    this.#lines ??= this.#find();
    return this.#lines;
  }

  /** All items, whatever is typed. */
  get total(): number {
    this.#lines ??= this.#find();
    return this.#total;
  }

  #find(): readonly PickerLine[] {
    const query = this.query.text;
    const items = this.options.items();
    this.#total = items.length;
    const isSaidInFull = this.options.isSaidInFull?.(query) === true;
    const found = isSaidInFull
      ? []
      : query.trim() === ""
        ? items.map((item) => ({ item, positions: [], score: goodScore }))
        : this.#rank(items, query);
    const typed = this.options.typed?.(query) ?? [];
    const isFound = isSaidInFull || typed.length > 0 || found.some(({ score }) => score >= goodScore);
    const own = [...typed, ...(isFound ? [] : (this.options.near?.(query) ?? []))];
    const ids = new Set(own.map(({ id }) => id));
    const all = [
      ...own.map((item) => ({ item, positions: [] })),
      ...found.filter(({ item }) => !ids.has(item.id)),
    ];
    return all.map(({ item, positions }) => ({ item, positions, marked: this.marked.has(item.id) }));
  }

  #rank(items: readonly PickerItem[], query: string): readonly FuzzyMatch<PickerItem>[] {
    const searched = ({ text, alsoFoundBy }: PickerItem) =>
      (alsoFoundBy === undefined ? text : `${text} ${alsoFoundBy}`).slice(0, longestSearched);
    const ranked = fuzzyList(items, searched)
      .rank(query, { boost: ({ weight }) => weight ?? 0 })
      .filter(({ item, score }) => !item.isLong || score >= goodScore);
    if (!this.options.isGrouped) return ranked;
    const [best] = ranked;
    this.#bestId = best?.item.id;
    // What is far from what was meant cannot go to the end here, so it goes away where there is better.
    const near = ranked.filter(({ score }) => score >= Math.min(best?.score ?? 0, goodScore));
    const found = new Map(near.map((match) => [match.item, match]));
    return items.flatMap((item) => found.get(item) ?? []);
  }

  /** The line the cursor is on; follows its item while others come and go. */
  cursorIn(lines: readonly PickerLine[]): number {
    const wanted = this.#cursorId ?? this.#bestId;
    const followed = lines.findIndex(({ item }) => item.id === wanted);
    if (followed >= 0) this.#cursor = followed;
    this.#cursor = Math.max(0, Math.min(this.#cursor, lines.length - 1));
    return this.#cursor;
  }

  edit(query: LineEdit): void {
    if (query.text !== this.query.text) {
      this.#cursor = 0;
      this.#cursorId = undefined;
      this.#bestId = undefined;
      this.#hasMoved = true;
    }
    this.query = query;
    this.invalidate();
  }

  /** What is typed next takes the place of what is there. */
  selectLine(): void {
    if (this.query.text !== "") this.query = { ...this.query, isSelected: true };
  }

  move(delta: number): void {
    const { lines } = this;
    if (lines.length === 0) return;
    const index = this.cursorIn(lines) + delta;
    this.#cursor =
      Math.abs(delta) === 1
        ? (index + lines.length) % lines.length
        : Math.max(0, Math.min(index, lines.length - 1));
    this.#cursorId = lines[this.#cursor]?.item.id;
    this.#hasMoved = true;
  }

  mark(): void {
    const item = this.under;
    if (!this.options.multiple || item === undefined || item.disabled) return;
    const { inForce = new Set() } = this.options;
    if (!this.#hasMarked && !inForce.has(item.id)) for (const id of inForce) this.marked.add(id);
    this.#hasMarked = true;
    if (!this.marked.delete(item.id)) this.#addMark(item);
    this.invalidate();
    this.move(1);
  }

  /** Takes away the marks that it does not go with. */
  #addMark(item: PickerItem): void {
    for (const other of this.options.items()) if (item.isAll || other.isAll) this.marked.delete(other.id);
    this.marked.add(item.id);
  }

  makeDefault(): void {
    const item = this.under;
    if (item) this.options.makeDefault?.(item);
  }

  /** Takes the item under the cursor into the query. */
  complete(): void {
    const item = this.under;
    if (item) this.edit({ text: `${item.text} `, cursor: item.text.length + 1 });
  }

  accept(): void {
    const under = this.under;
    // The marks a list opens with are what is in force: whoever goes to another item wants that one instead.
    const wantsMarks = this.options.multiple && (this.#hasMarked || !this.#hasMoved);
    const marked = wantsMarks ? this.options.items().filter(({ id }) => this.marked.has(id)) : [];
    if (marked.length === 0 && under?.disabled && this.options.refuse) return this.options.refuse(under);
    const chosen = marked.length > 0 ? marked : under && !under.disabled ? [under] : [];
    this.options.accept(chosen, this.query.text);
  }

  /** The item under the cursor. */
  get under(): PickerItem | undefined {
    const { lines } = this;
    return lines[this.cursorIn(lines)]?.item;
  }
}
