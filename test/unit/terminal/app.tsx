// A program of one line, to see what becomes of a terminal. Its keys do what its tests need.
import { spawn } from "node:child_process";
import { readFileSync, writeSync } from "node:fs";
import { Text } from "ink";
import { type ReactNode, useEffect, useState } from "react";
import { afterOnSystem } from "../../../src/lib/after.ts";
import type { InputEvent } from "../../../src/ui/keys/events.ts";
import { whyNoScreen } from "../../../src/ui/terminal/fitness.ts";
import { hasJobControl } from "../../../src/ui/terminal/job-control.ts";
import { Terminal } from "../../../src/ui/terminal/terminal.ts";

const refusal = whyNoScreen({ stdin: process.stdin, stdout: process.stdout, term: process.env.TERM });
if (refusal !== undefined) {
  console.error(refusal);
  process.exit(2);
}

let show: (line: string) => void = () => undefined;

function App(): ReactNode {
  const [line, setLine] = useState("ready");
  useEffect(() => {
    show = setLine;
  }, []);
  if (line === "broken") throw new Error("a view failed");
  return <Text>{`[${line}]`}</Text>;
}

/** Copies a line of its input to its output, as an editor or a login prompt would. */
function askForALine(): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(
      "sh",
      [
        "-c",
        'echo "child asks"; read answer; echo "child got $answer"; stty -a | grep -o -- "-\\?icanon"; read again',
      ],
      {
        stdio: "inherit",
      },
    );
    child.on("close", () => resolve());
  });
}

const terminal: Terminal = new Terminal({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  process,
  after: afterOnSystem,
  writeSync: (text) => void writeSync(1, text),
  onEvent: handle,
  onClose: () => process.exit(0),
  onCrash: (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
  onStrayOutput: (line) => {
    if (!line.startsWith(" ")) show(`stray: ${line}`);
  },
  canSuspend: hasJobControl(readFileSync("/proc/self/stat", "utf8")),
});

function handle(event: InputEvent): void {
  if (event.type === "paste") show(`pasted ${event.text.length}`);
  if (event.type !== "key") return;
  const actions: Readonly<Record<string, () => unknown>> = {
    q: () => terminal.close(),
    "ctrl-c": () => terminal.close(),
    x: () => process.exit(3),
    b: () => show("broken"),
    t: () =>
      setTimeout(() => {
        throw new Error("thrown in a timer");
      }),
    r: () => Promise.reject(new Error("rejected")),
    w: () => process.emitWarning("careful"),
    p: () => console.log("printed"),
    e: () => terminal.lend(askForALine).then(() => show("back")),
    "ctrl-z": () => terminal.suspend().then((reason) => show(reason ?? "continued")),
  };
  const action = actions[event.key];
  if (action === undefined) show(`key ${event.key}`);
  else void action();
}

terminal.start();
terminal.setTitle("periplus test");
try {
  await terminal.mount(<App />);
} catch (error) {
  terminal.close();
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
process.exit(0);
