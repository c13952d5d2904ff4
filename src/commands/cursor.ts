import type { App } from "../state/app.ts";
import { type Command, defineCommand } from "./command.ts";

interface Scrollable {
  readonly height: number;
  move(delta: number): void;
  moveTo(index: number): void;
}

function scrollable(app: App): Scrollable | undefined {
  return app.pane?.view === "problem" ? undefined : app.pane;
}

function cursorCommand(id: string, title: string, act: (pane: Scrollable) => void): Command {
  return defineCommand({
    id: `cursor.${id}`,
    title,
    group: "Move",
    keyOnly: true,
    run({ app }) {
      const pane = scrollable(app);
      if (pane === undefined) return;
      act(pane);
      app.changed();
    },
  });
}

const half = (pane: Scrollable) => Math.max(1, Math.floor(pane.height / 2));
/** A page keeps one line of the one before, to read on from. */
const page = (pane: Scrollable) => Math.max(1, pane.height - 1);

/** One family, alike but for how far they go. */
export const cursorCommands: readonly Command[] = [
  cursorCommand("up", "Up", (pane) => pane.move(-1)),
  cursorCommand("down", "Down", (pane) => pane.move(1)),
  cursorCommand("half-up", "Half a page up", (pane) => pane.move(-half(pane))),
  cursorCommand("half-down", "Half a page down", (pane) => pane.move(half(pane))),
  cursorCommand("page-up", "Page up", (pane) => pane.move(-page(pane))),
  cursorCommand("page-down", "Page down", (pane) => pane.move(page(pane))),
  cursorCommand("first", "To the first line", (pane) => pane.moveTo(0)),
  cursorCommand("last", "To the last line", (pane) => pane.moveTo(Number.MAX_SAFE_INTEGER)),
];
