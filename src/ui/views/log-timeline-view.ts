import { timeOfDay } from "../../lib/time-of-day.ts";
import { counted } from "../../lib/words.ts";
import type { LogPane } from "../../state/logs/log-pane.ts";
import type { TimelineCell } from "../../state/logs/log-timeline.ts";
import { composeLine, type Span, spansWidth } from "../paint/line.ts";
import type { Color } from "../paint/palette.ts";
import type { Frame } from "./frame.ts";

/** Nothing, and from few to many. */
const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/** The share of the screen's width that cells take, and how many they are at most. */
const share = 0.5;
const mostCells = 150;

/** Lines over time: a bar for each cell, in the colour of the gravest line in it, and what they amount to. */
export function timelineLine({ palette, size, now }: Frame, pane: LogPane): string {
  const cells = pane.timeline.cells(Math.min(mostCells, Math.floor(size.columns * share)));
  const spans: Span[] = [{ text: " " }, ...barSpans(cells), ...legend(cells, pane, now)];
  // What does not fit as a whole is left out, from the right.
  while (spansWidth(spans) > size.columns && spans.length > cells.length + 1) spans.pop();
  return composeLine(spans, size.columns, palette);
}

function barSpans(cells: readonly TimelineCell[]): Span[] {
  const most = Math.max(1, ...cells.map(({ lines }) => lines));
  return cells.map((cell): Span => {
    // A single line is still seen beside many.
    const height = Math.min(cell.lines, 1) + Math.round((cell.lines / most) * (bars.length - 2));
    return { text: bars[height] ?? " ", token: toneOf(cell), reverse: cell.isChosen };
  });
}

function toneOf({ errors, warnings }: TimelineCell): Color {
  if (errors > 0) return "bad";
  return warnings > 0 ? "warn" : "faint";
}

/** Of the whole line, or of the stretch that is chosen. */
function legend(cells: readonly TimelineCell[], { timeline, display }: LogPane, now: number): Span[] {
  const chosen = timeline.isOn ? cells.filter(({ isChosen }) => isChosen) : cells;
  const [from = 0, to = 0] = [chosen[0]?.from, chosen.at(-1)?.to];
  const sum = (count: (cell: TimelineCell) => number) =>
    chosen.reduce((total, cell) => total + count(cell), 0);
  const errors = sum((cell) => cell.errors);
  const warnings = sum((cell) => cell.warnings);
  const lines = sum((cell) => cell.lines);
  const zone = display.time === "utc" ? "utc" : "local";
  const time = (seconds: number) => timeOfDay(seconds * 1000, now, zone, 0);
  const spans: (Span | undefined)[] = [
    { text: `  ${time(from)} … ${time(to)}`, token: timeline.isOn ? "accent" : "dim" },
    errors === 0 ? undefined : { text: `   ${counted(errors, "error", "errors")}`, token: "bad" },
    warnings === 0 ? undefined : { text: `   ${counted(warnings, "warning", "warnings")}`, token: "warn" },
    timeline.isOn ? { text: `   ${counted(lines, "line", "lines")}`, token: "text" } : undefined,
    { text: `   one cell per ${widthText(timeline.cellWidth)}`, token: "faint" },
  ];
  return spans.filter((span) => span !== undefined);
}

function widthText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${seconds / 60} min`;
  return seconds < 86_400 ? `${seconds / 3600} h` : "day";
}
