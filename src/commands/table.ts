import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { escapeBack } from "./history.ts";

/** Where there is nothing to be narrowed, ways to other places help more. */
const hasRows = ({ app }: CommandContext) => (app.table?.total ?? 0) > 0;

const noTable = ({ app }: CommandContext) => (app.table === undefined ? "this is not a table" : undefined);

const tableFilter = defineCommand({
  id: "table.filter",
  title: "Filter the rows",
  group: "Find",
  hint: "filter",
  hintOrder: 40,
  isHinted: hasRows,
  unavailable: noTable,
  run({ app }) {
    void app.table?.readAhead();
    app.openPrompt({
      sign: "/",
      text: app.table?.location.filter ?? "",
      edit: (text) => app.reshape({ filter: text }),
      problem: () => app.table?.filterError,
      accept: (text) => app.options.memory.rememberFilter(text),
      complete: () => app.table?.nearFilter?.text,
    });
  },
});

const tableTakeNear = defineCommand({
  id: "table.take-near",
  title: "Take the filter that was likely meant",
  group: "Find",
  keyOnly: true,
  yieldsKey: true,
  unavailable: ({ app }) => (app.table?.nearFilter === undefined ? "no filter is near" : undefined),
  run({ app }) {
    const near = app.table?.nearFilter;
    if (near) app.reshape({ filter: near.text });
  },
});

const tableProblems = defineCommand({
  id: "table.problems",
  title: "Only what is broken, or all again",
  group: "Find",
  hint: "broken",
  hintOrder: 50,
  isHinted: hasRows,
  unavailable: noTable,
  run: ({ app }) => app.reshape({ problemsOnly: !app.table?.location.problemsOnly }),
});

const tableWide = defineCommand({
  id: "table.wide",
  title: "More columns, or fewer again",
  group: "Find",
  unavailable(context) {
    const { kind } = context.app.table ?? {};
    if (kind === undefined) return noTable(context);
    return kind.columns.some(({ wide }) => wide) ? undefined : `${kind.gvr.resource} have no more columns`;
  },
  run: ({ app }) => app.reshape({ wide: !app.table?.location.wide }),
});

/** Escape in a table: takes back the filter, then what narrows, then the marks, then goes back. */
const tableClear = defineCommand({
  id: "table.clear",
  title: "Clear the filter and the marks, then go back",
  group: "Find",
  keyOnly: true,
  run(context) {
    const { app } = context;
    const { table } = app;
    if (table === undefined) return;
    if (table.location.filter !== "") return app.reshape({ filter: "" });
    if (table.location.problemsOnly) return app.reshape({ problemsOnly: false });
    if (table.marked.size > 0) {
      table.marked.clear();
      return app.changed();
    }
    escapeBack(context);
  },
});

function scrollColumns(id: string, title: string, delta: number): Command {
  return defineCommand({
    id,
    title,
    group: "Move",
    keyOnly: true,
    unavailable: noTable,
    run({ app }) {
      const { table } = app;
      if (table === undefined) return;
      table.columnOffset = Math.max(0, Math.min(table.columnOffset + delta, table.columns.length - 2));
      app.changed();
    },
  });
}

/** Who asks for restarts looks for the most of them. */
const mostFirst: ReadonlySet<string> = new Set(["restarts"]);

/** A column chosen again turns its order around. */
function sortBy(context: CommandContext, column: string): void {
  const { app } = context;
  const { table } = app;
  if (table === undefined) return;
  if (!table.columns.some(({ id }) => id === column)) {
    return app.notify(`${table.kind.gvr.resource} have no column ${column}`, "bad");
  }
  const { sort } = table;
  const descending = sort.column === column ? !sort.descending : mostFirst.has(column);
  app.reshape({ sort: { column, descending } });
}

function sortByCommand(column: string, named = column): Command {
  return defineCommand({
    id: `table.sort-by-${named}`,
    title: `Sort by ${named}`,
    group: "Find",
    unavailable: (context) =>
      noTable(context) ??
      (context.app.table?.columns.some(({ id }) => id === column)
        ? undefined
        : `there is no column ${column} here`),
    run: (context) => sortBy(context, column),
  });
}

function sortStep(id: string, title: string, delta: number): Command {
  return defineCommand({
    id,
    title,
    group: "Find",
    unavailable: noTable,
    run({ app }) {
      const { table } = app;
      if (table === undefined) return;
      const ids = table.columns.map((column) => column.id);
      const next = ids[(ids.indexOf(table.sort.column) + delta + ids.length) % ids.length];
      if (next !== undefined) app.reshape({ sort: { column: next, descending: mostFirst.has(next) } });
    },
  });
}

const tableSortReverse = defineCommand({
  id: "table.sort-reverse",
  title: "Turn the order around",
  group: "Find",
  unavailable: noTable,
  run({ app }) {
    const sort = app.table?.sort;
    if (sort) app.reshape({ sort: { ...sort, descending: !sort.descending } });
  },
});

export const tableCommands: readonly Command[] = [
  tableFilter,
  tableTakeNear,
  tableProblems,
  tableWide,
  tableClear,
  scrollColumns("table.columns-left", "Columns to the left", -1),
  scrollColumns("table.columns-right", "Columns to the right", 1),
  sortStep("table.sort-previous", "Sort by the column before", -1),
  sortStep("table.sort-next", "Sort by the next column", 1),
  tableSortReverse,
  sortByCommand("name"),
  sortByCommand("age"),
  sortByCommand("status"),
  sortByCommand("restarts"),
  sortByCommand("namespace"),
  sortByCommand("node"),
];
