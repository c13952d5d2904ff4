import type { CellValue, Column, Kind } from "../../resources/kind.ts";
import { usageError } from "../failure.ts";
import type { PrintedRow } from "./row-cells.ts";

export interface SortOrder {
  /** An id or header. */
  readonly column: string;
  readonly descending: boolean;
}

/** kubectl sorts by paths into the object; these are the two that people use. The oldest object has the greatest age. */
const paths: Readonly<Record<string, SortOrder>> = {
  "metadata.name": { column: "name", descending: false },
  "metadata.creationtimestamp": { column: "age", descending: true },
};

/** `restarts`, `-restarts` for the most first, or a path that kubectl takes. */
export function sortOrder(text: string): SortOrder {
  const wanted = text.toLowerCase().replace(/^\{(.*)\}$/, "$1");
  const path = paths[wanted.replace(/^\./, "")];
  return path ?? { column: wanted.replace(/^-/, ""), descending: wanted.startsWith("-") };
}

/** Throws `CliError` with the columns there are. */
export function sortColumn({ columns, gvr }: Kind, { column: wanted }: SortOrder): Column {
  const column = columns.find(({ id, header }) => id === wanted || header.toLowerCase() === wanted);
  if (column !== undefined) return column;
  const ids = columns.map(({ id }) => id).join(", ");
  throw usageError(`${gvr.resource} have no column ${wanted} to sort by`, `choose one of ${ids}`);
}

/** Rows without a value stand last in either direction, equal ones as they came. */
export function sortRows(rows: readonly PrintedRow[], { descending }: SortOrder): PrintedRow[] {
  return rows.toSorted(({ sortValue: a }, { sortValue: b }) => {
    if (a === b) return 0;
    if (a === undefined) return 1;
    if (b === undefined) return -1;
    return descending ? -compareValues(a, b) : compareValues(a, b);
  });
}

function compareValues(a: NonNullable<CellValue>, b: NonNullable<CellValue>): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
