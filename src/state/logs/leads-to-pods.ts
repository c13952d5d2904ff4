import type { Row } from "../../cache/index.ts";
import type { Kind } from "../../resources/kind.ts";
import type { Catalog } from "../catalog.ts";
import { isPods } from "../log-pods/object-source.ts";

/** Whether an object can have pods of its own, as far as its kind knows. */
export function leadsToPods(kind: Kind, row: Row, catalog: Catalog): boolean {
  if (isPods(kind)) return true;
  const drill = kind.drill?.(row);
  if (drill === undefined) return kind.form === "table";
  // One that leads to all there is in its namespace says nothing of which of them are its own.
  const { namespace, ...selectors } = drill.scope;
  const isNarrow = drill.ownerUid !== undefined || Object.keys(selectors).length > 0;
  if (!isNarrow && namespace === row.namespace && kind.namespaced) return false;
  const target = catalog.find(drill.resource)?.kind;
  return target?.abilities.includes("logs") === true;
}

/** Whether any object of a kind can. */
export function mayLeadToPods(kind: Kind): boolean {
  return isPods(kind) || kind.drill !== undefined || kind.form === "table";
}
