import { ApiError } from "../api-error.ts";
import { asKubeObject, isRecord, recordsOf, textOf } from "../read-json.ts";
import type { TableColumn } from "../types.ts";
import type { Table } from "./types.ts";

/** No other form is asked for beside it: a server that cannot make Tables says 406. */
export const TABLE_ACCEPT =
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io";

/** A Table answer. Throws `ApiError` of kind `protocol` when it is none. */
export function readTable(value: unknown, tried: string): Table {
  if (!isRecord(value) || value.kind !== "Table") {
    throw new ApiError({
      kind: "protocol",
      message: "the server did not answer with a Table",
      tried,
      nextStep: "ask for the objects themselves",
    });
  }
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  return {
    columns: recordsOf(value.columnDefinitions).map(columnOf),
    rows: recordsOf(value.rows).map((row) => ({
      cells: Array.isArray(row.cells) ? row.cells : [],
      ...(isRecord(row.object) ? { object: asKubeObject(row.object, tried) } : {}),
    })),
    resourceVersion: textOf(metadata.resourceVersion),
    continue: textOf(metadata.continue),
  };
}

function columnOf(column: Readonly<Record<string, unknown>>): TableColumn {
  return {
    name: textOf(column.name),
    type: textOf(column.type),
    format: textOf(column.format),
    description: textOf(column.description),
    priority: typeof column.priority === "number" ? column.priority : 0,
  };
}
