import { cellWidth, takeStart, truncate } from "./text.ts";

/**
 * A plain text in lines of at most `width` cells, broken between words; a word longer than a line is broken where the
 * line ends. What does not fit into `most` lines is cut off with `…`.
 */
export function wrapText(text: string, width: number, most = Number.POSITIVE_INFINITY): string[] {
  if (width <= 0 || most <= 0) return [];
  const lines: string[] = [];
  let rest = text.trimEnd();
  while (rest !== "" && lines.length < most) {
    if (lines.length === most - 1) return [...lines, truncate(rest, width)];
    const line = firstLine(rest, width);
    lines.push(line.trimEnd());
    rest = rest.slice(line.length).trimStart();
  }
  return lines;
}

function firstLine(text: string, width: number): string {
  const fitting = takeStart(text, width);
  if (fitting.length === text.length || text[fitting.length] === " ") return fitting;
  const gap = fitting.lastIndexOf(" ");
  if (gap > 0) return fitting.slice(0, gap + 1);
  // A line of no cells would never end.
  return fitting === "" ? takeStart(text, Math.max(width, cellWidth([...text][0] ?? ""))) : fitting;
}
