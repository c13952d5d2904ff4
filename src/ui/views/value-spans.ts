import type { Span } from "../paint/line.ts";

/** Behind these no number begins: it is a part of a name, a version or a path. */
const apart = "(?<![\\w.:/@#-])";
const kinds: readonly string[] = [
  '"[^"]{1,200}"',
  "(?<!\\w)'[^']{1,200}'(?!\\w)",
  "\\b[a-z][a-z\\d+.-]{1,15}://[^\\s\"'<>()[\\]]+",
  "\\b[\\da-f]{8}-(?:[\\da-f]{4}-){3}[\\da-f]{12}\\b",
  // A date, a time, or both.
  `${apart}\\d{4}-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)?(?!\\w)`,
  `${apart}\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?!\\w)`,
  // An address, with its port or the size of its network.
  `${apart}\\d{1,3}(?:\\.\\d{1,3}){3}(?:[:/]\\d{1,5})?(?![\\w.])`,
  // A number, with its unit.
  `${apart}[+-]?\\d{1,20}(?:[.,]\\d{1,20}){0,6}(?:%|[a-zµ]{1,3}(?:/s)?)?(?![\\w/:.-]{0,40}\\w)`,
];
const values = new RegExp(kinds.join("|"), "gi");

/**
 * Spans with what differs from line to line told from the words around it: quoted text, addresses, identifiers, times
 * and numbers. A line that its program coloured is left as that wanted it.
 */
export function valueSpans(spans: readonly Span[]): readonly Span[] {
  const isColored = spans.some(
    ({ token, background }) => background !== undefined || (token !== "text" && token !== "faint"),
  );
  if (isColored) return spans;
  return spans.flatMap((span) => (span.token === "text" ? partsOf(span) : [span]));
}

function partsOf(span: Span): Span[] {
  const parts: Span[] = [];
  let at = 0;
  for (const { 0: value, index } of span.text.matchAll(values)) {
    if (index > at) parts.push({ ...span, text: span.text.slice(at, index) });
    parts.push({ ...span, text: value, token: "info" });
    at = index + value.length;
  }
  if (at < span.text.length) parts.push({ ...span, text: span.text.slice(at) });
  return parts;
}
