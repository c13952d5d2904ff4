import type { Part } from "../../lib/occurrences.ts";
import { cellWidth } from "../../lib/text.ts";
import { dropCells, fitSpans, type Span, spansWidth, textOf } from "../paint/line.ts";
import { markedSpans } from "../paint/marked-spans.ts";

/** What stands where in a text. */
export interface TextParts {
  readonly found: readonly Part[];
  /** Of these one is brought into sight, wherever the text was to begin. */
  readonly wanted: readonly Part[];
}

/** A part is shown with so much of the room before it. */
const shareBefore = 1 / 3;

/**
 * Spans from a cell on, in exactly so many cells, with what is found in them marked. What is found and not in sight is
 * shown to be there by a mark on the `…` of that end.
 */
export function cutSpans(spans: readonly Span[], parts: TextParts, left: number, width: number): Span[] {
  const { found, wanted } = parts;
  if (found.length === 0) return fitSpans(dropCells(spans, left), width);
  const text = textOf(spans);
  const total = spansWidth(spans);
  const inCells = ([start, end]: Part): Part => [
    cellWidth(text.slice(0, start)),
    cellWidth(text.slice(0, end)),
  ];
  const start = startOf(wanted.map(inCells), left, width, total);
  const end = total > start + width ? start + width - 1 : total;
  const places = found.map(inCells);
  const isBefore = places.some(([from]) => from < start);
  const isBehind = places.some(([, to]) => to > end);
  const shown = fitSpans(dropCells(markedSpans(spans, found), start), width);
  const head: Span[] =
    start > left || (start > 0 && isBefore) ? [ellipsis(isBefore), ...dropCells(shown, 1)] : shown;
  return isBehind ? withMarkedEnd(head) : head;
}

function ellipsis(isMarked: boolean): Span {
  return isMarked ? { text: "…", background: "match" } : { text: "…", token: "faint" };
}

/** The cell to begin with, so that one of some parts is in sight. */
function startOf(wanted: readonly Part[], left: number, width: number, total: number): number {
  const isInSight = ([from, to]: Part) => from >= left && to <= left + width - (total > left + width ? 1 : 0);
  if (wanted.length === 0 || wanted.some(isInSight)) return left;
  const [from, to] = wanted.find(([from]) => from >= left) ?? wanted[0] ?? [left, left];
  const before = Math.max(1, Math.min(Math.floor(width * shareBefore), width - 2 - (to - from)));
  return Math.max(0, Math.min(from - before, total - width));
}

/** The last `…` is where the spans were cut. */
function withMarkedEnd(spans: readonly Span[]): Span[] {
  const at = spans.findLastIndex(({ text }) => text.includes("…"));
  const span = spans[at];
  if (span === undefined) return [...spans];
  const cut = span.text.lastIndexOf("…");
  return [
    ...spans.slice(0, at),
    { ...span, text: span.text.slice(0, cut) },
    ellipsis(true),
    { ...span, text: span.text.slice(cut + 1) },
    ...spans.slice(at + 1),
  ];
}
