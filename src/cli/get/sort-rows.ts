import type { Row } from "../../cache/types.ts";
import type { CellValue, Kind } from "../../resources/kind.ts";
import { unknownColumn } from "../../state/sort-column.ts";
import { usageError } from "../failure.ts";
import type { PrintedRow } from "./row-cells.ts";

export interface SortOrder {
  /** An id or header, in small letters. */
  readonly column: string;
  readonly descending: boolean;
}

/** `restarts`, `-restarts` for the greatest first, or one of kubectl's paths that people use. */
export function sortOrder(text: string): SortOrder {
  const wanted = text.toLowerCase().replace(/^\{(.*)\}$/, "$1");
  return { column: wanted.replace(/^[-.]/, ""), descending: wanted.startsWith("-") };
}

export type SortValue = (row: Row, now: number) => CellValue;

/** What every row has, whatever its kind's columns, by kubectl's paths. */
const always: Readonly<Record<string, SortValue>> = {
  namespace: ({ namespace }) => namespace,
  "metadata.namespace": ({ namespace }) => namespace,
  "metadata.name": ({ name }) => name,
  "metadata.creationtimestamp": ({ createdAt }) => (Number.isNaN(createdAt) ? undefined : createdAt),
};

/** What a kind's rows are sorted by. Throws `CliError` with the columns there are. */
export function sortValue({ columns, gvr }: Kind, { column: wanted }: SortOrder): SortValue {
  const column = columns.find(({ id, header }) => id === wanted || header.toLowerCase() === wanted);
  const value = column?.value ?? always[wanted];
  if (value !== undefined) return value;
  const { message, nextStep } = unknownColumn({ columns, gvr }, wanted);
  throw usageError(message, nextStep);
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
