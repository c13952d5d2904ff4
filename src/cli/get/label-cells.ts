import type { Labels } from "../../cache/types.ts";
import type { Cells } from "./table-writer.ts";

/** Which labels are columns of their own, behind all others, and whether all of them are one more. */
export interface LabelColumns {
  readonly keys: readonly string[];
  readonly all: boolean;
}

/** As kubectl calls them: by what stands behind the last slash. */
export function labelHeaders({ keys, all }: LabelColumns): Cells {
  const own = keys.map((key) => key.slice(key.lastIndexOf("/") + 1).toUpperCase());
  return all ? [...own, "LABELS"] : own;
}

/** The cells under these headers, sorted by key where they are in one. */
export function labelCells({ keys, all }: LabelColumns, labels: Labels): Cells {
  const own = keys.map((key) => labels[key] ?? "");
  if (!all) return own;
  const pairs = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`);
  return [...own, pairs.join(",") || "<none>"];
}
