import type { App } from "../state/app.ts";
import { type Command, defineCommand } from "./command.ts";

export const goBack: Command = defineCommand({
  id: "go.back",
  title: "Back",
  group: "Go",
  run({ app }) {
    if (!app.back()) app.notify("this is where you came in");
  },
});

export const goForward: Command = defineCommand({
  id: "go.forward",
  title: "Forward again",
  group: "Go",
  run({ app }) {
    if (!app.forward()) app.notify("there is nothing to go forward to");
  },
});

/** Escape pressed once too often must not end in another cluster: there it stops, and says what goes further. */
export function escapeBack(app: App): void {
  const { placeBefore, location } = app;
  if (placeBefore === undefined || placeBefore.context === location?.context) app.back();
  else app.notify(`the place before is on ${placeBefore.context}; - or backspace goes there`);
}
