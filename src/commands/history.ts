import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { withHint } from "./key-hint.ts";

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
export function escapeBack({ app, keyOf }: CommandContext): void {
  const { placeBefore, location } = app;
  if (placeBefore === undefined || placeBefore.context === location?.context) return void app.back();
  const keys = ["go.previous", "go.back"].flatMap((id) => keyOf(id) ?? []).join(" or ");
  const hint = keys === "" ? undefined : `${keys} goes there`;
  app.notify(withHint(`the place before is on ${placeBefore.context}`, hint));
}
