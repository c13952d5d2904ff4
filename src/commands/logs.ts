import type { LogPane } from "../state/logs/log-pane.ts";
import { type Command, type CommandContext, type CommandGroup, defineCommand } from "./command.ts";
import { escapeBack } from "./history.ts";

interface LogCommand {
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  readonly hint?: string;
  readonly hintOrder?: number;
  isHinted?(pane: LogPane): boolean;
  /** Why it does nothing here. */
  why?(pane: LogPane): string | undefined;
  act(pane: LogPane, context: CommandContext): void | Promise<void>;
}

function logCommand({ id, act, why, isHinted, ...record }: LogCommand): Command {
  return defineCommand({
    id: `logs.${id}`,
    ...record,
    ...(isHinted && { isHinted: ({ app }) => app.logs !== undefined && isHinted(app.logs) }),
    unavailable: ({ app }) => (app.logs === undefined ? "these are no logs" : why?.(app.logs)),
    async run(context) {
      const pane = context.app.logs;
      if (pane === undefined) return;
      await act(pane, context);
      context.app.changed();
    },
  });
}

export const logCommands: readonly Command[] = [
  logCommand({
    id: "follow",
    title: "Follow what comes, or stay here",
    group: "Move",
    hint: "follow",
    hintOrder: 10,
    act: ({ window }) => (window.isFollowing ? window.pause() : window.follow()),
  }),
  logCommand({
    id: "clear",
    title: "Clear what was asked for, then go back",
    group: "Find",
    act: (_, { app }) => escapeBack(app),
  }),
];
