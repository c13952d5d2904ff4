import stringWidth from "string-width";
import { isNarrow } from "./narrow.ts";

/*
 * Every function here takes plain text: no escape sequences, no control characters (see sanitize.ts).
 * Widths are terminal cells, code point by code point, as nearly all terminals count them. Ink counts by graphemes
 * and so never more than is counted here: it cuts nothing that was made to fit.
 */

const ellipsis = "…";

const printableAscii = /^[\x20-\x7e]*$/;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** How many terminal cells a plain text takes. */
export function cellWidth(text: string): number {
  if (isNarrow(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

const widths = new Map<string, number>();
const nonspacing = /^[\p{Mn}\p{Me}]$/u;
const spacing = /^\p{Mc}$/u;

/** What the C library's wcwidth and the tables of terminals agree on: a spacing mark has a cell of its own. */
function widthOf(character: string): number {
  let width = widths.get(character);
  if (width === undefined) {
    width = nonspacing.test(character)
      ? 0
      : spacing.test(character)
        ? 1
        : Math.min(2, stringWidth(character));
    widths.set(character, width);
  }
  return width;
}

/** The graphemes of a text: what a reader takes for one character, and what must never be split. */
export function graphemes(text: string): string[] {
  if (printableAscii.test(text)) return text.split("");
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** What a grapheme has of code units at most, where it is not made to be endless. */
const longestGrapheme = 64;

/**
 * The start of a text, as many code units long as may be without cutting a grapheme. What lies further on is not looked
 * at; a grapheme that would never end is cut.
 */
export function cutBetweenGraphemes(text: string, units: number): string {
  if (units >= text.length) return text;
  const from = Math.max(0, units - longestGrapheme);
  const around = segmenter.segment(text.slice(from, units + longestGrapheme));
  const start = around.containing(units - from)?.index ?? 0;
  return text.slice(0, start === 0 ? units : from + start);
}

/** The longest start of a text that fits into `width` cells, ending between two graphemes. */
export function takeStart(text: string, width: number): string {
  if (width <= 0) return "";
  if (isNarrow(text)) return text.slice(0, width);
  let taken = 0;
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += cellWidth(segment);
    if (used > width) break;
    taken += segment.length;
  }
  return text.slice(0, taken);
}

/** The longest end of a text that fits into `width` cells, starting between two graphemes. */
export function takeEnd(text: string, width: number): string {
  if (width <= 0) return "";
  if (isNarrow(text)) return text.slice(Math.max(0, text.length - width));
  const parts = graphemes(text);
  let used = 0;
  let first = parts.length;
  while (first > 0) {
    used += cellWidth(parts[first - 1] ?? "");
    if (used > width) break;
    first -= 1;
  }
  return parts.slice(first).join("");
}

/** The text in at most `width` cells; what does not fit is cut off at the end and shown as `…`. */
export function truncate(text: string, width: number): string {
  // A text may be a thousand times longer than what is taken of it, so it is never measured as a whole.
  if (takeStart(text, width).length === text.length) return text;
  if (width <= 0) return "";
  return takeStart(text, width - 1) + ellipsis;
}

/** Which parts of a text stay when its middle is left out: two offsets into the text. */
export interface MiddleCut {
  /** The first part ends before this offset. */
  readonly head: number;
  /** The last part starts at this offset. */
  readonly tail: number;
}

/**
 * Where to cut a text that must fit into `width` cells with `…` in its middle; undefined when it fits as it is.
 * The end gets two fifths, so that the five random characters of a pod's name stay whole from 15 cells on.
 */
export function cutMiddle(text: string, width: number): MiddleCut | undefined {
  if (cellWidth(text) <= width) return undefined;
  if (width <= 0) return { head: 0, tail: text.length };
  const end = Math.round((width - 1) * 0.4);
  const head = takeStart(text, width - 1 - end).length;
  const tail = takeEnd(text.slice(head), end);
  return { head, tail: text.length - tail.length };
}

/** The text in at most `width` cells, shortened in its middle: `api-7d9c…-9hz2m`. */
export function shortenMiddle(text: string, width: number): string {
  const cut = cutMiddle(text, width);
  if (cut === undefined) return text;
  return width <= 0 ? "" : text.slice(0, cut.head) + ellipsis + text.slice(cut.tail);
}

export type Align = "left" | "right" | "center";

/** Blanks around a text so that it takes `width` cells; a longer text is returned as it is. */
export function pad(text: string, width: number, align: Align = "left"): string {
  const room = width - cellWidth(text);
  if (room <= 0) return text;
  if (align === "left") return text + " ".repeat(room);
  if (align === "right") return " ".repeat(room) + text;
  const before = Math.floor(room / 2);
  return " ".repeat(before) + text + " ".repeat(room - before);
}

/** The text in exactly `width` cells, cut with `…` at the end or in the middle, or padded. */
export function fitText(
  text: string,
  width: number,
  align: Align = "left",
  cut: "end" | "middle" = "end",
): string {
  return pad(cut === "end" ? truncate(text, width) : shortenMiddle(text, width), Math.max(0, width), align);
}
