import type { CommandHelp, KeyOf } from "../../commands/index.ts";
import type { App } from "../../state/app.ts";
import type { Color, Palette } from "../paint/palette.ts";

/** The terminal, in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Below this there is room for where one is, the rows, and the bottom line, and for nothing else. */
const leastForHeaders: Size = { columns: 60, rows: 12 };

/** Whether a table spends a line on the names of its columns. */
export function hasHeaders({ columns, rows }: Size): boolean {
  return columns >= leastForHeaders.columns && rows >= leastForHeaders.rows;
}

/** What every part of the screen is drawn from. */
export interface Frame {
  readonly app: App;
  readonly size: Size;
  readonly palette: Palette;
  readonly now: number;
  /** The commands and the keys that run them here, for hints. */
  help(): readonly CommandHelp[];
  /** Keys are named by it, since the user's own keymap may have given them to something else. */
  readonly keyOf: KeyOf;
  /** The colour of a context's block, where the settings give it one of its own. */
  accent(context: string): Color | undefined;
}
