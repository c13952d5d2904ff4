import type { Column, Kind } from "./kind.ts";

/** The columns `kubectl get` prints, in its order: the server's, which puts AGE before the wide ones. */
export function printedColumns({ columns, printed }: Kind, wide: boolean): readonly Column[] {
  if (printed !== undefined) {
    const ids = wide ? printed.wide : printed.narrow;
    return ids.flatMap((id) => columns.find((column) => column.id === id) ?? []);
  }
  const narrow = columns.filter((column) => !column.wide);
  return wide ? [...narrow, ...columns.filter((column) => column.wide)] : narrow;
}
