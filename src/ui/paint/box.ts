import { composeLine, fitSpans, type Span, spansWidth } from "./line.ts";
import type { Palette } from "./palette.ts";

/** A framed list laid over the screen: its title and state stand in the upper border, its keys in the lower one. */
export interface Box {
  readonly title: readonly Span[];
  /** Right end of the upper border, such as `3 of 14`. */
  readonly note?: readonly Span[];
  readonly lines: readonly (readonly Span[])[];
  /** Index of the line under the cursor. */
  readonly cursor?: number;
  /** The lower border's text. */
  readonly footer?: readonly Span[];
}

/** The cells of a box that its lines cannot use: two borders and a blank beside each. */
export const boxMargin = 4;

/** The box as composed lines of exactly `width` cells: two more than it has lines. */
export function paintBox(box: Box, width: number, palette: Palette): string[] {
  const inner = Math.max(0, width - boxMargin);
  const body = box.lines.map((line, at) => {
    const background = at === box.cursor ? ({ background: "surface" } as const) : {};
    const spans = fitSpans(line, inner).map((span) => ({ ...background, ...span }));
    const edge: Span = { text: " ", ...background };
    return composeLine([frame("│"), edge, ...spans, edge, frame("│")], width, palette);
  });
  return [
    border(["┌", "┐"], box.title, box.note ?? [], width, palette),
    ...body,
    border(["└", "┘"], box.footer ?? [], [], width, palette),
  ];
}

function frame(text: string): Span {
  return { text, token: "border" };
}

/** `┌ title ───────── note ┐`; a title too long for the line is cut, a note that does not fit is left out. */
function border(
  [start, end]: readonly [string, string],
  title: readonly Span[],
  note: readonly Span[],
  width: number,
  palette: Palette,
): string {
  const inner = Math.max(0, width - 2);
  const cells = spansWidth(title);
  const shownTitle =
    cells === 0 ? [] : [frame(" "), ...fitSpans(title, Math.min(cells, inner - 2)), frame(" ")];
  const used = spansWidth(shownTitle);
  const noteCells = spansWidth(note) + 2;
  const shownNote = note.length > 0 && used + noteCells < inner ? [frame(" "), ...note, frame(" ")] : [];
  const rule = frame("─".repeat(Math.max(0, inner - used - spansWidth(shownNote))));
  return composeLine([frame(start), ...shownTitle, rule, ...shownNote, frame(end)], width, palette);
}
