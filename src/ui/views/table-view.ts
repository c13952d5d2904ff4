import type { Row } from "../../cache/types.ts";
import { occurrences } from "../../lib/occurrences.ts";
import { cellWidth, truncate } from "../../lib/text.ts";
import type { Column } from "../../resources/kind.ts";
import { cellText } from "../../state/filter.ts";
import type { TableRow } from "../../state/table-model.ts";
import type { TablePane } from "../../state/table-pane.ts";
import { layoutColumns, type TableLayout } from "../paint/columns.ts";
import { generatedPart } from "../paint/generated-name.ts";
import { printable } from "../paint/printable.ts";
import { type Cell, paintHeader, paintRow } from "../paint/row.ts";
import { failureSentences, whoAndWhere } from "./failure-sentences.ts";
import { type Frame, hasHeaders, type Size } from "./frame.ts";
import { nothingSentences } from "./nothing-sentences.ts";
import { paragraph } from "./paragraph.ts";

/** The widest cell of each column that was on the screen: widths grow as rows come by, and never jump back. */
class ColumnWidths {
  #widths = new Map<string, number>();
  #columns: readonly Column[] | undefined;

  for(columns: readonly Column[]): Map<string, number> {
    if (this.#columns !== columns) this.#widths = new Map();
    this.#columns = columns;
    return this.#widths;
  }
}

/** One long text must not push all other columns off the screen; where room is left it gets more. */
const widestColumn = 60;
const widestHeader = 30;

const widthsOf = new WeakMap<TablePane, ColumnWidths>();

/** The header of columns, where there is room for it, and as many rows as there is room for. */
export function tableLines(frame: Frame, pane: TablePane): string[] {
  const { palette, size } = frame;
  const visible = visibleRows(pane);
  const cells = visible.map(({ row }) => cellsOf(pane, row, frame.now));
  const layout = layoutOf(pane, cells, size);
  const header = hasHeaders(size) ? [paintHeader(layout, palette, pane.sort)] : [];
  if (visible.length === 0) return [...header, ...emptyLines(frame, pane)];
  const stale = pane.rows.status.phase === "stale";
  const rows = visible.map((shown, index) =>
    paintRow(
      {
        cells: cells[index] ?? [],
        health: shown.health.level,
        cursor: pane.top + index === pane.cursorIndex,
        marked: pane.marked.has(shown.row.uid),
        stale,
      },
      layout,
      palette,
    ),
  );
  return [...header, ...rows];
}

function visibleRows(pane: TablePane): readonly TableRow[] {
  return pane.shown.slice(pane.top, pane.top + pane.height);
}

/** How many columns are off the line on its right, where scrolling brings them. */
export function columnsBeyond(pane: TablePane, size: Size, now: number): number {
  const cells = visibleRows(pane).map(({ row }) => cellsOf(pane, row, now));
  const { hidden, scroll } = layoutOf(pane, cells, size);
  return hidden.length - scroll;
}

function cellsOf(pane: TablePane, row: Row, now: number): Cell[] {
  return pane.columns.map((column) => {
    const text = printable(cellText(column, row, now));
    const token = column.tone?.(row, now);
    const matches = occurrences(text, pane.filter.terms);
    const dimFrom = column.id === "name" ? generatedFrom(row, text) : undefined;
    return {
      text,
      ...(token && { token }),
      ...(matches.length > 0 && { matches }),
      ...(dimFrom !== undefined && { dimFrom }),
    };
  });
}

function generatedFrom(row: Row, text: string): number | undefined {
  const from = generatedPart(text, row.owners.find(({ controller }) => controller)?.kind);
  return from < text.length ? from : undefined;
}

function layoutOf(pane: TablePane, cells: readonly (readonly Cell[])[], size: Size): TableLayout {
  let known = widthsOf.get(pane);
  if (known === undefined) {
    known = new ColumnWidths();
    widthsOf.set(pane, known);
  }
  const widths = known.for(pane.columns);
  for (const row of cells) {
    pane.columns.forEach(({ id }, index) => {
      const width = cellWidth(row[index]?.text ?? "");
      if (width > (widths.get(id) ?? 0)) widths.set(id, width);
    });
  }
  const isNamed = hasHeaders(size);
  const wishes = pane.columns.map((column) => ({
    id: column.id,
    header: isNamed ? truncate(printable(column.header), widestHeader) : "",
    width: widths.get(column.id) ?? 0,
    maxWidth: column.maxWidth ?? widestColumn,
    priority: column.priority,
    ...(column.minWidth && { minWidth: column.minWidth }),
    ...(column.align && { align: column.align }),
    ...(column.cut && { cut: column.cut }),
    ...(column.elastic && { elastic: true }),
  }));
  const layout = layoutColumns(wishes, size.columns, { sorted: pane.sort.column, scroll: pane.columnOffset });
  // Only here it is known how far there is anything to scroll to; a key back must not undo what was never seen.
  pane.columnOffset = layout.scroll;
  return layout;
}

/** Nothing to show is an answer too: what was looked for, what there is, and the way out. */
function emptyLines(frame: Frame, pane: TablePane): string[] {
  const { app } = frame;
  const { status } = pane.rows;
  switch (status.phase) {
    case "connecting":
      return paragraph(frame, [{ text: `connecting to ${whoAndWhere(app)}` }]);
    case "listing":
      return [];
    case "forbidden":
    case "unreachable":
      return paragraph(frame, failureSentences(app, pane, status.error));
    default:
      return paragraph(frame, nothingSentences(frame, pane));
  }
}
