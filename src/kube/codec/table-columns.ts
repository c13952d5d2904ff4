import type { TableColumn } from "../types.ts";
import { isObject, textOf } from "./json-value.ts";

/** The `columnDefinitions` of a Table; undefined where there are none, as in every watch event but the first. */
export function tableColumns(definitions: unknown): TableColumn[] | undefined {
  if (!Array.isArray(definitions) || definitions.length === 0) return undefined;
  return definitions.filter(isObject).map((column) => ({
    name: textOf(column.name),
    type: textOf(column.type),
    format: textOf(column.format),
    description: textOf(column.description),
    priority: typeof column.priority === "number" ? column.priority : 0,
  }));
}
