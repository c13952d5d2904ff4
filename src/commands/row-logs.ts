import type { App } from "../state/app.ts";
import type { Location, LogChoice } from "../state/location.ts";
import type { TableRow } from "../state/table-model.ts";
import type { TablePane } from "../state/table-pane.ts";
import type { YamlPane } from "../state/yaml-pane.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { chooseContainerFirst } from "./log-places.ts";

/** The objects that are meant: the marked ones or that under the cursor, or the one that is shown as YAML. */
function meantBy({ table, yaml }: App): readonly Meant[] {
  if (table !== undefined) return table.targets;
  return yaml?.row === undefined ? [] : [{ row: yaml.row }];
}

type Meant = Pick<TableRow, "row">;

/** The logs of objects of a place. */
function logsOf(from: Location, targets: readonly Meant[], choice: LogChoice): Location {
  const { context, namespaces, resource, via, selection = {} } = from;
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
  const pane = app.table ?? app.yaml;
  if (pane === undefined) return "this is neither a table nor an object";
  const meant = meantBy(app);
  if (meant.length === 0) return "no object is selected";
  return app.haveLogs(pane.kind, meant) ? undefined : hasNone(pane);
}

const hasNone = ({ kind }: TablePane | YamlPane) =>
  `no pods belong to ${kind.gvr.resource}, so there are no logs to read`;

async function openLogs(app: App, choice: LogChoice = {}): Promise<void> {
  if (app.location) await app.goLogs(logsOf(app.location, meantBy(app), choice));
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
    unavailable({ app }) {
      const { table } = app;
      if (table === undefined || table.shown.length === 0) return "nothing is shown here";
      return app.haveLogs(table.kind, table.shown) ? undefined : hasNone(table);
    },
    run({ app }) {
      const { table } = app;
      if (table === undefined) return;
      const { object: _, left: __, sort: ___, ...place } = table.location;
      return app.goLogs({ ...place, view: "logs", wide: false });
    },
  }),
];
