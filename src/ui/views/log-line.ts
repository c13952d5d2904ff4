import { formatAge } from "../../lib/age.ts";
import type { Part } from "../../lib/occurrences.ts";
import { cellWidth, fitText, shortenMiddle } from "../../lib/text.ts";
import { timeOfDay } from "../../lib/time-of-day.ts";
import { counted } from "../../lib/words.ts";
import type { TimeDisplay } from "../../state/logs/log-display.ts";
import type { ShownLine } from "../../state/logs/shown-line.ts";
import { fitSpans, type Span, spansWidth, textOf } from "../paint/line.ts";
import { markedSpans } from "../paint/marked-spans.ts";
import { printable } from "../paint/printable.ts";
import { cutSpans } from "./cut-spans.ts";
import type { SourceLabel } from "./log-labels.ts";
import { columnSpans, type FieldColumn, fieldSpans, messageSpans, wrapSpans } from "./log-message.ts";
import { valueSpans } from "./value-spans.ts";

/** How much of the screen's width is for what, in cells; 0 where there is no room for it. */
export interface LogLayout {
  readonly width: number;
  readonly time: number;
  readonly label: number;
  /** Whether labels name containers. */
  readonly hasContainers: boolean;
  /** Where fields begin behind a message that is short enough, from where the message does. */
  readonly fields: number;
}

/** How lines are shown, the same for all of them. */
export interface LogLook {
  readonly layout: LogLayout;
  readonly time: TimeDisplay;
  readonly now: number;
  readonly wraps: boolean;
  /** Cells scrolled off on the left of the text. */
  readonly left: number;
  /** Fields that stand in columns, and no others; all follow the message where there are none. */
  readonly columns: readonly FieldColumn[];
  /** What is marked where it stands in a text. */
  marks(text: string): readonly Part[];
  /** What somebody goes from one to the next of; undefined where nothing is looked for. */
  readonly sought: ((text: string) => readonly Part[]) | undefined;
  labelOf(line: ShownLine): SourceLabel;
  /** What unfolds what is folded under the line somebody is on; undefined where no key does. */
  readonly unfolding: string | undefined;
}

/** What is special about one line. */
export interface LineState {
  readonly cursor: boolean;
  readonly selected: boolean;
  readonly bookmarked: boolean;
  readonly expanded: boolean;
  /** Somebody reads it: what is looked for is brought into sight. */
  readonly isRead: boolean;
}

const mostWrapped = 200;
const mostExpanded = 2000;
/** Cells of a line in which that is looked for which its end hides; of the line that is read, all that is ever read. */
const soughtCells = { line: 4096, read: 65_536 };
/** Between what is to be told apart. */
const gap = "  ";

/** A line of a log as one row of the screen, or as several where it is wrapped or spread out. */
export function logLineRows(line: ShownLine, look: LogLook, state: LineState): Span[][] {
  const prefix = prefixSpans(line, look, state);
  const room = Math.max(1, look.layout.width - spansWidth(prefix));
  const [first = [], ...others] = state.expanded
    ? expandedRows(line, look, room)
    : textRows(line, look, room, state);
  const more = [...others, ...(line.folds > 0 ? [foldSpans(line, look, room)] : [])];
  const below = prefixBelow(line, look, state);
  return [[...prefix, ...first], ...more.map((row) => [...below, ...row])];
}

const glyphs: Readonly<Record<ShownLine["grade"], Span>> = {
  bad: { text: "✖", token: "bad" },
  warn: { text: "▲", token: "warn" },
  plain: { text: " " },
  quiet: { text: " " },
};

function prefixSpans(line: ShownLine, look: LogLook, state: LineState): Span[] {
  const { layout } = look;
  const { text, pod, hue } = look.labelOf(line);
  const { isContinued } = line;
  const { isLate } = line.entry;
  const time: Span[] = [
    // A late line is told by more than a colour.
    {
      text: timeText(line, look),
      token: isLate ? "busy" : "dim",
      underline: isLate,
    },
    { text: " " },
  ];
  const label = shortenMiddle(printable(layout.hasContainers ? text : pod), layout.label);
  return [
    gutter(state),
    ...(layout.time > 0 ? time : []),
    { text: "▏", token: hue },
    ...(layout.label > 0 ? [{ text: fitText(isContinued ? "" : label, layout.label), token: hue }] : []),
    { text: " " },
    isContinued ? glyphs.plain : glyphs[line.grade],
    { text: " " },
  ];
}

/** Under a line's own: nothing but the bar that says whose it is. */
function prefixBelow(line: ShownLine, look: LogLook, state: LineState): Span[] {
  const { time, label } = look.layout;
  const { hue } = look.labelOf(line);
  return [
    state.cursor ? gutter(state) : { text: " " },
    { text: " ".repeat(time > 0 ? time + 1 : 0) },
    { text: "▏", token: hue },
    { text: " ".repeat(label + 3) },
  ];
}

function gutter({ cursor, selected, bookmarked }: LineState): Span {
  if (cursor) return { text: "▌", token: "cursor" };
  if (selected) return { text: "◆", token: "accent" };
  return bookmarked ? { text: "●", token: "info" } : { text: " " };
}

/** The time as it is shown, as wide as the layout has it; what continues a line is of its time. */
function timeText(line: ShownLine, { time, now, layout }: LogLook): string {
  if (line.isContinued) return " ".repeat(layout.time);
  return fitText(timeTextOf(line.at, time, now, layout.width), layout.time, "right");
}

