import { counted, grouped } from "../lib/words.ts";
import type { App } from "../state/app.ts";
import type { Location, LogChoice } from "../state/location.ts";
import type { LogPane } from "../state/logs/log-pane.ts";
import type { PickerItem } from "../state/picker.ts";
import type { Command } from "./command.ts";
import { logCommand, noLine } from "./log-command.ts";

type Source = LogPane["sources"][number];

/** How a source stands, in words. */
function statusText({ status, container }: Source): string {
  switch (status.phase) {
    case "held":
      return "not streaming, beyond the number of streams";
    case "waiting":
      return `waiting: ${status.reason}`;
    case "retrying":
      return `lost, trying again: ${status.error.message}`;
    case "refused":
      return `refused: ${status.error.message}`;
    case "ended":
      return container?.end === undefined ? "read to its end" : `ended: ${container.end.reason}`;
    case "gone":
      return "the pod is gone";
    case "left":
      return "the pod does not belong here any more";
    default:
      return status.phase;
  }
}

function sourceItems({ sources, narrowing }: LogPane): PickerItem[] {
  const severalNamespaces = new Set(sources.map(({ source }) => source.pod.namespace)).size > 1;
  const severalContexts = new Set(sources.map(({ source }) => source.pod.context)).size > 1;
  // What is read stands before what is not.
  const inOrder = sources.toSorted(
    (a, b) => Number(a.status.phase === "held") - Number(b.status.phase === "held"),
  );
  return inOrder.map((tailed) => {
    const { number, pod, container } = tailed.source;
    const where = [severalContexts ? pod.context : "", severalNamespaces ? pod.namespace : "", pod.name];
    return {
      id: String(number),
      text: `${where.filter((part) => part !== "").join("/")} ${container}`,
      details: [statusText(tailed), grouped(tailed.lines)],
      current: !narrowing.hidden.has(number),
    };
  });
}

function chooseSources(pane: LogPane, app: App): void {
  const shown = pane.sources
    .map(({ source }) => source.number)
    .filter((number) => !pane.narrowing.hidden.has(number));
  app.openOverlay({
    id: "log-sources",
    title: "sources",
    multiple: true,
    marked: new Set(shown.map(String)),
    detailLooks: [{}, { align: "right" }],
    items: () => sourceItems(pane),
    empty: (query) => (query === "" ? "there are no containers" : `no container matches "${query}"`),
    accept(items) {
      const chosen = new Set(items.map(({ id }) => Number(id)));
      const numbers = pane.sources.map(({ source }) => source.number);
      if (chosen.size > 0) pane.narrowing.hide(new Set(numbers.filter((number) => !chosen.has(number))));
      app.closeOverlay();
    },
  });
}

/** What of the logs of a place may be asked for otherwise; undefined is as if nothing had been asked for. */
type Otherwise = { readonly [name in "container" | "contexts" | "previous"]?: LogChoice[name] | undefined };

/** The same place with something else of its logs. */
function withLogs({ location }: LogPane, otherwise: Otherwise): Location {
  const { logs: before, ...place } = location;
  const { container, contexts, previous, ...others } = { ...before, ...otherwise };
  const logs: LogChoice = {
    ...others,
    ...(container !== undefined && { container }),
    ...(contexts !== undefined && { contexts }),
    ...(previous !== undefined && { previous }),
  };
  return Object.keys(logs).length === 0 ? place : { ...place, logs };
}

const everyContainer = "all containers";

/** In how many pods there is a container of each name. */
function containerCounts({ pods }: LogPane): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { containers } of pods)
    for (const { name } of containers) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** One container is read whether it is chosen or not. */
function noOtherContainer(pane: LogPane): string | undefined {
  const [only, ...others] = containerCounts(pane).keys();
  const { container = only } = pane.location.logs ?? {};
  if (only === undefined) return "there are no containers";
  return others.length === 0 && container === only ? `there is no container but ${only}` : undefined;
}

function containerItems(pane: LogPane): PickerItem[] {
  const current = pane.location.logs?.container;
  const counts = containerCounts(pane);
  const defaults = new Set(pane.pods.map(({ defaultContainer }) => defaultContainer));
  const names = [...counts.keys()].sort((a, b) => Number(defaults.has(b)) - Number(defaults.has(a)));
  return [
    { id: "", text: everyContainer, details: ["", ""], current: current === undefined },
    ...names.map((name) => ({
      id: name,
      text: name,
      details: [counted(counts.get(name) ?? 0, "pod", "pods"), defaults.has(name) ? "the default" : ""],
      current: name === current,
    })),
  ];
}

