import { ansiColors } from "../../config/theme.ts";
import { type AnsiSpan, ansiText, type SgrColor } from "../../lib/ansi.ts";
import { cellWidth, takeStart } from "../../lib/text.ts";
import type { LogField } from "../../logs/record.ts";
import { fitSpans, type Span } from "../paint/line.ts";
import type { Color } from "../paint/palette.ts";
import { printable } from "../paint/printable.ts";

/** A message as its program coloured it, and everything else in it harmless. At most so many cells of it. */
export function messageSpans(text: string, cells: number, token: Color): Span[] {
  const { spans, isCut } = ansiText(text, { cells });
  const shown = spans.map((span) => spanOf(span, token));
  return isCut ? [...shown, { text: "…", token: "faint" }] : shown;
}

function spanOf({ text, color, background, ...style }: AnsiSpan, token: Color): Span {
  return {
    text,
    ...style,
    token: color === undefined ? token : colorOf(color),
    ...(background !== undefined && { background: colorOf(background) }),
  };
}

function colorOf(color: SgrColor): Color {
  return typeof color === "number" ? (ansiColors[color] ?? "text") : color;
}

/** `path=/orders/77 status=200`. */
export function fieldSpans(fields: readonly LogField[]): Span[] {
  return fields.flatMap(({ name, value }, index): Span[] => [
    { text: `${index === 0 ? "" : " "}${printable(name)}=`, token: "faint" },
    { text: printable(quoted(value)), token: "dim" },
  ]);
}

/** A field that has a column of its own. */
export interface FieldColumn {
  readonly name: string;
  readonly width: number;
}

/** Some fields, each where it stands in all lines, with room behind the last. */
export function columnSpans(fields: readonly LogField[], columns: readonly FieldColumn[]): Span[] {
  return columns.flatMap(({ name, width }): Span[] => {
    const field = fields.find((one) => one.name === name);
    if (field === undefined) return [{ text: " ".repeat(width + 2) }];
    return [...fitSpans(fieldSpans([field]), width), { text: "  " }];
  });
}

function quoted(value: string): string {
  return value === "" || /\s/.test(value) ? `"${value.replaceAll('"', '\\"')}"` : value;
}

/** Spans broken into rows of at most so many cells, wherever a row is full. */
export function wrapSpans(spans: readonly Span[], width: number, most: number): Span[][] {
  const rows: Span[][] = [[]];
  let room = width;
  for (const span of spans) {
    let rest = span.text;
    while (rest !== "") {
      const taken = takeStart(rest, room);
      // A character may be wider than what is left of a row, or than a row.
      const piece = taken === "" && room === width ? rest.slice(0, 1) : taken;
      if (piece !== "") rows.at(-1)?.push({ ...span, text: piece });
      rest = rest.slice(piece.length);
      room -= cellWidth(piece);
      if (rest === "") break;
      if (rows.length === most) return rows;
      rows.push([]);
      room = width;
    }
  }
  return rows;
}
