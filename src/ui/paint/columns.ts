import { type Align, cellWidth } from "../../lib/text.ts";

/** What a column asks for. All widths are cells. */
export interface ColumnWish {
  readonly id: string;
  readonly header: string;
  /** The widest content; the header counts by itself. */
  readonly width: number;
  /** The widest this column gets while others still want room. */
  readonly maxWidth?: number;
  /** Columns leave from the highest number down; 0 never leaves. */
  readonly priority: number;
  readonly align?: Align;
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

interface Wanted {
  readonly index: number;
  readonly wish: ColumnWish;
  /** What it takes to show everything. */
  readonly natural: number;
  width: number;
}

/**
 * Which columns show, how wide, and where. Columns leave by priority; the elastic column (the name in most tables)
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
    const { id, header, align = "left" } = column.wish;
    const placed = { index: column.index, id, header, align, width: column.width, x };
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
  const width = Math.max(header, Math.min(natural, wish.maxWidth ?? natural), 1);
  return { index, wish, natural: Math.max(natural, width), width };
}

/** The cells a set of columns takes at their present widths. */
function total(columns: readonly Wanted[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0) + gap * Math.max(0, columns.length - 1);
}

function byPriority(wanted: readonly Wanted[], room: number, sorted: string | undefined): Wanted[] {
  let shown = [...wanted];
  const name = elasticOf(shown);
  if (name === undefined) return shown;
  // A third of the line, so that long names are not cut to 24 cells while minor columns sit beside them.
  const comfortable = Math.min(name.width, Math.max(leastName, Math.floor(room / 3)));
  const full = name.width;
  name.width = comfortable;
  while (total(shown) > room) {
    const minor = shown.filter((column) => column !== name);
    const others = minor.filter(({ wish }) => wish.id !== sorted);
    const leaving = nextToLeave(others) ?? nextToLeave(minor);
    if (leaving === undefined) break;
    // The last ones that may leave are worth squeezing the name to its least.
    if (leaving.wish.priority === 1 && name.width > leastName) name.width = leastName;
    else shown = shown.filter((column) => column !== leaving);
  }
  squeeze(shown, room);
  name.width = Math.min(full, Math.max(name.width, name.width + room - total(shown)));
  return shown;
}

function elasticOf(columns: readonly Wanted[]): Wanted | undefined {
  return columns.find(({ wish }) => wish.elastic) ?? columns[0];
}

function nextToLeave(columns: readonly Wanted[]): Wanted | undefined {
  return columns.reduce<Wanted | undefined>(laterToLeave, undefined);
}

function laterToLeave(leaving: Wanted | undefined, column: Wanted): Wanted | undefined {
  if (column.wish.priority <= 0) return leaving;
  return leaving === undefined || column.wish.priority >= leaving.wish.priority ? column : leaving;
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
  const full = name.width;
  name.width = scrolledWidth(name, room);
  const shown = [name];
  for (const column of rest.slice(Math.min(scroll, rest.length - 1))) {
    if (total([...shown, column]) > room && shown.length > 1) break;
    shown.push(column);
  }
  squeeze(shown, room);
  name.width = Math.min(full, Math.max(name.width, name.width + room - total(shown)));
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
  let left = room - total(shown);
  const give = (column: Wanted, upTo: number) => {
    const more = Math.max(0, Math.min(left, upTo - column.width));
    column.width += more;
    left -= more;
  };
  for (const column of shown) give(column, column.natural);
  const name = elasticOf(shown);
  const gaps = shown.length - 1;
  if (name === undefined || gaps === 0) return gap;
  give(name, name.natural + mostBlanksAfterName);
  return gap + Math.min(widestGap - gap, Math.floor(Math.max(0, left) / gaps));
}
