import { sanitize } from "../../lib/sanitize.ts";
import { cellWidth, graphemes, takeStart, truncate } from "../../lib/text.ts";
import type { Color, Palette, Style } from "./palette.ts";
import { reset } from "./sgr.ts";
import { toAscii } from "./symbols.ts";

/** A piece of a line: plain, sanitized text and how it looks. */
export interface Span extends Style {
  readonly text: string;
}

export interface LineOptions {
  /** A colour under the whole line, also where no span stands. */
  readonly background?: Color;
}

/**
 * A line of exactly `width` cells with its colours in it. What is too long is cut with `…`, what is too short is
 * filled with blanks, and nothing of its style reaches the next line.
 */
export function composeLine(
  spans: readonly Span[],
  width: number,
  palette: Palette,
  options: LineOptions = {},
): string {
  const { background } = options;
  let line = "";
  let current = "";
  for (const span of fitSpans(spans.map(withoutControls), width)) {
    const style = palette.open(span, background);
    if (style !== current) {
      line += current === "" ? style : reset + style;
      current = style;
    }
    line += span.text;
  }
  if (current !== "") line += reset;
  return palette.ascii ? toAscii(line) : line;
}

// Texts come here sanitized, in the form that suits their view. This is the last gate before the terminal, and keeps
// what slipped through from acting on it.
function withoutControls(span: Span): Span {
  const text = sanitize(span.text);
  return text === span.text ? span : { ...span, text };
}

/** What is left of spans when so many cells of them are scrolled off; half of a wide character becomes a blank. */
export function dropCells(spans: readonly Span[], cells: number): Span[] {
  let left = cells;
  return spans.flatMap((span) => {
    if (left <= 0) return [span];
    const width = cellWidth(span.text);
    const off = left;
    left -= width;
    if (width <= off) return [];
    const gone = takeStart(span.text, off);
    const isCut = cellWidth(gone) < off;
    const rest = isCut
      ? graphemes(span.text.slice(gone.length)).slice(1).join("")
      : span.text.slice(gone.length);
    return [{ ...span, text: isCut ? ` ${rest}` : rest }];
  });
}

/** What spans say. */
export function textOf(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join("");
}

/** The cells a list of spans takes. */
export function spansWidth(spans: readonly Span[]): number {
  return spans.reduce((width, { text }) => width + cellWidth(text), 0);
}

/**
 * A line with one group of spans at its left end and one at its right end. Where both do not fit the right one
 * stays whole and the left one is cut, with at least one blank between them.
 */
export function composeEnds(
  left: readonly Span[],
  right: readonly Span[],
  width: number,
  palette: Palette,
  options: LineOptions = {},
): string {
  const rightWidth = spansWidth(right);
  if (rightWidth === 0) return composeLine(left, width, palette, options);
  const leftWidth = Math.max(0, width - rightWidth - 1);
  return composeLine(
    [...fitSpans(left, leftWidth), { text: width > rightWidth ? " " : "" }, ...right],
    width,
    palette,
    options,
  );
}

/** The spans in exactly `width` cells: cut with `…`, or followed by blanks. */
export function fitSpans(spans: readonly Span[], width: number): Span[] {
  const fitted: Span[] = [];
  let room = width;
  for (const span of spans) {
    if (room <= 0) {
      if (span.text.trim() === "") continue;
      cutLast(fitted);
      break;
    }
    const cells = cellWidth(span.text);
    if (cells > room) {
      const text = truncate(span.text, room);
      fitted.push({ ...span, text });
      room -= cellWidth(text);
      break;
    }
    fitted.push(span);
    room -= cells;
  }
  if (room > 0) fitted.push({ text: " ".repeat(room) });
  return fitted;
}

/** Makes the last span say that more would follow, where the spans end with the last cell. */
function cutLast(spans: Span[]): void {
  const last = spans.pop();
  if (last === undefined) return;
  const cells = cellWidth(last.text);
  const text = truncate(`${last.text} `, cells);
  spans.push({ ...last, text: text + " ".repeat(cells - cellWidth(text)) });
}
