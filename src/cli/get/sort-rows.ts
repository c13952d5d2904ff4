import type { Row } from "../../cache/types.ts";
import type { KubeObject } from "../../kube/types.ts";
import { parseQuantity } from "../../lib/quantity.ts";
import type { CellValue, Kind } from "../../resources/kind.ts";
import { unknownColumn } from "../../state/sort-column.ts";
import { usageError } from "../failure.ts";
import { pathSteps, valueAt } from "./json-path.ts";
import type { PrintedRow } from "./row-cells.ts";

export interface SortOrder {
  /** An id or header, in small letters. */
  readonly column: string;
  /** As it was typed, where it may be a path into the whole object. */
  readonly path: string;
  readonly descending: boolean;
}

/** `restarts`, `-restarts` for the greatest first, or a path such as `.spec.nodeName`. */
export function sortOrder(text: string): SortOrder {
  const path = text.replace(/^-/, "").replace(/^\{(.*)\}$/, "$1");
  return { column: path.replace(/^\./, "").toLowerCase(), path, descending: text.startsWith("-") };
}

export type SortValue = (row: Row, now: number) => CellValue;

/** What every row has, whatever its kind's columns, by kubectl's paths. */
const always: Readonly<Record<string, SortValue>> = {
  namespace: ({ namespace }) => namespace,
  "metadata.namespace": ({ namespace }) => namespace,
  "metadata.name": ({ name }) => name,
  "metadata.creationtimestamp": ({ createdAt }) => (Number.isNaN(createdAt) ? undefined : createdAt),
};

/** What there is of objects to look into: of the rows of a Table no more than their metadata. */
export interface SortedObjects {
  readonly holds: "all" | "metadata";
  decode(row: Row): KubeObject;
}

/** What a kind's rows are sorted by. Throws `CliError` with the columns there are. */
export function sortValue(
  { columns, gvr }: Kind,
  { column: wanted, path }: SortOrder,
  { holds, decode }: SortedObjects,
): SortValue {
  const column = columns.find(({ id, header }) => id === wanted || header.toLowerCase() === wanted);
  const value = column?.value ?? always[wanted];
  if (value !== undefined) return value;
  const steps = path.includes(".") ? pathSteps(path) : undefined;
  if (steps && (holds === "all" || steps[0] === "metadata"))
    return (row) => comparable(valueAt(decode(row), steps));
  const { message, nextStep } = unknownColumn({ columns, gvr }, wanted);
  throw usageError(message, nextStep);
}

/** Amounts such as `10Gi` by what they are, as kubectl does; times are in order as they are written. */
function comparable(value: ReturnType<typeof valueAt>): CellValue {
  if (typeof value === "string") return parseQuantity(value) ?? value;
  return typeof value === "boolean" ? String(value) : value;
}

/** A path that leads nowhere is misspelt, as far as one can tell. Throws `CliError`. */
export function checkSorted(rows: readonly PrintedRow[], { path }: SortOrder): void {
  if (!path.includes(".") || rows.length === 0 || rows.some(({ sortValue: value }) => value !== undefined))
    return;
  throw usageError(`none of them has ${path} to sort by`, "-o yaml shows what they have");
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
