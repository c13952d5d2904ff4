import type { ListChunk } from "../../kube/types.ts";
import { type NamedObject, namedObjects } from "./get-object.ts";
import { type GetTask, type KindTarget, sayFault } from "./get-task.ts";
import { listPages } from "./list-pages.ts";
import { type PrintedRow, type RowCells, rowCells } from "./row-cells.ts";
import { checkSorted, sortRows } from "./sort-rows.ts";
import { TableWriter } from "./table-writer.ts";

/** Prints one kind as a table and answers how many rows there were; `apart` where another stands above it. */
export async function printTable(task: GetTask, target: KindTarget, apart: boolean): Promise<number> {
  const { sort, writer, headers } = task;
  const wire = task.client.listWatch(target.kind.resource, target.kind.record ? "object" : "table");
  const cells = rowCells(target.kind, wire, {
    wide: task.form === "wide",
    namespace: target.showsNamespace,
    prefix: target.prefix,
    sort,
    labels: task.labels,
    now: task.now,
    onFault: sayFault(task),
  });
  const table = new TableWriter(writer, { headers, apart });
  const batches =
    target.names.length > 0 ? namedRows(task, target, cells) : listedRows(task, target, wire, cells);
  if (sort === undefined) {
    for await (const rows of batches) await table.write(cells.headers, rows.map(cellsOf));
    return table.printed;
  }
  const all: PrintedRow[] = [];
  for await (const rows of batches) for (const row of rows) all.push(row);
  checkSorted(all, sort);
  await table.write(cells.headers, sortRows(all, sort).map(cellsOf));
  return table.printed;
}

const cellsOf = ({ cells }: PrintedRow) => cells;

/** The rows of a page together, so that they are aligned with each other; made while the rest of it arrives. */
async function* listedRows(
  { signal }: GetTask,
  { scopes }: KindTarget,
  wire: Parameters<typeof listPages>[0],
  cells: RowCells,
): AsyncGenerator<readonly PrintedRow[]> {
  for (const scope of scopes) {
    let rows: PrintedRow[] = [];
    for await (const chunk of listPages(wire, scope, signal)) {
      takeChunk(chunk, cells, rows);
      if (chunk.page === undefined) continue;
      yield rows;
      rows = [];
    }
  }
}

function takeChunk({ columns, objects }: ListChunk, cells: RowCells, rows: PrintedRow[]): void {
  if (columns) cells.takeColumns(columns);
  for (const object of objects) rows.push(cells.row(object));
}

async function* namedRows(
  task: GetTask,
  target: KindTarget,
  cells: RowCells,
): AsyncGenerator<readonly PrintedRow[]> {
  for await (const found of namedObjects(task, target)) yield found.map((object) => rowOf(object, cells));
}

function rowOf({ object, columns }: NamedObject, cells: RowCells): PrintedRow {
  if (columns) cells.takeColumns(columns);
  return cells.row(object);
}
