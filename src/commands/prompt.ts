import { lineEdits } from "../lib/line-edit.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";

function promptCommand(id: string, title: string, run: (context: CommandContext) => void): Command {
  return defineCommand({ id: `prompt.${id}`, title, group: "Move", keyOnly: true, run });
}

const editing = Object.entries(lineEdits).map(([name, edit]) =>
  promptCommand(name, `Edit the line: ${name.replaceAll("-", " ")}`, ({ app }) => app.editLine(edit)),
);

function movePicker(id: string, title: string, delta: number): Command {
  return promptCommand(id, title, ({ app }) => {
    app.overlay?.move(delta);
    // While a filter is typed the arrows move through the rows it leaves.
    if (!app.overlay) app.table?.move(delta);
    app.changed();
  });
}

/** What keys do in a line that is typed into, and in the list below it. */
export const promptCommands: readonly Command[] = [
  ...editing,
  promptCommand("accept", "Take it", ({ app }) => {
    if (app.overlay) app.overlay.accept();
    else app.closePrompt(true);
  }),
  promptCommand("cancel", "Leave it as it was", ({ app }) => {
    if (app.overlay) app.closeOverlay();
    else app.closePrompt(false);
  }),
  promptCommand("complete", "Complete what is typed", ({ app }) => {
    app.overlay?.complete();
    app.changed();
  }),
  movePicker("complete-previous", "Up", -1),
  movePicker("up", "Up", -1),
  movePicker("down", "Down", 1),
  movePicker("page-up", "Page up", -10),
  movePicker("page-down", "Page down", 10),
  defineCommand({
    id: "picker.mark",
    title: "Mark several",
    group: "Move",
    keyOnly: true,
    run({ app }) {
      app.overlay?.mark();
      app.changed();
    },
  }),
  defineCommand({
    id: "picker.previous",
    title: "The previous one",
    group: "Move",
    keyOnly: true,
    run: ({ app }) => app.overlay?.options.accept([], "-"),
  }),
];
