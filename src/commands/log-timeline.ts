import type { LogPane } from "../state/logs/log-pane.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";

interface TimelineCommand {
  readonly id: string;
  readonly title: string;
  readonly hint?: string;
  readonly hintOrder?: number;
  act(pane: LogPane, context: CommandContext): void;
}

function timelineCommand({ id, act, ...record }: TimelineCommand): Command {
  return defineCommand({
    id: `timeline.${id}`,
    group: "Find",
    keyOnly: true,
    ...record,
    unavailable: ({ app }) =>
      app.logs?.timeline.isOn ? undefined : "nobody goes along the line of lines over time",
    run(context) {
      const { logs } = context.app;
      if (logs === undefined) return;
      act(logs, context);
      context.app.changed();
    },
  });
}

/** Shows the stretch that was chosen and nothing else; where none was, goes to where one is. */
function show({ timeline, times }: LogPane): void {
  const { chosen, isStretch } = timeline;
  timeline.close();
  if (chosen?.from === undefined) return;
  if (isStretch) times.showSpan(chosen);
  else times.jumpTo(chosen.from);
}

/** What keys do while one goes along the line of lines over time. */
export const timelineCommands: readonly Command[] = [
  timelineCommand({ id: "left", title: "Earlier", act: ({ timeline }) => timeline.move(-1) }),
  timelineCommand({ id: "right", title: "Later", act: ({ timeline }) => timeline.move(1) }),
  timelineCommand({
    id: "nearer",
    title: "Less time in each cell",
    act: ({ timeline }) => timeline.zoom(-1),
  }),
  timelineCommand({
    id: "farther",
    title: "More time in each cell",
    hint: "farther",
    hintOrder: 3,
    act: ({ timeline }) => timeline.zoom(1),
  }),
  timelineCommand({
    id: "stretch",
    title: "Begin a stretch of time here",
    hint: "from here",
    hintOrder: 2,
    act: ({ timeline }) => timeline.toggleAnchor(),
  }),
  timelineCommand({
    id: "show",
    title: "Show the stretch alone, or go to this time",
    hint: "show",
    hintOrder: 1,
    act: show,
  }),
  timelineCommand({
    id: "leave",
    title: "Back to the lines",
    hint: "back",
    hintOrder: 4,
    act: ({ timeline }) => timeline.close(),
  }),
];
