import type { Pane } from "../../state/panes.ts";
import { whyTooSmall } from "../terminal/fitness.ts";
import { bottomHeight, bottomLines } from "./bottom-line.ts";
import { type Frame, hasHeaders } from "./frame.ts";
import { headerLine } from "./header.ts";
import { helpLines } from "./help-view.ts";
import { logPaneLines } from "./log-view.ts";
import { overlayLines } from "./overlay-view.ts";
import { problemLines } from "./problem-view.ts";
import { tableLines } from "./table-view.ts";
import { yamlPaneLines } from "./yaml-view.ts";

/** Lines of a picker at most. */
const overlayAtMost = 24;

/** The whole screen as exactly as many composed lines as the terminal has rows. */
export function screenLines(frame: Frame): string[] {
  const { size } = frame;
  const tooSmall = whyTooSmall(size);
  if (tooSmall !== undefined) return fill([tooSmall.slice(0, size.columns)], size.rows);
  const bottom = bottomLines(frame);
  return [...upperLines(frame, size.rows - bottom.length), ...bottom];
}

/** The screen without what its bottom says: where one is, and the pane. */
export function upperLines(frame: Frame, height: number): string[] {
  const { app } = frame;
  const body = fill(paneLines(frame, app.pane), height - 1);
  return [headerLine(frame), ...(app.overlay ? fill(overLines(frame, body), body.length) : body)];
}

/** Lines of a pane that show rows: a table spends one on its column headers, logs one on what there is over time. */
export function bodyHeight(frame: Frame): number {
  const { app, size } = frame;
  const header = (app.table ?? app.logs) && hasHeaders(size) ? 1 : 0;
  return Math.max(1, size.rows - 1 - header - bottomHeight(frame));
}

function paneLines(frame: Frame, pane: Pane | undefined): string[] {
  switch (pane?.view) {
    case "table":
      return tableLines(frame, pane);
    case "yaml":
      return yamlPaneLines(frame, pane);
    case "logs":
      return logPaneLines(frame, pane);
    case "problem":
      return problemLines(frame, pane);
    case undefined:
      return [];
  }
}

function overLines(frame: Frame, body: readonly string[]): string[] {
  const { overlay } = frame.app;
  if (overlay === undefined) return [...body];
  // The rows stay in sight beside what is chosen for them; help is read for itself.
  const box =
    overlay.options.id === "help"
      ? helpLines(frame, overlay, body.length)
      : overlayLines(frame, overlay, Math.min(body.length, overlayAtMost));
  return [...box, ...body.slice(box.length)];
}

function fill(lines: readonly string[], height: number): string[] {
  const filled = lines.slice(0, height);
  while (filled.length < height) filled.push("");
  return filled;
}
