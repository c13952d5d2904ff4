import { occurrences } from "../../lib/occurrences.ts";
import type { YamlToken } from "../../state/yaml-document.ts";
import type { ShownLine, YamlPane } from "../../state/yaml-pane.ts";
import { composeLine, dropCells, type Span } from "../paint/line.ts";
import { markedSpans } from "../paint/marked-spans.ts";
import type { Color } from "../paint/palette.ts";
import { printable } from "../paint/printable.ts";
import type { Frame } from "./frame.ts";
import { problemLines } from "./problem-view.ts";

const looks: Readonly<Record<YamlToken, Color>> = {
  key: "accent",
  string: "text",
  number: "info",
  literal: "info",
  punctuation: "faint",
};

/** A cell is a base with three marks at most, each a pair of surrogates. */
const unitsPerCell = 8;

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
      ...textSpans(line, matches.has(line.number), pane.search, size.columns + pane.left),
    ];
    const spans = [gutter(line, at === pane.cursor, pane.left > 0), ...dropCells(text, pane.left)];
    return composeLine(spans, size.columns, palette, at === pane.cursor ? { background: "surface" } : {});
  });
}

function gutter({ folds, folded }: ShownLine, cursor: boolean, scrolled: boolean): Span {
  const fold = folds === 0 ? " " : folded ? "▸" : "▾";
  return { text: `${cursor ? "▌" : " "}${fold}${scrolled ? "‹" : " "}`, token: cursor ? "cursor" : "faint" };
}

function textSpans(line: ShownLine, matched: boolean, search: string, columns: number): Span[] {
  const most = columns * unitsPerCell;
  const spans = line.spans.map(({ text, token }) => ({
    text: printable(text, {}, most),
    token: looks[token],
  }));
  const folded: Span[] = line.folded ? [{ text: ` {${line.folds}}`, token: "dim" }] : [];
  if (!matched) return [...spans, ...folded];
  // What is found may begin in a key and end in its value.
  const parts = occurrences(spans.map(({ text }) => text).join(""), [search.toLowerCase()]);
  return [...markedSpans(spans, parts), ...folded];
}
