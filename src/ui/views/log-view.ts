import type { LogPane } from "../../state/logs/log-pane.ts";
import { composeLine, type Span } from "../paint/line.ts";
import type { Frame, Size } from "./frame.ts";
import { LogLabels } from "./log-labels.ts";
import { type LogLayout, type LogLook, logLineRows, timeTextOf } from "./log-line.ts";
import { logNoteRow } from "./log-note.ts";
import { nothingInLogs } from "./nothing-in-logs.ts";
import { paragraph } from "./paragraph.ts";

const labelsOf = new WeakMap<LogPane, LogLabels>();

/** The lines in sight, and above them how many there were over time. */
export function logLines(frame: Frame, pane: LogPane): string[] {
  const { palette, size } = frame;
  if (pane.length === 0) return paragraph(frame, nothingInLogs(frame, pane));
  const labels = labelsFor(pane);
  const look = lookOf(frame, labels);
  const rowsAt = (index: number) => rowsOf(pane, index, look);
  const { first, skip } = pane.window.look((index) => rowsAt(index).length);
  const lines: string[] = [];
  for (let index = first; index < pane.length && lines.length < pane.height + skip; index += 1) {
    const background = index === pane.window.cursorIndex ? ({ background: "surface" } as const) : {};
    for (const row of rowsAt(index)) lines.push(composeLine(row, size.columns, palette, background));
  }
  return lines.slice(skip, skip + pane.height);
}

function rowsOf(pane: LogPane, index: number, look: LogLook): Span[][] {
  const line = pane.lineAt(index);
  if (line === undefined) return [];
  const state = {
    cursor: index === pane.window.cursorIndex,
    selected: false,
    bookmarked: false,
    expanded: false,
  };
  return line.entry.about === undefined ? logLineRows(line, look, state) : [logNoteRow(line, look, state)];
}

function labelsFor(pane: LogPane): LogLabels {
  let labels = labelsOf.get(pane);
  if (labels === undefined) {
    labels = new LogLabels();
    labelsOf.set(pane, labels);
  }
  labels.update(pane.sources.map(({ source }) => source));
  return labels;
}

function lookOf({ size, now }: Frame, labels: LogLabels): LogLook {
  return {
    layout: layoutOf(size, now, labels),
    time: "local",
    now,
    wrap: false,
    left: 0,
    hiddenFields: new Set(),
    marks: () => [],
    labelOf: ({ entry }) => labels.of(entry.source),
  };
}

/** On a narrow screen decimals of the time leave first, then the time, and names are cut. */
function layoutOf(size: Size, now: number, labels: LogLabels): LogLayout {
  const { columns } = size;
  const mostLabel = columns >= 160 ? 40 : columns >= 100 ? 28 : columns >= 60 ? 16 : 6;
  return {
    width: columns,
    time: columns >= 60 ? timeTextOf(now, "local", now, columns).length : 0,
    label: Math.min(mostLabel, labels.width),
    fields: columns >= 100 ? Math.floor(columns * 0.38) : 0,
  };
}
