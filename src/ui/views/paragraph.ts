import { cellWidth } from "../../lib/text.ts";
import { wrapText } from "../../lib/wrap.ts";
import { composeLine } from "../paint/line.ts";
import type { Color } from "../paint/palette.ts";
import { printable } from "../paint/printable.ts";
import type { Frame } from "./frame.ts";

/** Something said in place of rows, and what one can do about it. */
export interface Sentence {
  readonly text: string;
  readonly hint?: string | undefined;
  readonly token?: Color;
}

const indent = 3;
/** A server may say as much as it likes. */
const linesAtMost = 6;

/** Sentences below each other, after an empty line; the hint stands behind its sentence where both fit on a line. */
export function paragraph({ palette, size }: Frame, sentences: readonly Sentence[]): string[] {
  const width = Math.max(1, size.columns - indent - 1);
  const lines = sentences.flatMap(({ text, hint = "", token = "text" }) => {
    const [said, next] = [plain(text), plain(hint)];
    const gap = " ".repeat(indent);
    if (said !== "" && !said.includes("\n") && cellWidth(said) + indent + cellWidth(next) <= width) {
      return [[{ text: gap + said, token }, ...(next === "" ? [] : [{ text: gap + next, token: dim }])]];
    }
    return [
      ...wrapped(said, width).map((line) => [{ text: gap + line, token }]),
      ...wrapped(next, width).map((line) => [{ text: gap + line, token: dim }]),
    ];
  });
  return ["", ...lines.map((spans) => composeLine(spans, size.columns, palette))];
}

const dim = "dim" as const;

function wrapped(text: string, width: number): string[] {
  return text
    .split("\n")
    .flatMap((line) => wrapText(line, width, linesAtMost))
    .slice(0, linesAtMost);
}

function plain(text: string): string {
  return printable(text, { newline: "keep", tab: "space" });
}
