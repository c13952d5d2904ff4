import type { Part } from "../../lib/occurrences.ts";
import { graphemes } from "../../lib/text.ts";
import { type Span, textOf } from "./line.ts";

/** The spans with parts of their text marked as found, by offsets into all of it. No character is marked by half. */
export function markedSpans(spans: readonly Span[], parts: readonly Part[]): Span[] {
  if (parts.length === 0) return [...spans];
  const whole = betweenGraphemes(textOf(spans), parts);
  let at = 0;
  return spans.flatMap((span) => {
    const start = at;
    at += span.text.length;
    const cuts = whole.flat().filter((cut) => cut > start && cut < at);
    const edges = [...new Set([start, ...cuts, at])].sort((a, b) => a - b);
    return edges.slice(0, -1).map((from, index): Span => {
      const text = span.text.slice(from - start, (edges[index + 1] ?? at) - start);
      const isFound = whole.some(([begin, end]) => begin <= from && from < end);
      const { token: _, background: __, ...style } = span;
      return isFound ? { ...style, text, background: "match" } : { ...span, text };
    });
  });
}

const printableAscii = /^[\x20-\x7e]*$/;

function betweenGraphemes(text: string, parts: readonly Part[]): readonly Part[] {
  if (printableAscii.test(text)) return parts;
  const edges = [0];
  for (const part of graphemes(text)) edges.push((edges.at(-1) ?? 0) + part.length);
  return parts.map(([start, end]) => [
    edges.findLast((edge) => edge <= start) ?? 0,
    edges.find((edge) => edge >= end) ?? text.length,
  ]);
}
