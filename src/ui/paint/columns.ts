import { type Align, cellWidth } from "../../lib/text.ts";

/** What a column asks for. All widths are cells. */
export interface ColumnWish {
  readonly id: string;
  readonly header: string;
  /** The widest content; the header counts by itself. */
  readonly width: number;
  /** The widest this column gets while others still want room. */
  readonly maxWidth?: number;
  /** The narrowest it gets before a column leaves; its own width where absent. */
  readonly minWidth?: number;
  /** Columns leave from the highest number down; 0 never leaves. */
  readonly priority: number;
  readonly align?: Align;
  /** Where a text that is too long is cut; at its end where absent. */
  readonly cut?: "middle" | "end";
  /** Takes what room the others leave and gives up room for them; the first column where none does. */
  readonly elastic?: boolean;
}

/** A column that is shown. */
export interface PlacedColumn {
  /** Its place in the list of wishes. */
  readonly index: number;
  readonly id: string;
  readonly header: string;
  readonly align: Align;
  readonly cut: "middle" | "end";
  readonly width: number;
  /** Its first cell on the line. */
  readonly x: number;
}

export interface TableLayout {
  /** Cells of the whole line. */
  readonly width: number;
  readonly columns: readonly PlacedColumn[];
  /** Ids of the columns that found no room, in the table's order. */
  readonly hidden: readonly string[];
  /** The columns that are scrolled off: fewer than asked for where that brings no other one on the line. */
  readonly scroll: number;
}

export interface LayoutOptions {
  /** The column that carries the sort mark: its header needs two cells more, and it leaves after all others. */
  readonly sorted?: string;
  /** Columns scrolled off to the left of the first one, which always stays. */
  readonly scroll?: number;
}

/** The cells left of the first column: cursor bar, health glyph, a blank. */
export const gutterWidth = 3;

const gap = 2;
/** Beyond these the eye no longer finds its way from a name to its values. */
const widestGap = 4;
const mostBlanksAfterName = 20;
const rightMargin = 1;
/** The elastic column, the name in most tables, is not squeezed below this for any other column's sake. */
const leastName = 24;
/** As much of a long text as tells what it is about. */
const enoughText = 24;

interface Wanted {
  readonly index: number;
  readonly wish: ColumnWish;
  /** What it takes to show everything. */
  readonly natural: number;
  /** What it takes where there is room for all. */
  readonly full: number;
  /** What it takes to be of use. */
  readonly least: number;
  width: number;
}

/**
 * Which columns show, how wide, and where. Texts are cut before columns leave; columns leave by priority; the elastic column (the name in most tables)
 * keeps at least 24 cells, and is squeezed further only when no other may leave. Room left over goes to it, to columns
 * held back by their `maxWidth`, then as some blanks after it, so that the ages stand at the right edge, then into
 * slightly wider gaps. On a very wide screen the rest stays empty on the right.
 */
export function layoutColumns(
  wishes: readonly ColumnWish[],
  width: number,
  options: LayoutOptions = {},
): TableLayout {
  const room = Math.max(1, width - gutterWidth - rightMargin);
  const wanted = wishes.map((wish, index) => want(wish, index, options.sorted));
  const scroll = Math.min(options.scroll ?? 0, farthestScroll(wanted, room));
  const shown = scroll > 0 ? inOrder(wanted, room, scroll) : byPriority(wanted, room, options.sorted);
  const between = spend(shown, room);
  let x = gutterWidth;
  const columns = shown.map((column): PlacedColumn => {
    const { id, header, align = "left", cut = "end" } = column.wish;
    const placed = { index: column.index, id, header, align, cut, width: column.width, x };
    x += column.width + between;
    return placed;
  });
  const visible = new Set(columns.map(({ id }) => id));
  const hidden = wishes.filter(({ id }) => !visible.has(id)).map(({ id }) => id);
  return { width, columns, hidden, scroll };
}

function want(wish: ColumnWish, index: number, sorted: string | undefined): Wanted {
  const header = cellWidth(wish.header) + (wish.id === sorted ? 2 : 0);
  const natural = Math.max(header, wish.width, 1);
  const full = Math.max(header, Math.min(natural, wish.maxWidth ?? natural), 1);
  const least = Math.max(header, Math.min(full, wish.minWidth ?? full), 1);
  return { index, wish, natural: Math.max(natural, full), full, least, width: full };
}

