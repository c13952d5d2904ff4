import { keyHint } from "../../commands/index.ts";
import type { LogPane } from "../../state/logs/log-pane.ts";
import { composeLine, type Span } from "../paint/line.ts";
import { type Frame, hasHeaders, type Size } from "./frame.ts";
import { LogLabels, type SourceLabel } from "./log-labels.ts";
import { type LogLayout, type LogLook, logLineRows, scrollToEnd, timeTextOf } from "./log-line.ts";
import { logNoteRows } from "./log-note.ts";
import { timelineLine } from "./log-timeline-view.ts";
import { nothingInLogs } from "./nothing-in-logs.ts";
import { paragraph } from "./paragraph.ts";

/** Cells of a field that has a column. */
const widestColumn = 30;
/** Cells from where a message begins to its fields, where it leaves so many: more would part them. */
const mostBesideFields = 60;

/** In place of a name, where lines of several sources are shown as one. */
const mixed: SourceLabel = { text: "mixed", pod: "mixed", hue: "dim" };

const labelsOf = new WeakMap<LogPane, LogLabels>();

/** How many lines there are over time, where there is room for it, and the lines in sight. */
export function logPaneLines(frame: Frame, pane: LogPane): string[] {
  const hasTimeline = hasHeaders(frame.size);
  if (!hasTimeline) pane.timeline.hide();
  const header = hasTimeline ? [timelineLine(frame, pane)] : [];
  const isEmpty = pane.lines.length === 0;
  return [...header, ...(isEmpty ? paragraph(frame, nothingInLogs(frame, pane)) : lineRows(frame, pane))];
}

function lineRows(frame: Frame, pane: LogPane): string[] {
  const { palette, size } = frame;
  const { lines, window } = pane;
  const look = lookOf(frame, pane);
  const rowsAt = remembering((index) => rowsOf(pane, index, look));
  const { first, skip } = window.look((index) => rowsAt(index).length);
  lines.lookAt(first);
  pane.display.measuredBy((left) => farthestLeft(pane, look, first, left));
  const shown: string[] = [];
  for (let index = first; index < lines.length && shown.length < pane.height + skip; index += 1) {
    const isLit = index === window.cursorIndex || pane.selection.has(index, window.cursorIndex);
    const background = isLit ? ({ background: "surface" } as const) : {};
    for (const row of rowsAt(index)) shown.push(composeLine(row, size.columns, palette, background));
  }
  return shown.slice(skip, skip + pane.height);
}

/** How far the lines in sight are scrolled when the ends of all of them are in sight, or have been. */
function farthestLeft(pane: LogPane, look: LogLook, first: number, atMost: number): number {
  const { expanded } = pane.display;
  const inSight = Array.from({ length: pane.height }, (_, at) => pane.lineAt(first + at) ?? []).flat();
  const cut = inSight.filter(({ id, entry }) => entry.about === undefined && !expanded.has(id));
  return cut.reduce((farthest, line) => Math.max(farthest, scrollToEnd(line, look, atMost)), 0);
}

/** Lines are measured before they are drawn. */
function remembering(rowsAt: (index: number) => Span[][]): (index: number) => Span[][] {
  const known = new Map<number, Span[][]>();
  return (index) => {
    const rows = known.get(index) ?? rowsAt(index);
    known.set(index, rows);
    return rows;
  };
}

function rowsOf(pane: LogPane, index: number, look: LogLook): Span[][] {
  const line = pane.lineAt(index);
  if (line === undefined) return [];
  const { window, selection, display } = pane;
  const state = {
    cursor: index === window.cursorIndex,
    selected: selection.has(index, window.cursorIndex),
    bookmarked: selection.bookmarks.has(line.id),
    expanded: display.expanded.has(line.id),
    isRead: index === window.cursorIndex && !window.isFollowing,
  };
  return line.entry.about === undefined ? logLineRows(line, look, state) : logNoteRows(line, look, state);
}

/** Short names of the sources of a view. */
export function labelsFor(pane: LogPane): LogLabels {
  let labels = labelsOf.get(pane);
  if (labels === undefined) {
    labels = new LogLabels();
    labelsOf.set(pane, labels);
  }
  labels.update(pane.sources.map(({ source }) => source));
  return labels;
}

function lookOf({ size, now, keyOf }: Frame, pane: LogPane): LogLook {
  const { display, lines, window, height } = pane;
  const labels = labelsFor(pane);
  const first = window.isFollowing ? lines.length - height : window.lastLook.first;
  labels.see(lines.rows(Math.max(0, first), height).map(({ entry }) => entry.source));
  return {
    layout: layoutOf(size, now, pane, labels),
    time: display.time,
    now,
    wraps: display.wraps,
    left: display.left,
    columns: display.columns.map((name) => ({
      name,
      width: Math.min(widestColumn, name.length + 1 + pane.readings.longestValue(name)),
    })),
    marks: (text) => pane.marks(text),
    sought: pane.sought && ((text) => pane.sought?.marks(text) ?? []),
    labelOf: ({ entry, row }) => (row.isMixed ? mixed : labels.of(entry.source)),
    unfolding: keyHint(keyOf, "logs.open", "unfolds"),
  };
}

/** On a narrow screen decimals of the time leave first, then containers and the time, and names are cut. */
function layoutOf({ columns }: Size, now: number, pane: LogPane, labels: LogLabels): LogLayout {
  const mostLabel = columns >= 160 ? 48 : columns >= 100 ? 32 : columns >= 60 ? 20 : 8;
  const hasContainers = labels.width <= mostLabel;
  const label = hasContainers ? labels.width : labels.podWidth;
  return {
    width: columns,
    time: columns >= 60 ? timeWidth(pane, now, columns) : 0,
    label: labels.count === 1 ? 0 : Math.min(mostLabel, label),
    hasContainers,
    fields: columns >= 100 ? Math.min(mostBesideFields, Math.floor(columns * 0.38)) : 0,
  };
}

/** As wide as the times in sight are: those of other days have a date. */
function timeWidth({ lines, window, height, display }: LogPane, now: number, columns: number): number {
  const { first } = window.lastLook;
  const ends = [first, first + height, lines.length - 1];
  const times = ends.map((index) => {
    const entry = lines.entryAt(Math.min(index, lines.length - 1));
    return entry === undefined ? "" : timeTextOf(entry.seconds * 1000, display.time, now, columns);
  });
  return Math.max(...times.map((text) => text.length), display.time === "relative" ? relativeWidth : 0);
}

/** `23h59m`. */
const relativeWidth = 6;
