import { editDistance, nearest } from "../lib/nearest.ts";
import type { TableRow } from "./table-model.ts";

/** A filter near to one that leaves nothing, and how many rows it would leave. */
export interface NearFilter {
  readonly text: string;
  readonly count: number;
}

/** Comparing letter by letter is slow, and beyond some thousands of words one of them is always near. */
const comparedAtMost = 2000;
const word = /^[a-z0-9][a-z0-9.-]+$/i;

/** For a filter of one plain word: the beginning of names that is spelt nearly so, such as `api` for `apo`. */
export function nearFilter(filter: string, rows: Iterable<TableRow>): NearFilter | undefined {
  if (!word.test(filter)) return undefined;
  const counts = new Map<string, number>();
  for (const { row } of rows)
    for (const beginning of beginnings(row.name)) counts.set(beginning, (counts.get(beginning) ?? 0) + 1);
  const known = [...counts.keys()].slice(0, comparedAtMost);
  const [text] = nearest(filter, known).filter((one) => isNear(filter.toLowerCase(), one));
  return text === undefined ? undefined : { text, count: counts.get(text) ?? 0 };
}

/** `fraud`, `fraud-scorer` and `fraud-scorer-0` of `fraud-scorer-0`. */
function beginnings(name: string): string[] {
  const parts = name.split("-");
  return parts.map((_, at) => parts.slice(0, at + 1).join("-"));
}

/** One letter in three may be wrong. */
function isNear(typed: string, known: string): boolean {
  return editDistance(typed, known) <= Math.max(1, Math.floor(typed.length / 3));
}
