import { counted } from "../lib/words.ts";
import type { App } from "../state/app.ts";
import type { LogPane } from "../state/logs/log-pane.ts";
import type { Command } from "./command.ts";
import { keyHint, withHint } from "./key-hint.ts";
import { logCommand, noLine } from "./log-command.ts";

const lines = (count: number) => counted(count, "line", "lines");

/** Terminals take no more from a program, and some a good deal less. */
const mostCopied = 1_000_000;
const tooMuch = "that is more than a clipboard takes from a terminal";

async function save(pane: LogPane, app: App, name: string): Promise<void> {
  const what = pane.selection.isEmpty ? "what is shown" : "what is selected";
  app.notify(`saving ${what}`);
  try {
    const { path, count } = await pane.taking.save(name, app.options.saveFile);
    app.notify(`saved ${lines(count)} to ${path}`);
  } catch (error) {
    app.notify(error instanceof Error ? error.message : String(error), "bad");
  }
}

/** Taking lines along: choosing, copying, saving. */
export const logTakeCommands: readonly Command[] = [
  logCommand({
    id: "select",
    title: "Select the line, or take it out again",
    group: "Find",
    keyOnly: true,
    why: noLine,
    act(pane) {
      const { cursorLine, window, selection } = pane;
      if (cursorLine === undefined) return;
      window.pause();
      selection.toggle(cursorLine.id);
      if (window.cursorIndex < pane.lines.length - 1) window.move(1);
    },
  }),
  logCommand({
    id: "select-range",
    title: "Select from here to where one goes",
    group: "Find",
    why: noLine,
    act({ window, selection }) {
      window.pause();
      selection.toggleRange(window.cursorIndex);
    },
  }),
  logCommand({
    id: "copy",
    title: "Copy the line, or what is selected",
    group: "Look inside",
    hint: "copy",
    hintOrder: 30,
    isHinted: ({ selection }) => !selection.isEmpty,
    why: noLine,
    act(pane, { app, copy, keyOf }) {
      const { text, count } = pane.taking.copied();
      if (count === 0) return app.notify("nothing that is selected is shown");
      if (text.length > mostCopied)
        return app.notify(withHint(tooMuch, keyHint(keyOf, "logs.save", "saves it")));
      copy(text);
      app.notify(`copied ${lines(count)}`);
    },
  }),
  logCommand({
    id: "save",
    title: "Save what is selected, or all that is shown, to a file",
    group: "Look inside",
    hint: "save",
    hintOrder: 32,
    why: noLine,
    act: (pane, { app }) =>
      app.openPrompt({
        sign: "save to ",
        text: pane.fileName,
        verb: "save",
        problem: (text) => (text.trim() === "" ? "a file has a name" : undefined),
        accept: (text) => void save(pane, app, text.trim()),
      }),
  }),
];
