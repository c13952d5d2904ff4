import { pluralTitle } from "../lib/words.ts";
import type { App } from "../state/app.ts";
import type { TableRow } from "../state/table-model.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { openChildren } from "./row-children.ts";

/** The row of the object under the cursor, or of the one that is shown as YAML. */
const rowOf = ({ table, yaml }: App) => table?.selected?.row ?? yaml?.row;

const nothingSelected = ({ app }: CommandContext) =>
  app.table?.selected === undefined ? "no object is selected" : undefined;

function openYaml(app: App, { row }: TableRow): void {
  const { location } = app;
  if (location === undefined) return;
  const object = { namespace: row.namespace, name: row.name, uid: row.uid };
  app.go({ ...location, view: "yaml", object });
}

/** What Enter shows of an object: what belongs to it, or the object itself where nothing does. */
export const rowOpen = defineCommand({
  id: "row.open",
  title: "Open what belongs to the object",
  group: "Look inside",
  hint: "open",
  hintOrder: 10,
  unavailable: nothingSelected,
  run(context) {
    const { app } = context;
    const { table, location } = app;
    const selected = table?.selected;
    if (table === undefined || location === undefined || selected === undefined) return;
    const drill = table.kind.drill?.(selected.row);
    if (drill === undefined) {
      const toYaml = () => openYaml(app, selected);
      // Of a kind without a record of its own nothing is known but that it may own things.
      return table.kind.form === "table" ? openChildren(context, selected, toYaml) : toYaml();
    }
    const { resource, scope, ...belonging } = drill;
    const { namespace, ...selectors } = scope;
    const selection = { ...selectors, ...belonging };
    const via = [
      ...(location.via ?? []),
      pluralTitle(table.kind.kind, table.kind.gvr.resource),
      selected.row.name,
    ];
    const narrowed = Object.keys(selection).length > 0;
    const namespaces = namespace === undefined ? "all" : [namespace];
    app.goTable(location.context, namespaces, resource, narrowed ? { selection, via } : {});
  },
});

export const rowYaml = defineCommand({
  id: "row.yaml",
  title: "Show the object as YAML",
  group: "Look inside",
  hint: "yaml",
  hintOrder: 20,
  unavailable: nothingSelected,
  run({ app }) {
    const selected = app.table?.selected;
    if (selected) openYaml(app, selected);
  },
});

export const rowOwner = defineCommand({
  id: "row.owner",
  title: "Go to the object's owner",
  group: "Look inside",
  hint: "owner",
  hintOrder: 30,
  unavailable(context) {
    const row = rowOf(context.app);
    if (row === undefined) return nothingSelected(context);
    return row.owners.length === 0 ? `${row.name} has no owner` : undefined;
  },
  run({ app }) {
    const row = rowOf(app);
    const { location, here } = app;
    const owner = row?.owners.find(({ controller }) => controller) ?? row?.owners[0];
    if (row === undefined || owner === undefined || location === undefined) return;
    const group = owner.apiVersion.includes("/") ? owner.apiVersion.split("/")[0] : "";
    const entry = here?.catalog.entries.find(
      ({ kind }) => kind.kind === owner.kind && kind.gvr.group === group,
    );
    if (entry === undefined) return app.notify(`this server does not say what a ${owner.kind} is`, "bad");
    const namespaces = entry.kind.namespaced ? [row.namespace] : location.namespaces;
    app.goTable(location.context, namespaces, entry.name, {
      object: { namespace: row.namespace, name: owner.name, uid: owner.uid },
    });
  },
});

export const rowMark = defineCommand({
  id: "row.mark",
  title: "Mark, or take the mark away",
  group: "Find",
  keyOnly: true,
  unavailable: nothingSelected,
  run({ app }) {
    app.table?.toggleMark();
    app.table?.move(1);
    app.changed();
  },
});

export const marksClear = defineCommand({
  id: "marks.clear",
  title: "Take all marks away",
  group: "Find",
  unavailable: ({ app }) => ((app.table?.marked.size ?? 0) === 0 ? "nothing is marked" : undefined),
  run({ app }) {
    app.table?.marked.clear();
    app.changed();
  },
});
