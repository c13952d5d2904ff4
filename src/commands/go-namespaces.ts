import type { App } from "../state/app.ts";
import type { PickerItem } from "../state/picker.ts";
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
  return { names: [...rows.values()].map(({ name }) => name).sort(), denied: undefined };
}

/** Rows of the table on the screen, and how many of them are broken. */
interface Tally {
  rows: number;
  bad: number;
}

const allRows = Symbol("all");

/** By namespace and in all, in one pass, since it is made anew with every change; undefined where it cannot tell. */
function tallies({ table, location }: App): ReadonlyMap<string | typeof allRows, Tally> | undefined {
  if (table === undefined || location?.namespaces !== "all" || location.filter !== "" || location.selection)
    return undefined;
  const all = { rows: 0, bad: 0 };
  const tallied = new Map<string | typeof allRows, Tally>([[allRows, all]]);
  for (const { row, health } of table.shown) {
    const tally = tallied.get(row.namespace) ?? { rows: 0, bad: 0 };
    tallied.set(row.namespace, tally);
    const isBad = health.level === "bad" ? 1 : 0;
    for (const counter of [tally, all]) {
      counter.rows += 1;
      counter.bad += isBad;
    }
  }
  return tallied;
}

function items(app: App): readonly PickerItem[] {
  const shown = app.location?.namespaces;
  const context = app.location?.context ?? "";
  const tallied = tallies(app);
  const countIn = (namespace: string | typeof allRows) => {
    if (tallied === undefined) return "";
    const { rows, bad } = tallied.get(namespace) ?? { rows: 0, bad: 0 };
    const count = `${rows} ${app.table?.kind.gvr.resource}`;
    return bad === 0 ? count : `${bad} ✖  ${count}`;
  };
  const item = (name: string): PickerItem => ({
    id: name,
    text: name,
    details: [countIn(name)],
    current: shown !== "all" && shown?.[0] === name,
    weight: app.options.memory.frequencyOf(`namespace ${context} ${name}`),
  });
  const all = {
    id: allId,
    text: "all namespaces",
    details: [countIn(allRows)],
    current: shown === "all",
  };
  return [all, ...names(app).names.map(item)];
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
    app.openOverlay({
      id: "namespaces",
      title: "namespaces",
      multiple: true,
      marked: new Set(shown !== "all" && shown !== undefined && shown.length > 1 ? shown : []),
      items: () => items(app),
      note: () => {
        const { denied } = names(app);
        return denied === undefined ? undefined : `${denied}; type a name`;
      },
      typed: (query) => {
        const name = query.trim();
        const known = names(app).names.includes(name);
        return known || !isNamespaceName(name) || names(app).denied === undefined
          ? []
          : [{ id: name, text: name, details: ["as typed"] }];
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
  title: "Show all namespaces",
  group: "Go",
  run({ app }) {
    const { location } = app;
    if (location === undefined) return;
    app.setNamespaces(location.namespaces === "all" ? (app.previousNamespaces ?? ["default"]) : "all");
  },
});