/** Of the logs of a table's object one container's alone, where it has several. */
export async function chooseContainerFirst(app: App): Promise<void> {
  const pane = app.logs;
  await pane?.whenPodsAreKnown;
  // Somebody may have gone elsewhere, or begun something else.
  if (pane === undefined || app.logs !== pane || app.overlay || app.prompt) return;
  if (noOtherContainer(pane) === undefined) chooseContainer(pane, app, "on the way");
}

/** @param from whether one is there already, or on the way from a place to which one goes back. */
function chooseContainer(pane: LogPane, app: App, from: "there" | "on the way" = "there"): void {
  const isOnTheWay = from === "on the way";
  app.openOverlay({
    id: "log-container",
    title: "container",
    ...(isOnTheWay && { leave: () => app.back() }),
    items: () => containerItems(pane),
    empty: (query) => `no container matches "${query}"`,
    accept([item]) {
      app.closeOverlay();
      if (item === undefined) return;
      const container = item.id === "" ? undefined : item.id;
      if (container === pane.location.logs?.container) return;
      void app.goLogs(withLogs(pane, { container }), isOnTheWay ? "instead" : "on");
    },
  });
}

function chooseColumns(pane: LogPane, app: App): void {
  const { display } = pane;
  app.openOverlay({
    id: "log-columns",
    title: "fields to show",
    multiple: true,
    marked: new Set(display.columns),
    items: () => pane.readings.fieldNames.map((name) => ({ id: name, text: name, details: [] })),
    note: () => ({ text: "all fields are shown where none is chosen", tone: "dim" }),
    empty: (query) => (query === "" ? "the lines in sight have no fields" : `no field matches "${query}"`),
    accept(items) {
      display.columns = items.map(({ id }) => id);
      app.closeOverlay();
    },
  });
}

function chooseContexts(pane: LogPane, app: App): void {
  const { context, logs } = pane.location;
  app.openOverlay({
    id: "log-contexts",
    title: `the same logs on ${context} and`,
    multiple: true,
    marked: new Set(logs?.contexts),
    items: () =>
      app.options.contexts
        .list()
        .filter(({ name }) => name !== context)
        .map(({ name, server, problem }) => ({
          id: name,
          text: name,
          details: [problem ?? server],
          disabled: problem !== undefined,
        })),
    empty: (query) => (query === "" ? "there is no other context" : `no context matches "${query}"`),
    accept(items) {
      app.closeOverlay();
      const contexts = items.length === 0 ? undefined : items.map(({ id }) => id);
      void app.goLogs(withLogs(pane, { contexts }));
    },
  });
}

/** What is read and shown, and where a line leads. */
export const logPlaceCommands: readonly Command[] = [
  logCommand({
    id: "sources",
    title: "Show and hide pods and containers, and how they stand",
    group: "Look inside",
    hint: "sources",
    hintOrder: 22,
    act: (pane, { app }) => chooseSources(pane, app),
  }),
  logCommand({
    id: "container",
    title: "Read one container only, or all",
    group: "Look inside",
    why: noOtherContainer,
    act: (pane, { app }) => chooseContainer(pane, app),
  }),
  logCommand({
    id: "contexts",
    title: "Read the same on other contexts too",
    group: "Look inside",
    act: (pane, { app }) => chooseContexts(pane, app),
  }),
  logCommand({
    id: "columns",
    title: "Choose the fields to show",
    group: "Look inside",
    act: (pane, { app }) => chooseColumns(pane, app),
  }),
  logCommand({
    id: "previous",
    title: "The logs from before the last restart, or the present ones",
    group: "Look inside",
    act: (pane, { app }) =>
      app.goLogs(withLogs(pane, { previous: pane.location.logs?.previous === true ? undefined : true })),
  }),
  logCommand({
    id: "pod",
    title: "Go to the pod that wrote the line",
    group: "Look inside",
    why: noLine,
    act(pane, { app }) {
      const pod = pane.cursorLine?.entry.source.pod;
      if (pod === undefined) return;
      const { context, namespace, name, uid } = pod;
      app.goTable(context, [namespace], "pods", { object: { namespace, name, uid } });
    },
  }),
];
