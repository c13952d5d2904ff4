import type { InformerStatus } from "../cache/types.ts";
import { inNaturalOrder } from "../lib/natural-order.ts";
import { counted, grouped } from "../lib/words.ts";
import type { App } from "../state/app.ts";
import type { PickerItem, PickerNote } from "../state/picker.ts";
import type { TablePane } from "../state/table-pane.ts";
import { defineCommand } from "./command.ts";
import { isNamespaceName } from "./typed-word.ts";

const allId = "*";

/** Where listing namespaces is denied: those one may know of. */
function names(app: App): { readonly names: readonly string[]; readonly denied: string | undefined } {
  const rows = app.namespaces?.rows;
  const context = app.location?.context ?? "";
  if (rows === undefined || rows.size === 0) {
    const failed = rows?.status.phase === "forbidden" ? "you may not list namespaces" : undefined;
    return { names: app.knownNamespaces(context), denied: failed };
  }
  return { names: inNaturalOrder(app.namespaceNames), denied: undefined };
}

/** Rows of the table on the screen, and how many of them are broken or need a look. */
interface Tally {
  rows: number;
  bad: number;
  warn: number;
}

const allRows = Symbol("all");
const noTally: Tally = { rows: 0, bad: 0, warn: 0 };

/**
 * By namespace and in all, in one pass, since it is made anew with every change. Whatever the filter hides counts too:
 * the list says what there is in a namespace. Undefined where the table cannot tell.
 */
function tallies({ table }: App): ReadonlyMap<string | typeof allRows, Tally> | undefined {
  if (!table?.kind.namespaced || table.location.selection) return undefined;
  const all = { ...noTally };
  const tallied = new Map<string | typeof allRows, Tally>([[allRows, all]]);
  for (const { row, health } of table.all) {
    const tally = tallied.get(row.namespace) ?? { ...noTally };
    tallied.set(row.namespace, tally);
    for (const counter of [tally, all]) {
      counter.rows += 1;
      if (health.level === "bad" || health.level === "warn") counter[health.level] += 1;
    }
  }
  return tallied;
}

/** Whether the table has all rows of a namespace, or of every one. */
function isCounted(table: TablePane, namespace: string | typeof allRows): boolean {
  const isComplete = ({ phase }: InformerStatus) => ["live", "polling", "stale"].includes(phase);
  const { parts, status } = table.rows;
  if (parts === undefined) {
    const { namespaces } = table.location;
    const isShown = namespaces === "all" || (namespace !== allRows && namespaces.includes(namespace));
    return isShown && isComplete(status);
  }
  return parts.some((part) => part.namespace === namespace && isComplete(part.status));
}

/** How many are broken, how many need a look, and how many there are. */
function counts(table: TablePane, { rows, bad, warn }: Tally): string[] {
  const { singular, gvr } = table.kind;
  // Numbers stand below each other, so what is counted is as wide in the singular.
  const count = counted(rows, singular.padEnd(gvr.resource.length), gvr.resource);
  return [bad === 0 ? "" : `${grouped(bad)} ✖`, warn === 0 ? "" : `${grouped(warn)} ▲`, count];
}

function items(app: App): readonly PickerItem[] {
  const { table } = app;
  const shown = app.location?.namespaces;
  const context = app.location?.context ?? "";
  const tallied = tallies(app);
  const countsIn = (namespace: string | typeof allRows) =>
    table === undefined || tallied === undefined || !isCounted(table, namespace)
      ? []
      : counts(table, tallied.get(namespace) ?? noTally);
  const item = (name: string): PickerItem => ({
    id: name,
    text: name,
    details: countsIn(name),
    current: shown !== "all" && shown?.[0] === name,
    weight: app.options.memory.frequencyOf(`namespace ${context} ${name}`),
  });
  const all: PickerItem = {
    id: allId,
    text: "all namespaces",
    details: countsIn(allRows),
    current: shown === "all",
    isAll: true,
  };
  return [all, ...names(app).names.map(item)];
}

/** Why names are missing, or what the numbers count where the table on the screen shows less. */
function note(app: App): PickerNote | undefined {
  const { denied } = names(app);
  if (denied !== undefined) return { text: `${denied}; type a name`, tone: "warn" };
  const { table } = app;
  const isNarrowed = table !== undefined && (table.location.filter !== "" || table.location.problemsOnly);
  if (!isNarrowed || tallies(app) === undefined) return undefined;
  return { text: `all ${table.kind.gvr.resource} are counted, whatever the filter hides`, tone: "dim" };
}

export const goNamespaces = defineCommand({
  id: "go.namespaces",
  title: "Switch namespace, or show several",
  group: "Go",
  hint: "namespaces",
  hintOrder: 61,
  run({ app }) {
    const shown = app.location?.namespaces;
    const context = app.location?.context ?? "";
    const inForce = new Set(shown === "all" ? [] : shown);
    app.openOverlay({
      id: "namespaces",
      title: "namespaces",
      multiple: true,
      marked: inForce.size > 1 ? inForce : new Set(),
      inForce,
      items: () => items(app),
      detailLooks: [
        { align: "right", tone: "bad" },
        { align: "right", tone: "warn" },
        { align: "right", tone: "dim" },
      ],
      note: () => note(app),
      typed: (query) => {
        const name = query.trim();
        const known = names(app).names.includes(name);
        return known || !isNamespaceName(name) || names(app).denied === undefined
          ? []
          : [{ id: name, text: name, details: ["", "", "as typed"] }];
      },
      empty: (query) => `no namespace matches "${query}"`,
      accept(chosen, query) {
        if (query.trim() === "-") return toPrevious(app);
        const ids = chosen.map(({ id }) => id);
        if (ids.length === 0) return app.notify(`no namespace matches "${query}"`, "bad");
        for (const id of ids) app.options.memory.rememberUse(`namespace ${context} ${id}`);
        app.setNamespaces(ids.includes(allId) ? "all" : ids);
      },
      previous: () => toPrevious(app),
    });
  },
});

function toPrevious(app: App): void {
  const { previousNamespaces } = app;
  if (previousNamespaces) app.setNamespaces(previousNamespaces);
  else app.notify("no other namespaces were shown before", "bad");
}

export const goAllNamespaces = defineCommand({
  id: "go.all-namespaces",
  title: "Show all namespaces, or fewer again",
  group: "Go",
  run({ app }) {
    const { location } = app;
    if (location === undefined) return;
    app.setNamespaces(location.namespaces === "all" ? app.someNamespaces : "all");
  },
});
