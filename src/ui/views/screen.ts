import type { App, Pane } from "../../state/app.ts";
import { whyTooSmall } from "../terminal/fitness.ts";
import { bottomLine } from "./bottom-line.ts";
import type { Frame, Size } from "./frame.ts";
import { headerLine } from "./header.ts";
import { overlayLines } from "./overlay-view.ts";
import { problemLines } from "./problem-view.ts";
import { tableLines } from "./table-view.ts";
import { yamlPaneLines } from "./yaml-view.ts";

/** Lines that are not the pane's: the trail and the bottom line. */
const chrome = 2;

/** Below this there is room for where one is, the rows, and the bottom line, and for nothing else. */
const leastForHeaders = { columns: 60, rows: 12 };

/** The whole screen as exactly as many composed lines as the terminal has rows. */
export function screenLines(frame: Frame): string[] {
  const { app, size } = frame;
  const tooSmall = whyTooSmall(size);
  if (tooSmall !== undefined) return fill([tooSmall.slice(0, size.columns)], size.rows);
  const body = fill(paneLines(frame, app.pane), size.rows - chrome);
  if (app.overlay) body.splice(0, body.length, ...fill(overLines(frame, body), body.length));
  return [headerLine(frame), ...body, bottomLine(frame)];
}

/** Lines of a pane that show rows: a table spends one on its column headers. */
export function bodyHeight(app: App, size: Size): number {
  const header = app.pane?.view === "table" && hasHeaders(size) ? 1 : 0;
  return Math.max(1, size.rows - chrome - header);
}

function hasHeaders({ columns, rows }: Size): boolean {
  return columns >= leastForHeaders.columns && rows >= leastForHeaders.rows;
}

function paneLines(frame: Frame, pane: Pane | undefined): string[] {
  switch (pane?.view) {
    case "table":
      return tableLines(frame, pane).slice(hasHeaders(frame.size) ? 0 : 1);
    case "yaml":
      return yamlPaneLines(frame, pane);
    case "problem":
      return problemLines(frame, pane);
    case undefined:
      return [];
  }
}

function overLines(frame: Frame, body: readonly string[]): string[] {
  const { overlay } = frame.app;
  if (overlay === undefined) return [...body];
  const box = overlayLines(frame, overlay, Math.min(body.length, 24));
  return [...box, ...body.slice(box.length)];
}

function fill(lines: readonly string[], height: number): string[] {
  const filled = lines.slice(0, height);
  while (filled.length < height) filled.push("");
  return filled;
}
