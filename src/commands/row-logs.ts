import type { App } from "../state/app.ts";
import type { Location, LogChoice } from "../state/location.ts";
import type { TableRow } from "../state/table-model.ts";
import type { TablePane } from "../state/table-pane.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { chooseContainerFirst } from "./log-places.ts";

/** The logs of objects of the table that is shown. */
function logsOf(table: TablePane, targets: readonly TableRow[], choice: LogChoice): Location {
  const { context, namespaces, resource, via, selection = {} } = table.location;
  // Names find objects that were made anew, too; what owned those before means nothing to them.
  const { ownerUid: _, rootUid: __, ...selectors } = selection;
  const place: Location = {
    context,
    namespaces,
    resource,
    view: "logs",
    ...(via && { via }),
    ...(Object.keys(selectors).length > 0 && { selection: selectors }),
    filter: "",
    problemsOnly: false,
    wide: false,
  };
  const [only] = targets;
  if (only !== undefined && targets.length === 1) {
    const { namespace, name, uid } = only.row;
    const logs = Object.keys(choice).length === 0 ? {} : { logs: choice };
    return { ...place, object: { namespace, name, uid }, ...logs };
  }
  const objects = targets.map(({ row: { namespace, name } }) => ({ namespace, name }));
  return { ...place, logs: { ...choice, objects } };
}

function whyNoLogs({ app }: CommandContext): string | undefined {
  const { table } = app;
  if (table === undefined) return "this is not a table";
  if (table.targets.length === 0) return "no object is selected";
  return table.haveLogs(table.targets) ? undefined : hasNone(table);
}

const hasNone = ({ kind }: TablePane) =>
  `no pods belong to ${kind.gvr.resource}, so there are no logs to read`;

async function openLogs(app: App, choice: LogChoice = {}): Promise<void> {
  const { table } = app;
  if (table !== undefined) await app.goLogs(logsOf(table, table.targets, choice));
}

export const rowLogsCommands: readonly Command[] = [
  defineCommand({
    id: "row.logs",
    title: "Read the logs of its pods",
    group: "Look inside",
    hint: "logs",
    hintOrder: 12,
    unavailable: whyNoLogs,
    run: ({ app }) => openLogs(app),
  }),
  defineCommand({
    id: "row.logs-previous",
    title: "Read the logs from before its restart",
    group: "Look inside",
    unavailable: whyNoLogs,
    run: ({ app }) => openLogs(app, { previous: true }),
  }),
  defineCommand({
    id: "row.logs-container",
    title: "Read the log of one container",
    group: "Look inside",
    unavailable: whyNoLogs,
    async run({ app }) {
      await openLogs(app);
      await chooseContainerFirst(app);
    },
  }),
  defineCommand({
    id: "table.logs",
    title: "Read the logs of all that is shown",
    group: "Look inside",
    unavailable({ app: { table } }) {
      if (table === undefined || table.shown.length === 0) return "nothing is shown here";
      return table.haveLogs(table.shown) ? undefined : hasNone(table);
    },
    run({ app }) {
      const { table } = app;
      if (table === undefined) return;
      const { object: _, left: __, sort: ___, ...place } = table.location;
      return app.goLogs({ ...place, view: "logs", wide: false });
    },
  }),
];
