import { nearest } from "../lib/nearest.ts";
import type { Column, Kind } from "../resources/kind.ts";
import type { Told } from "./told.ts";

/** The column every namespaced table gets when it shows more than one namespace. */
export const namespaceColumn: Column = {
  id: "namespace",
  header: "NAMESPACE",
  doc: "The namespace the object is in.",
  value: (row) => row.namespace,
  cut: "middle",
  minWidth: 10,
  priority: 2,
};

/** What a kind's rows can be sorted by, shown or not. */
export function sortColumn({ columns }: Pick<Kind, "columns">, id: string): Column | undefined {
  return (
    columns.find((column) => column.id === id) ?? (id === namespaceColumn.id ? namespaceColumn : undefined)
  );
}

/** What to say where rows are to be sorted by a column that their kind does not have. */
export function unknownColumn({ columns, gvr }: Pick<Kind, "columns" | "gvr">, wanted: string): Told {
  const ids = columns.map(({ id }) => id);
  const [near] = nearest(wanted, ids);
  const hint = near === undefined ? "choose one of" : `did you mean ${near}, or another of`;
  return {
    message: `${gvr.resource} have no column ${wanted} to sort by`,
    nextStep: `${hint} ${ids.join(", ")}`,
  };
}
