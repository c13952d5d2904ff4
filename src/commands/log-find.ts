import type { App } from "../state/app.ts";
import type { LogPane } from "../state/logs/log-pane.ts";
import type { Command, CommandContext } from "./command.ts";
import { escapeBack } from "./history.ts";
import { keyHint, withHint } from "./key-hint.ts";
import { logCommand } from "./log-command.ts";

const searchesNothing = ({ search }: LogPane, { keyOf }: CommandContext) =>
  search.isOn
    ? undefined
    : withHint("nothing is searched for yet", keyHint(keyOf, "logs.search", "does that"));

async function goToMatch({ search }: LogPane, { app }: CommandContext, direction: -1 | 1): Promise<void> {
  const found = await search.goTo(direction);
  if (found === undefined) return;
  if (found.id === undefined) app.notify(`"${search.text}" is not in what is shown`);
  else if (found.isRound)
    app.notify(direction === 1 ? "no match below; this is the first" : "no match above; this is the last");
}

function goToError(pane: LogPane, { app }: CommandContext, direction: -1 | 1): void {
  if (pane.goToError(direction)) return;
  app.notify(direction === 1 ? "no error from here on" : "no error before this");
}

/** Takes back one of the things that were asked for; whether there was any. */
function clearOne({ selection, search, narrowing }: LogPane): boolean {
  if (!selection.isEmpty) selection.clear();
  else if (search.text !== "") search.searchFor("");
  else return narrowing.takeBackOne();
  return true;
}

function typeTime({ times }: LogPane, app: App): void {
  app.openPrompt({
    sign: "time ",
    text: "",
    verb: "go",
    problem: (text) => times.whyNot(text),
    accept: (text) =>
      void times.goTo(text).then((told) => (told === undefined ? app.changed() : app.notify(told))),
  });
}

/** Finding lines, and leaving out others. */
export const logFindCommands: readonly Command[] = [
  logCommand({
    id: "search",
    title: "Search, and mark what is found",
    group: "Find",
    hint: "search",
    hintOrder: 12,
    act(pane, { app }) {
      const { search } = pane;
      const typing = pane.beginSearch();
      app.openPrompt({
        sign: "search ",
        text: "",
        edit: (text) => void typing.type(text).then(() => app.changed()),
        problem: () => search.problem,
        // An empty line stands for what was searched for before, and taken as it is it searches on.
        accept: (text) => text === "" && void search.goTo(-1).then(() => app.changed()),
      });
    },
  }),
  logCommand({
    id: "next",
    title: "Next match",
    group: "Find",
    hint: "next",
    hintOrder: 11,
    isHinted: ({ search }) => search.isOn,
    why: searchesNothing,
    act: (pane, context) => goToMatch(pane, context, 1),
  }),
  logCommand({
    id: "previous-match",
    title: "Previous match",
    group: "Find",
    why: searchesNothing,
    act: (pane, context) => goToMatch(pane, context, -1),
  }),
  logCommand({
    id: "filter",
    title: "Show only lines that match",
    group: "Find",
    hint: "filter",
    hintOrder: 14,
    act: ({ narrowing, window }, { app }) =>
      app.openPrompt({
        sign: "filter ",
        text: narrowing.filter.text,
        edit: (text) => narrowing.filterBy(text),
        problem: () => narrowing.filter.problem,
        accept(text) {
          app.options.memory.rememberFilter(text);
          window.settle();
        },
      }),
  }),
  logCommand({
    id: "context",
    title: "Lines around those that match: none, a few, more",
    group: "Find",
    why: ({ narrowing }) =>
      narrowing.filter.query === undefined ? "nothing is filtered, so all lines are shown" : undefined,
    act: ({ narrowing }) => narrowing.turnContext(),
  }),
  logCommand({
    id: "level",
    title: "Only warnings and errors, only errors, or all",
    group: "Find",
    hint: "level",
    hintOrder: 16,
    act: ({ narrowing }) => narrowing.turnLevel(),
  }),
  logCommand({
    id: "next-error",
    title: "Next error",
    group: "Find",
    hint: "next error",
    hintOrder: 20,
    act: (pane, context) => goToError(pane, context, 1),
  }),
  logCommand({
    id: "previous-error",
    title: "Previous error",
    group: "Find",
    act: (pane, context) => goToError(pane, context, -1),
  }),
  logCommand({
    id: "at-time",
    title: "Go to a time, or show only a span such as 14:00..14:05",
    group: "Find",
    act: (pane, { app }) => typeTime(pane, app),
  }),
  logCommand({
    id: "timeline",
    title: "Go along the line of lines over time",
    group: "Find",
    why: ({ timeline }) => (timeline.isShown ? undefined : "the screen is too small for it"),
    act: ({ timeline }) => timeline.open(),
  }),
  logCommand({
    id: "older",
    title: "Read further back",
    group: "Find",
    async act(pane, { app }) {
      app.notify("reading what came before");
      app.notify(await pane.times.readFurtherBack());
    },
  }),
  logCommand({
    id: "clear",
    title: "Clear the selection, the search, the filter, then go back",
    group: "Find",
    act(pane, context) {
      if (!clearOne(pane)) escapeBack(context);
    },
  }),
];
