// Any kind without a record of its own: what discovery says of it, and the columns its server prints.

import type { Row } from "../cache/types.ts";
import type { ApiResource, TableColumn } from "../kube/types.ts";
import { ageColumn, levelTone, nameColumn, orLast } from "./columns.ts";
import { deletion, healthy, verdict } from "./health.ts";
import { type CellValue, type Column, defineKind, type Health, type Kind } from "./kind.ts";

/** The cells of a server-side Table row, as the server printed them. */
export interface GenericSummary {
  readonly cells: readonly unknown[];
}

/** The kind as its server describes it. Until the columns of its Table are known, it has NAME and AGE. */
export function genericKind(resource: ApiResource, columns: readonly TableColumn[] = []): Kind {
  const { gvr, kind, singular, shortNames, namespaced, subresources, verbs } = resource;
  const telling = columns.flatMap((column, index) => tellingColumn(column, index) ?? []);
  const health = (row: Row<GenericSummary>, now: number) => judge(row, telling, now);
  return defineKind<GenericSummary>({
    gvr,
    kind,
    singular: singular || kind.toLowerCase(),
    shortNames,
    namespaced,
    doc: `${kind} of ${gvr.group === "" ? "the core API" : gvr.group}.`,
    form: "table",
    fields: ["cells"],
    columns: genericColumns(columns, health),
    abilities: subresources.includes("scale") && verbs.includes("patch") ? ["scale"] : [],
    summarize: ({ cells }) => ({ cells: Array.isArray(cells) ? cells : [] }),
    health,
  });
}

type Judge = (row: Row<GenericSummary>, now: number) => Health;

function genericColumns(columns: readonly TableColumn[], health: Judge): readonly Column<GenericSummary>[] {
  const ids = new Set(["name", "age"]);
  const between = columns.flatMap((column, index) => {
    if (isName(column) || isAge(column)) return [];
    const id = unused(slug(column.name), ids);
    ids.add(id);
    const isTelling = tellingColumn(column, index) !== undefined;
    return [{ ...cellColumn(column, index, id), ...(isTelling ? { tone: toneBy(health) } : {}) }];
  });
  // What tells how the object is stays longer than its age, and that longer than all else.
  const ranked = between.map((column, index) => ({
    ...column,
    priority: column.tone && !column.wide ? 1 : index + 4,
  }));
  return [nameColumn, ...ranked, ageColumn];
}

/** The server's ages are as old as the answer, so ours is counted from the creation. */
function isAge({ name }: TableColumn): boolean {
  return name.toLowerCase() === "age";
}

function isName({ name, format }: TableColumn): boolean {
  return format === "name" || name.toLowerCase() === "name";
}

function cellColumn(
  { name, type, description, priority }: TableColumn,
  index: number,
  id: string,
): Omit<Column<GenericSummary>, "priority"> {
  const isNumber = type === "integer" || type === "number";
  return {
    id,
    header: name.toUpperCase(),
    doc: sentenceOf(description) || `${name}, as the server prints it.`,
    value: ({ summary }) => cellValue(summary.cells[index], isNumber),
    text: ({ summary }) => cellText(summary.cells[index]),
    ...(isNumber ? { align: "right" } : {}),
    maxWidth: 60,
    ...(isNumber ? {} : { minWidth: 12 }),
    ...(priority > 0 ? { wide: true } : {}),
  };
}

function toneBy(health: Judge): NonNullable<Column<GenericSummary>["tone"]> {
  return (row, now) => levelTone(health(row, now).level);
}

function cellValue(cell: unknown, isNumber: boolean): CellValue {
  if (!isNumber) return orLast(cellText(cell));
  return typeof cell === "number" ? cell : undefined;
}

/** As kubectl prints the cells of a Table, which says nothing for a field that is not there. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

/** `Last Backup (UTC)` as `last-backup-utc`. */
function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "column"
  );
}

function unused(id: string, ids: ReadonlySet<string>): string {
  let free = id;
  for (let next = 2; ids.has(free); next += 1) free = `${id}-${next}`;
  return free;
}

function sentenceOf(description: string): string {
  const [first = ""] = description
    .replace(/\s+/g, " ")
    .trim()
    .split(/(?<=\.) /);
  return first === "" || first.endsWith(".") ? first : `${first}.`;
}

interface TellingColumn {
  readonly name: string;
  readonly index: number;
}

/** Condition types by which many custom resources say that they are well, as their printer columns name them. */
const goodConditions = new Set([
  "ready",
  "available",
  "healthy",
  "synced",
  "established",
  "accepted",
  "programmed",
]);
const states = new Set(["status", "phase", "state", "health", "health status"]);

function tellingColumn({ name }: TableColumn, index: number): TellingColumn | undefined {
  const word = name.toLowerCase();
  return goodConditions.has(word) || states.has(word) ? { name, index } : undefined;
}

/** Words that mean the same in every API that uses them; all others are left to the reader. */
const failures = new Set(["failed", "error", "degraded", "unhealthy"]);

function judge(row: Row<GenericSummary>, telling: readonly TellingColumn[], now: number): Health {
  const leaving = deletion(row, now);
  if (leaving !== undefined) return leaving;
  for (const { name, index } of telling) {
    const cell = cellText(row.summary.cells[index]);
    if (goodConditions.has(name.toLowerCase())) {
      if (cell === "False" || cell === "false") return verdict("warn", `Not${name}`, `${name} is ${cell}`);
    } else if (failures.has(cell.toLowerCase())) return verdict("bad", cell, `${name} is ${cell}`);
  }
  return healthy;
}
