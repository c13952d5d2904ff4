import type { Lease } from "../cache/types.ts";
import { inNaturalOrder } from "../lib/natural-order.ts";
import { counted } from "../lib/words.ts";
import type { App } from "../state/app.ts";
import type { CatalogEntry } from "../state/catalog.ts";
import type { PickerItem } from "../state/picker.ts";
import type { TableRow } from "../state/table-model.ts";
import { type CommandContext, defineCommand } from "./command.ts";

/** Kinds that are looked through at most: each costs the server one watch while the list is open. */
const kindsAtMost = 40;

interface Candidate {
  readonly entry: CatalogEntry;
  readonly lease: Lease;
}

/**
 * The kinds that may hold what an object owns: an owner is cluster-scoped or in the namespace of what it owns. No
 * server can be asked by owner, so the kinds are watched and looked through here. Events are never owned.
 */
function openCandidates(app: App, { row }: TableRow): Candidate[] {
  const { here } = app;
  if (here === undefined) return [];
  const scope = row.namespace === "" ? {} : { namespace: row.namespace };
  return here.catalog.entries
    .filter(({ kind, resource }) => {
      const canBeWatched = resource?.verbs.includes("watch") ?? true;
      return canBeWatched && kind.gvr.resource !== "events" && (kind.namespaced || row.namespace === "");
    })
    .slice(0, kindsAtMost)
    .map((entry) => {
      const { kind } = entry;
      const spec = { gvr: kind.gvr, form: kind.form, scope: kind.namespaced ? scope : {}, summarizer: kind };
      return { entry, lease: here.session.multiplexer.subscribe(spec) };
    });
}

function itemsOf(candidates: readonly Candidate[], uid: string): PickerItem[] {
  return candidates.flatMap(({ entry, lease }) => {
    const owned = [...lease.rows.ownedBy(uid)];
    if (owned.length === 0) return [];
    const names = inNaturalOrder(owned.map(({ name }) => name));
    const count = counted(owned.length, entry.kind.singular, entry.kind.gvr.resource);
    return [{ id: entry.name, text: entry.name, details: [count, names.slice(0, 3).join(", ")] }];
  });
}

/**
 * Shows what an object owns, by kind; a kind chosen opens its table narrowed to what the object owns.
 * @param onNone goes elsewhere as soon as it is known to own nothing; without it that is said.
 */
export function openChildren({ app }: CommandContext, selected: TableRow, onNone?: () => void): void {
  const { location } = app;
  if (location === undefined) return;
  const { row } = selected;
  const candidates = openCandidates(app, selected);
  const waiting = () =>
    candidates.some(({ lease }) => ["connecting", "listing"].includes(lease.rows.status.phase));
  const leaveIfNone = () => !waiting() && itemsOf(candidates, row.uid).length === 0 && onNone?.();
  const watching = candidates.map(({ lease }) =>
    lease.rows.subscribe(() => {
      app.changed();
      leaveIfNone();
    }),
  );
  app.openOverlay({
    id: "children",
    title: `owned by ${row.name}`,
    items: () => itemsOf(candidates, row.uid),
    empty: (query) => {
      if (query !== "") return `nothing it owns matches "${query}"`;
      return waiting() ? `looking through ${candidates.length} kinds` : `${row.name} owns nothing`;
    },
    accept([item]) {
      if (item === undefined) return app.closeOverlay();
      const namespaces = row.namespace === "" ? "all" : [row.namespace];
      app.goTable(location.context, namespaces, item.id, {
        selection: { ownerUid: row.uid },
        via: [...(location.via ?? []), row.name],
      });
    },
    onClose() {
      for (const end of watching) end();
      for (const { lease } of candidates) lease.release();
    },
  });
  leaveIfNone();
}

export const rowChildren = defineCommand({
  id: "row.children",
  title: "Show what the object owns",
  group: "Look inside",
  unavailable: ({ app }) => (app.table?.selected === undefined ? "no object is selected" : undefined),
  run(context) {
    const selected = context.app.table?.selected;
    if (selected) openChildren(context, selected);
  },
});