/** From so many cells on there is room for milliseconds. */
const wideEnoughForMilliseconds = 100;

export function timeTextOf(at: number, display: TimeDisplay, now: number, width: number): string {
  if (display === "off") return "";
  if (display === "relative") return formatAge(Math.max(0, now - at));
  return timeOfDay(at, now, display, width >= wideEnoughForMilliseconds ? 3 : 0);
}

function foldSpans({ folds, grade, raised }: ShownLine, { unfolding }: LogLook, room: number): Span[] {
  const isGrave = grade === "bad" || grade === "warn";
  const what = isGrave
    ? `${counted(folds, "line", "lines")} of stack`
    : counted(folds, "more line", "more lines");
  const said: Span[] = [
    { text: `⋮ ${what}`, token: "dim" },
    ...(raised === undefined ? [] : [{ text: gap }, ...messageSpans(raised, room, "text")]),
  ];
  const hint = unfolding === undefined ? "" : `${gap}${unfolding} `;
  const space = room - cellWidth(hint);
  const least = spansWidth(said.slice(0, 1));
  return hint === "" || space < least ? said : [...fitSpans(said, space), { text: hint, token: "faint" }];
}

function textRows(line: ShownLine, look: LogLook, room: number, { isRead }: LineState): Span[][] {
  const { wraps, left, columns, marks, sought } = look;
  // Ahead of the message, whose length would move them.
  const fields = columnSpans(line.record.fields, columns);
  if (wraps) {
    const spans = [...fields, ...textSpans(line, look, room * mostWrapped)];
    return wrapSpans(markedSpans(spans, marks(textOf(spans))), room, mostWrapped);
  }
  // One more than fits, so that what is cut is seen to be.
  const cells = Math.max(room + left + 1, sought === undefined ? 0 : soughtCells[isRead ? "read" : "line"]);
  const spans = [...fields, ...textSpans(line, look, cells)];
  const text = textOf(spans);
  const parts = { found: marks(text), wanted: isRead ? (sought?.(text) ?? []) : [] };
  return [cutSpans(spans, parts, left, room)];
}

/** How far lines are scrolled when the end of this one comes into sight. It is looked for no farther than asked. */
export function scrollToEnd(line: ShownLine, look: LogLook, atMost: number): number {
  const state = { cursor: false, selected: false, bookmarked: false, expanded: false, isRead: false };
  const room = Math.max(1, look.layout.width - spansWidth(prefixSpans(line, look, state)));
  const fields = columnSpans(line.record.fields, look.columns);
  const spans = [...fields, ...textSpans(line, look, room + atMost + 1)];
  return Math.min(atMost, spansWidth(spans) - room);
}

/** The message, and behind it the fields that have no columns. */
function textSpans(line: ShownLine, { layout, wraps, columns }: LogLook, cells: number): Span[] {
  const said = saidSpans(line, cells);
  const rest = columns.length === 0 ? fieldSpans(line.record.fields) : [];
  if (rest.length === 0 || said.length === 0) return [...said, ...rest];
  const space = wraps ? 0 : layout.fields - spansWidth(said);
  return [...said, { text: " ".repeat(Math.max(gap.length, space)) }, ...rest];
}

/** The message, and what is to be known of it. */
function saidSpans(line: ShownLine, cells: number): Span[] {
  const { kind, repeats } = line.row;
  const isQuiet = kind !== "match" || line.grade === "quiet";
  const { omitted } = line.entry;
  const message = messageSpans(line.record.message, cells, isQuiet ? "dim" : "text");
  // Where there are fields values stand in those, and a frame of a stack is all names and numbers.
  const isSentence = line.record.format === "plain" && !line.isContinued;
  return [
    ...(repeats === 0 ? [] : [{ text: `×${repeats + 1} `, token: "info" } as const]),
    ...(isSentence ? valueSpans(message) : message),
    ...(omitted === 0
      ? []
      : [{ text: `${gap}… ${counted(omitted, "byte", "bytes")} left out`, token: "warn" } as const]),
  ];
}

/** All of a line: the message in full, and what else it says field by field. */
function expandedRows(line: ShownLine, look: LogLook, room: number): Span[][] {
  const { record, expanded } = line;
  const isPlain = record.format === "plain";
  const text = isPlain ? (expanded[0]?.text ?? "") : record.message;
  const spans = messageSpans(text, room * mostWrapped, "text");
  const message = isPlain && !line.isContinued ? valueSpans(spans) : spans;
  const marked = markedSpans(message, look.marks(textOf(message)));
  const rows = wrapSpans(marked, room, mostWrapped);
  if (isPlain) return rows;
  const fields = expanded.slice(0, mostExpanded).flatMap(({ indent, name, text, kind }) => {
    const key: Span[] =
      name === "" ? [] : [{ text: `${printable(name)}${name === "-" ? "" : ":"} `, token: "accent" }];
    const isValue = kind === "number" || kind === "literal";
    const value = messageSpans(text, room * mostWrapped, isValue ? "info" : "text");
    const step: Span = { text: " ".repeat(indent * 2) };
    return wrapSpans([step, ...key, ...value], room, mostWrapped);
  });
  return [...rows, ...fields];
}
