import { isNoSuchPath } from "../lib/no-such-path.ts";
import type { App } from "../state/app.ts";
import type { PickerItem } from "../state/picker.ts";
import type { Told } from "../state/told.ts";
import {
  type Command,
  type CommandContext,
  type CommandHelp,
  commandGroups,
  defineCommand,
} from "./command.ts";

function helpItem({ command, keys, reason }: CommandHelp): PickerItem {
  return {
    id: command.id,
    text: command.title,
    alsoFoundBy: [command.hint ?? "", ...keys].join(" "),
    details: [keys.join(", "), reason ?? ""],
    disabled: reason !== undefined,
    group: command.group,
  };
}

/** What has a key where one is, by what one wants to do. */
function helpItems(context: CommandContext): PickerItem[] {
  const help = context
    .help()
    .filter(({ command, keys }) => keys.length > 0 && !command.id.startsWith("prompt."));
  return commandGroups.flatMap((group) =>
    help.filter(({ command }) => command.group === group).map(helpItem),
  );
}

function problemItem({ message, nextStep = "" }: Told, index: number): PickerItem {
  return {
    id: String(index),
    text: message,
    details: [nextStep],
    about: [message, nextStep].filter(Boolean).join(" "),
  };
}

export const programCommands: readonly Command[] = [
  defineCommand({
    id: "app.help",
    title: "What works here",
    group: "Program",
    hint: "help",
    hintOrder: 80,
    run(context) {
      const { app } = context;
      const items = helpItems(context);
      app.openOverlay({
        id: "help",
        title: "help",
        items: () => items,
        isGrouped: true,
        empty: (query) => `no command matches "${query}"`,
        refuse: ({ details }) => app.notify(details[1] ?? ""),
        accept([item]) {
          app.closeOverlay();
          if (item) context.run(item.id);
        },
      });
    },
  }),
  defineCommand({
    id: "app.problems",
    title: "What is wrong with the configuration",
    group: "Program",
    unavailable: ({ app }) =>
      (app.options.problems?.() ?? []).length === 0 ? "nothing is wrong with it" : undefined,
    run({ app }) {
      app.openOverlay({
        id: "problems",
        title: "problems",
        items: () => (app.options.problems?.() ?? []).map(problemItem),
        empty: (query) =>
          query === "" ? "nothing is wrong with the configuration" : `no problem matches "${query}"`,
        accept: () => app.closeOverlay(),
      });
    },
  }),
  defineCommand({
    id: "app.quit",
    title: "Quit",
    group: "Program",
    hint: "quit",
    hintOrder: 81,
    isHinted: ({ app }) => app.pane?.view === "problem" || app.table?.total === 0,
    run: ({ app }) => app.options.quit(),
  }),
  defineCommand({
    id: "app.redraw",
    title: "Draw the screen again",
    group: "Program",
    keyOnly: true,
    run: ({ redraw }) => redraw(),
  }),
  defineCommand({
    id: "app.suspend",
    title: "Back to the shell until fg",
    group: "Program",
    keyOnly: true,
    run: ({ suspend }) => suspend(),
  }),
  defineCommand({
    id: "view.retry",
    title: "Try again now",
    group: "Program",
    hint: "retry now",
    hintOrder: 0,
    unavailable: ({ app }) => (isWaiting(app) ? undefined : "nothing is waiting to be tried again"),
    run({ app }) {
      app.notify("trying again");
      return app.retry();
    },
  }),
];

/** Whether what is on the screen waits for another try. */
function isWaiting({ pane, table, yaml, logs }: App): boolean {
  const status = table?.rows.status ?? yaml?.status;
  // A kind that nobody can watch is read every so often, and that is all there is to it.
  const isCut =
    status !== undefined && "error" in status && !(status.phase === "polling" && isNoSuchPath(status.error));
  const isDenied = table?.rows.denied !== undefined || logs?.isDenied === true;
  return isCut || isDenied || yaml?.problem !== undefined || pane?.view === "problem";
}
