import type { LogPane } from "../state/logs/log-pane.ts";
import { type Command, type CommandContext, type CommandGroup, defineCommand } from "./command.ts";

interface LogCommand {
  /** Behind `logs.`. */
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  readonly hint?: string;
  readonly hintOrder?: number;
  readonly keyOnly?: boolean;
  isHinted?(pane: LogPane): boolean;
  /** Why it does nothing here. */
  why?(pane: LogPane, context: CommandContext): string | undefined;
  act(pane: LogPane, context: CommandContext): void | Promise<void>;
}

/** A command on the logs that are shown. */
export function logCommand({ id, act, why, isHinted, ...record }: LogCommand): Command {
  return defineCommand({
    id: `logs.${id}`,
    ...record,
    ...(isHinted && { isHinted: ({ app }) => app.logs !== undefined && isHinted(app.logs) }),
    unavailable(context) {
      const { logs } = context.app;
      return logs === undefined ? "these are no logs" : why?.(logs, context);
    },
    async run(context) {
      const pane = context.app.logs;
      if (pane === undefined) return;
      await act(pane, context);
      context.app.changed();
    },
  });
}

/** Where there is no line there is nothing to be done with one. */
export const noLine = ({ cursorLine }: LogPane) =>
  cursorLine === undefined ? "there is no line" : undefined;
