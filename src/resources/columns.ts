import type { Row } from "../cache/types.ts";
import type { Column, HealthLevel, Tone } from "./kind.ts";
import { sinceText, sinceValue } from "./times.ts";

/** The first column of nearly every kind. */
export const nameColumn: Column = {
  id: "name",
  header: "NAME",
  doc: "The object's name.",
  value: (row) => row.name,
  cut: "middle",
  priority: 0,
};

/** The last column of nearly every kind. Sorts by the time elapsed, so ascending is newest first. */
export const ageColumn: Column = {
  id: "age",
  header: "AGE",
  doc: "Time since the object was created.",
  value: (row, now) => sinceValue(row.createdAt, now),
  text: (row, now) => sinceText(row.createdAt, now),
  unit: "milliseconds",
  align: "right",
  priority: 3,
  ages: true,
};

/** A cell as it is printed. */
export function cellText(column: Column, row: Row, now: number): string {
  return column.text ? column.text(row, now) : String(column.value(row, now) ?? "");
}

/** The colour of a cell that carries the health of its row. */
export function levelTone(level: HealthLevel): Tone | undefined {
  if (level === "ok") return undefined;
  return level === "done" ? "dim" : level;
}

/** A share as a number that sorts the most lacking first; nothing wanted lacks nothing. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** An empty text the way the server's tables print it. */
export function orNone(text: string): string {
  return text === "" ? "<none>" : text;
}

/** An empty text as no value, so that it sorts last. */
export function orLast(text: string): string | undefined {
  return text === "" ? undefined : text;
}

/** A column that prints one number. */
export function countColumn<S>(
  identity: Pick<Column<S>, "id" | "header" | "doc" | "priority" | "tone" | "wide">,
  amount: (summary: S) => number,
): Column<S> {
  return { ...identity, value: ({ summary }) => amount(summary), align: "right" };
}
