import { lineEdits, lineOf } from "../lib/line-edit.ts";
import type { Picker } from "../state/picker.ts";
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
    if (!app.overlay) (app.table ?? app.logs)?.move(delta);
    app.changed();
  });
}

/** What keys do in a line that is typed into, and in the list below it. */
export const promptCommands: readonly Command[] = [
  ...editing,
  promptCommand("accept", "Take it", ({ app }) => {
    const { overlay } = app;
    if (overlay === undefined) return app.closePrompt(true);
    overlay.accept();
    if (app.overlay !== overlay) return;
    // What led nowhere stays, to be corrected or typed over.
    overlay.selectLine();
    app.changed();
  }),
  promptCommand("cancel", "Leave it as it was", ({ app }) => {
    const { overlay } = app;
    if (overlay === undefined) return app.closePrompt(false);
    app.closeOverlay();
    overlay.options.leave?.();
  }),
  promptCommand("complete", "Complete what is typed", ({ app }) => {
    const completed = app.prompt?.complete?.();
    if (app.overlay) app.overlay.complete();
    else if (completed !== undefined) return app.editLine(() => lineOf(completed));
    app.changed();
  }),
  movePicker("complete-previous", "Up", -1),
  movePicker("up", "Up", -1),
  movePicker("down", "Down", 1),
  movePicker("page-up", "Page up", -10),
  movePicker("page-down", "Page down", 10),
];

/** Keys that mean something in a list, and are text as soon as something is typed above it. */
function pickerCommand(
  id: string,
  title: string,
  wants: (picker: Picker) => boolean,
  act: (context: CommandContext, picker: Picker) => void,
): Command {
  return defineCommand({
    id: `picker.${id}`,
    title,
    group: "Move",
    keyOnly: true,
    yieldsKey: true,
    unavailable({ app }) {
      return app.overlay !== undefined && wants(app.overlay) ? undefined : "not in this list";
    },
    run(context) {
      const picker = context.app.overlay;
      if (picker === undefined) return;
      act(context, picker);
      context.app.changed();
    },
  });
}

const isEmpty = ({ query }: Picker) => query.text === "";

export const pickerCommands: readonly Command[] = [
  pickerCommand(
    "mark",
    "Mark several",
    (picker) => isEmpty(picker) && picker.options.multiple === true,
    (_, picker) => picker.mark(),
  ),
  pickerCommand(
    "previous",
    "The previous one",
    (picker) => isEmpty(picker) && picker.options.previous !== undefined,
    (_, picker) => picker.options.previous?.(),
  ),
  pickerCommand(
    "kubectl-default",
    "Make it kubectl's default",
    (picker) => isEmpty(picker) && picker.options.makeDefault !== undefined,
    (_, picker) => picker.makeDefault(),
  ),
  pickerCommand(
    "go-to",
    "Go to something else instead",
    (picker) => isEmpty(picker) || picker.query.isSelected === true,
    ({ run }) => run("go.to"),
  ),
];
