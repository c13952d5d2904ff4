import { sanitize } from "../../lib/sanitize.ts";
import type { YamlToken } from "../../state/yaml-document.ts";
import type { ShownLine, YamlPane } from "../../state/yaml-pane.ts";
import { composeLine, dropCells, type Span } from "../paint/line.ts";
import type { Color } from "../paint/palette.ts";
import type { Frame } from "./frame.ts";
import { problemLines } from "./problem-view.ts";

const looks: Readonly<Record<YamlToken, Color>> = {
  key: "accent",
  string: "text",
  number: "info",
  literal: "info",
  punctuation: "faint",
};

/** As many lines of the object as there is room for, with folds in the gutter. */
export function yamlPaneLines(frame: Frame, pane: YamlPane): string[] {
  const { palette, size } = frame;
  if (pane.lines.length === 0) return pane.problem === undefined ? [] : problemLines(frame, pane.problem);
  const matches = new Set(pane.matches);
  const visible = pane.lines.slice(pane.top, pane.top + pane.height);
  return visible.map((line, index) => {
    const at = pane.top + index;
    const text = [
      { text: " ".repeat(line.indent) },
      ...textSpans(line, matches.has(line.number), pane.search),
    ];
    const spans = [gutter(line, at === pane.cursor, pane.left > 0), ...dropCells(text, pane.left)];
    return composeLine(spans, size.columns, palette, at === pane.cursor ? { background: "surface" } : {});
  });
}

function gutter({ folds, folded }: ShownLine, cursor: boolean, scrolled: boolean): Span {
  const fold = folds === 0 ? " " : folded ? "▸" : "▾";
  return { text: `${cursor ? "▌" : " "}${fold}${scrolled ? "‹" : " "}`, token: cursor ? "cursor" : "faint" };
}

function textSpans(line: ShownLine, matched: boolean, search: string): Span[] {
  const spans = line.spans.map(({ text, token }) => ({ text: sanitize(text), token: looks[token] }));
  const folded: Span[] = line.folded ? [{ text: ` {${line.folds}}`, token: "dim" }] : [];
  return [...(matched ? spans.flatMap((span) => withMatch(span, search)) : spans), ...folded];
}

function withMatch(span: Span, search: string): Span[] {
  const at = span.text.toLowerCase().indexOf(search.toLowerCase());
  if (at < 0) return [span];
  const end = at + search.length;
  return [
    { ...span, text: span.text.slice(0, at) },
    { text: span.text.slice(at, end), background: "match" },
    { ...span, text: span.text.slice(end) },
  ];
}
