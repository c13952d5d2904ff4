import { cellWidth, cutMiddle, fitText, takeStart } from "../../lib/text.ts";
import type { HealthLevel } from "../../resources/kind.ts";
import type { PlacedColumn, TableLayout } from "./columns.ts";
import { composeLine, type Span } from "./line.ts";
import type { Color, Palette } from "./palette.ts";

/** One cell of a table: plain, sanitized text and what is special about parts of it. */
export interface Cell {
  readonly text: string;
  readonly token?: Color;
  /** From this offset on the text is dim: the generated end of a name. */
  readonly dimFrom?: number;
  /** Offsets that a filter or a search matched, as pairs of start and end. */
  readonly matches?: readonly (readonly [start: number, end: number])[];
}

/** What the row painter needs to know about one row. */
export interface PaintedRow {
  /** In the order of the table's columns, hidden ones too. */
  readonly cells: readonly Cell[];
  readonly health?: HealthLevel;
  readonly cursor?: boolean;
  readonly marked?: boolean;
  /** What it shows is no longer sure: everything dim. */
  readonly stale?: boolean;
}

/** The glyph in the gutter for each level of health; healthy rows carry none. */
export const healthGlyphs: Readonly<Record<HealthLevel, { readonly glyph: string; readonly token: Color }>> =
  {
    bad: { glyph: "✖", token: "bad" },
    warn: { glyph: "▲", token: "warn" },
    busy: { glyph: "◌", token: "busy" },
    done: { glyph: "·", token: "dim" },
    ok: { glyph: " ", token: "text" },
  };

/** One row of a table as a line of exactly the layout's width. */
export function paintRow(row: PaintedRow, layout: TableLayout, palette: Palette): string {
  const spans = gutter(row);
  let x = 3;
  for (const column of layout.columns) {
    const cell = row.cells[column.index] ?? noCell;
    if (column.x > x) spans.push({ text: " ".repeat(column.x - x) });
    pushCell(spans, row.stale ? { text: cell.text, token: "dim" } : cell, column);
    x = column.x + column.width;
  }
  return composeLine(spans, layout.width, palette, row.cursor ? { background: "surface" } : {});
}

/** The line of headers: dim, the sorted one bright with its direction; at its ends, where more columns are. */
export function paintHeader(
  layout: TableLayout,
  palette: Palette,
  sort?: { readonly column: string; readonly descending: boolean },
): string {
  const { before, after } = columnsOff(layout);
  const spans: Span[] = before ? [{ text: "‹", token: "accent" }] : [];
  let x = spans.length;
  for (const { x: start, id, header, width, align } of layout.columns) {
    spans.push({ text: " ".repeat(start - x) });
    if (id === sort?.column) {
      spans.push({ text: fitText(`${header} ${sort.descending ? "▾" : "▴"}`, width, align), token: "text" });
    } else {
      spans.push({ text: fitText(header, width, align), token: "dim" });
    }
    x = start + width;
  }
  if (after && x < layout.width) {
    spans.push({ text: " ".repeat(layout.width - 1 - x) }, { text: "›", token: "accent" });
  }
  return composeLine(spans, layout.width, palette);
}

/** On which side of the line there are columns that scrolling brings. */
function columnsOff({ columns, hidden, scroll }: TableLayout): { before: boolean; after: boolean } {
  const beyond = hidden.length - scroll > 0;
  return { before: scroll > 0 && columns.length > 0, after: beyond };
}

const noCell: Cell = { text: "" };

function gutter({ cursor, marked, health = "ok", stale }: PaintedRow): Span[] {
  const { glyph, token } = healthGlyphs[health];
  return [
    { text: marked ? "◆" : cursor ? "▌" : " ", token: marked ? "accent" : "cursor" },
    { text: glyph, token: stale ? "dim" : token },
    { text: " " },
  ];
}

function pushCell(spans: Span[], cell: Cell, { width, align, cut: end }: PlacedColumn): void {
  const { text, token = "text", dimFrom = text.length, matches } = cell;
  if (dimFrom >= text.length && (matches === undefined || matches.length === 0)) {
    spans.push({ text: fitText(text, width, align, end), token });
    return;
  }
  const cut = end === "middle" ? cutMiddle(text, width) : cutEnd(text, width);
  const kept = cut === undefined ? text : `${text.slice(0, cut.head)}…${text.slice(cut.tail)}`;
  const blanks = " ".repeat(Math.max(0, width - cellWidth(kept)));
  if (align === "right" && blanks !== "") spans.push({ text: blanks });
  pushParts(spans, cell, 0, cut?.head ?? text.length);
  if (cut !== undefined) {
    spans.push({ text: "…", token: cut.head >= dimFrom ? "dim" : token });
    pushParts(spans, cell, cut.tail, text.length);
  }
  if (align !== "right" && blanks !== "") spans.push({ text: blanks });
}

function cutEnd(text: string, width: number): { head: number; tail: number } | undefined {
  if (cellWidth(text) <= width) return undefined;
  return { head: takeStart(text, width - 1).length, tail: text.length };
}

/** The text between two offsets, split where it turns dim and where a match begins or ends. */
function pushParts(spans: Span[], cell: Cell, from: number, to: number): void {
  const { text, token = "text", dimFrom = text.length, matches = [] } = cell;
  const borders = new Set([from, to, dimFrom]);
  for (const [start, end] of matches) borders.add(start).add(end);
  const stops = [...borders].filter((at) => at >= from && at <= to).sort((a, b) => a - b);
  for (let at = 0; at + 1 < stops.length; at += 1) {
    const [start = 0, end = 0] = [stops[at], stops[at + 1]];
    const matched = matches.some(([first, last]) => first <= start && end <= last);
    const look: Color = start >= dimFrom ? "dim" : token;
    spans.push(
      matched
        ? { text: text.slice(start, end), background: "match" }
        : { text: text.slice(start, end), token: look },
    );
  }
}
