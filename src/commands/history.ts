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
