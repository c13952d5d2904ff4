import type { Row } from "../../cache/types.ts";
import { sanitize } from "../../lib/sanitize.ts";
import { cellWidth } from "../../lib/text.ts";
import { grouped } from "../../lib/words.ts";
import type { Column } from "../../resources/kind.ts";
import { cellText } from "../../state/filter.ts";
import type { TablePane } from "../../state/table-pane.ts";
import { layoutColumns, type TableLayout } from "../paint/columns.ts";
import { generatedPart } from "../paint/generated-name.ts";
import { composeLine } from "../paint/line.ts";
import { type Cell, paintHeader, paintRow } from "../paint/row.ts";
import type { Frame } from "./frame.ts";

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

const widthsOf = new WeakMap<TablePane, ColumnWidths>();

/** The header of columns and as many rows as there is room for. */
export function tableLines(frame: Frame, pane: TablePane): string[] {
  const { palette, size } = frame;
  const visible = pane.shown.slice(pane.top, pane.top + pane.height);
  const cells = visible.map(({ row }) => cellsOf(pane, row, frame.now));
  const layout = layoutOf(pane, cells, size.columns);
  const header = paintHeader(layout, palette, pane.sort);
  if (visible.length === 0) return [header, ...emptyLines(frame, pane)];
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
  return [header, ...rows];
}

function cellsOf(pane: TablePane, row: Row, now: number): Cell[] {
  return pane.columns.map((column) => {
    const text = sanitize(cellText(column, row, now));
    const token = column.tone?.(row, now);
    const matches = matchesIn(text, pane.filter.terms);
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

function matchesIn(text: string, terms: readonly string[]): (readonly [number, number])[] {
  if (terms.length === 0) return [];
  const lower = text.toLowerCase();
  return terms.flatMap((term) => {
    const at = lower.indexOf(term);
    return at < 0 ? [] : [[at, at + term.length] as const];
  });
}

function layoutOf(pane: TablePane, cells: readonly (readonly Cell[])[], columns: number): TableLayout {
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
  const wishes = pane.columns.map((column) => ({
    id: column.id,
    header: column.header,
    width: widths.get(column.id) ?? 0,
    priority: column.priority,
    ...(column.maxWidth !== undefined && { maxWidth: column.maxWidth }),
    ...(column.align && { align: column.align }),
    ...(column.elastic && { elastic: true }),
  }));
  return layoutColumns(wishes, columns, { sorted: pane.sort.column, scroll: pane.columnOffset });
}

/** Nothing to show is an answer too: what was looked for, what there is, and the way out. */
function emptyLines(frame: Frame, pane: TablePane): string[] {
  const { status } = pane.rows;
  switch (status.phase) {
    case "connecting":
      return paragraph(frame, [{ text: connectingText(frame) }]);
    case "listing":
      return [];
    case "forbidden":
      return paragraph(frame, [
        { text: `You may not list ${pane.kind.gvr.resource}${placeText(pane)}.` },
        { text: status.error.message, hint: status.error.nextStep },
      ]);
    case "unreachable":
      return paragraph(frame, [{ text: status.error.message, hint: status.error.nextStep }]);
    default:
      return paragraph(frame, nothingText(pane));
  }
}

interface Sentence {
  readonly text: string;
  readonly hint?: string | undefined;
}

function paragraph({ palette, size }: Frame, sentences: readonly Sentence[]): string[] {
  const line = ({ text, hint }: Sentence) =>
    composeLine(
      [
        { text: `   ${sanitize(text)}`, token: "text" },
        { text: hint === undefined ? "" : `   ${sanitize(hint)}`, token: "dim" },
      ],
      size.columns,
      palette,
    );
  return ["", ...sentences.map(line)];
}

function connectingText({ app }: Frame): string {
  const session = app.here?.session;
  return session === undefined ? "" : `${session.info.name}: ${session.info.server}, ${session.identity}`;
}

function nothingText(pane: TablePane): readonly Sentence[] {
  const { resource } = pane.kind.gvr;
  const { location, total } = pane;
  const where = placeText(pane);
  if (total === 0) {
    const elsewhere = pane.kind.namespaced && location.namespaces !== "all";
    return [{ text: `No ${resource}${where}.`, hint: elsewhere ? "0 shows all namespaces" : undefined }];
  }
  const narrowed = location.problemsOnly ? "are broken" : `match "${location.filter}"`;
  return [
    { text: `No ${resource}${where} ${narrowed}.` },
    { text: `${grouped(total)} ${resource} without the filter.`, hint: "esc clears it" },
  ];
}

function placeText({ kind, location }: TablePane): string {
  if (!kind.namespaced) return "";
  return location.namespaces === "all" ? " in any namespace" : ` in ${location.namespaces.join(", ")}`;
}