/** The cells a set of columns takes at their present widths. */
function total(columns: readonly Wanted[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0) + gap * Math.max(0, columns.length - 1);
}

function byPriority(wanted: readonly Wanted[], room: number, sorted: string | undefined): Wanted[] {
  const name = elasticOf(wanted);
  if (name === undefined) return [];
  // A third of the line, so that long names are not cut to 24 cells while minor columns sit beside them.
  name.width = Math.min(name.full, Math.max(leastName, Math.floor(room / 3)));
  const staying = new Set(wanted.filter((column) => column === name || column.wish.priority <= 0));
  for (const column of staying) if (column !== name) column.width = claimOf(column);
  for (const column of byImportance(wanted, sorted)) {
    if (staying.has(column)) continue;
    const left = () => room - total([...staying]) - gap;
    const isLast = column.wish.priority === 1 || column.wish.id === sorted;
    // The last ones that may leave are worth squeezing the name to its least.
    if (isLast && left() < claimOf(column)) name.width = Math.min(name.width, leastName);
    if (left() < column.least) break;
    column.width = Math.min(claimOf(column), left());
    staying.add(column);
  }
  const shown = wanted.filter((column) => staying.has(column));
  squeeze(shown, room);
  widen(name, name.full, room - total(shown));
  for (const column of byImportance(shown, sorted)) widen(column, column.full, room - total(shown));
  return shown;
}

/** What a column takes before less important ones get anything: a long text is no reason for them to leave. */
function claimOf({ full, least }: Wanted): number {
  return Math.max(least, Math.min(full, enoughText));
}

function byImportance(columns: readonly Wanted[], sorted: string | undefined): Wanted[] {
  const rank = ({ wish }: Wanted) => (wish.id === sorted ? 0 : wish.priority);
  return [...columns].sort((a, b) => rank(a) - rank(b));
}

function widen(column: Wanted, upTo: number, left: number): void {
  column.width += Math.max(0, Math.min(left, upTo - column.width));
}

function elasticOf(columns: readonly Wanted[]): Wanted | undefined {
  return columns.find(({ wish }) => wish.elastic) ?? columns[0];
}

/** The first scroll that shows the last column too; beyond it columns would only go. */
function farthestScroll([name, ...rest]: readonly Wanted[], room: number): number {
  if (name === undefined) return 0;
  const column = { ...name, width: scrolledWidth(name, room) };
  let scroll = 0;
  while (scroll < rest.length - 1 && total([column, ...rest.slice(scroll)]) > room) scroll += 1;
  return scroll;
}

function scrolledWidth({ width }: Wanted, room: number): number {
  return Math.min(width, Math.max(leastName, Math.floor(room / 3)));
}

/** The first column, then as many as fit in the table's order after those scrolled off. */
function inOrder(wanted: readonly Wanted[], room: number, scroll: number): Wanted[] {
  const [name, ...rest] = wanted;
  if (name === undefined) return [];
  name.width = scrolledWidth(name, room);
  const shown = [name];
  for (const column of rest.slice(Math.min(scroll, rest.length - 1))) {
    if (total([...shown, column]) > room && shown.length > 1) break;
    shown.push(column);
  }
  squeeze(shown, room);
  widen(name, name.full, room - total(shown));
  return shown;
}

/** Nothing may leave any more and it is still too wide: the widest gives way, cell by cell, down to one. */
function squeeze(shown: readonly Wanted[], room: number): void {
  for (let excess = total(shown) - room; excess > 0; excess -= 1) {
    const widest = shown.reduce((a, b) => (b.width > a.width ? b : a));
    if (widest.width <= 1) return;
    widest.width -= 1;
  }
}

/** Gives away the room left over and answers the gap between two columns. */
function spend(shown: readonly Wanted[], room: number): number {
  for (const column of shown) widen(column, column.natural, room - total(shown));
  const name = elasticOf(shown);
  const gaps = shown.length - 1;
  if (name === undefined || gaps === 0) return gap;
  widen(name, name.natural + mostBlanksAfterName, room - total(shown));
  return gap + Math.min(widestGap - gap, Math.floor(Math.max(0, room - total(shown)) / gaps));
}
