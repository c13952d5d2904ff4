import { cellWidth, graphemes } from "../../lib/text.ts";

/** What our screens draw with, and its stand-in on terminals without Unicode. Each is one cell wide. */
const asciiOf: Readonly<Record<string, string>> = {
  "✖": "x",
  "▲": "!",
  "◌": "~",
  "·": ".",
  "▌": ">",
  "◆": "*",
  "▴": "^",
  "▾": "v",
  "▸": ">",
  "‹": "<",
  "›": ">",
  "▏": "|",
  "…": "~",
  "●": "*",
  "○": "o",
  "─": "-",
  "│": "|",
  "┌": "+",
  "┐": "+",
  "└": "+",
  "┘": "+",
  "├": "+",
  "┤": "+",
  "⋮": ":",
  "⇄": "?",
  "▁": "_",
  "▂": ".",
  "▃": ",",
  "▄": "-",
  "▅": "=",
  "▆": "+",
  "▇": "*",
  "█": "#",
  "×": "x",
  "␊": " ",
  "␉": " ",
};

const foreign = /[^\x1b\x20-\x7e]+/g;

/** A composed line in ASCII only, as wide as before: our symbols by their stand-ins, anything else as `?`. */
export function toAscii(line: string): string {
  return line.replace(foreign, (run) =>
    graphemes(run)
      .map((part) => asciiOf[part] ?? "?".repeat(cellWidth(part)))
      .join(""),
  );
}
