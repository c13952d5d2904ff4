import type { ShownLine } from "../../state/logs/shown-line.ts";
import { fitSpans, type Span, spansWidth } from "../paint/line.ts";
import type { Color } from "../paint/palette.ts";
import { printable } from "../paint/printable.ts";
import { type LineState, type LogLook, timeTextOf } from "./log-line.ts";
import { wrapSpans } from "./log-message.ts";

const mostWrapped = 20;
const indent = "   ";

/**
 * What is said between the lines, as a rule across the screen: `── 9hz2m app exited 1 (Error) ──── 14:04:58 ──`. What
 * is too long for it is cut, or takes several rows where lines do.
 */
export function logNoteRows(line: ShownLine, look: LogLook, { cursor, expanded }: LineState): Span[][] {
  const { width } = look.layout;
  const time = timeTextOf(line.at, look.time, look.now, 0);
  const end: Span[] = [{ text: `${time === "" ? "" : ` ${time} `}──`, token: "faint" }];
  const gutter: Span = { text: cursor ? "▌" : " ", token: "cursor" };
  const start: Span[] = [
    gutter,
    { text: "── ", token: "faint" },
    { text: whoOf(line, look), token: look.labelOf(line).hue },
    { text: printable(` ${line.entry.text} `, { newline: "space", tab: "space" }), token: toneOf(line) },
  ];
  const room = width - spansWidth(end);
  const rule = room - spansWidth(start);
  if (rule >= 0) return [[...start, { text: "─".repeat(rule), token: "faint" }, ...end]];
  if (expanded || look.wraps) {
    const [first = [], ...others] = wrapSpans(start, width - indent.length - 1, mostWrapped);
    return [first, ...others.map((row) => [gutter, { text: indent }, ...row])];
  }
  // Where lines have their times, this one keeps its own.
  return look.layout.time > 0 ? [[...fitSpans(start, room), ...end]] : [fitSpans(start, width)];
}

/** The pod, and of it the container. */
function whoOf(line: ShownLine, look: LogLook): string {
  const { text } = look.labelOf(line);
  const { source, about } = line.entry;
  const { container } = source;
  const isNamed = text.endsWith(` ${container}`) || about === "gone";
  return printable(isNamed ? text : `${text} ${container}`);
}

function toneOf({ entry: { about, text } }: ShownLine): Color {
  switch (about) {
    case "ended":
      return text.startsWith("exited 0") ? "dim" : "bad";
    case "refused":
      return "bad";
    case "gap":
    case "lost":
      return "warn";
    case "waiting":
      return "busy";
    default:
      return "dim";
  }
}
