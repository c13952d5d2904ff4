import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { PtyTerminal } from "../../support/pty.ts";
import { bundle } from "../../tools/build.ts";

const outdir = mkdtempSync(join(tmpdir(), "periplus-terminal-"));
const app = join(outdir, "app.js");
const open: PtyTerminal[] = [];

vi.setConfig({ testTimeout: 20_000 });

beforeAll(async () => {
  await bundle({ entries: { app: join(import.meta.dirname, "app.tsx") }, outdir });
}, 30_000);

afterEach(() => {
  for (const terminal of open.splice(0)) terminal.kill();
});

afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** The program in a shell with job control, started and drawn. */
async function started(): Promise<PtyTerminal> {
  // What the shell prints of the command stays short, wherever the repository lies.
  const environment = { NODE: process.execPath, APP: app };
  const terminal = new PtyTerminal("bash", ["--norc", "--noprofile", "-i"], environment);
  open.push(terminal);
  terminal.type("$NODE $APP\r");
  await terminal.shows("[ready]");
  return terminal;
}

// A line with nothing but the shell's question for a command, or with the echo of a ctrl-c before it.
const prompt = /^(\^C)?\$$/m;
const plain = { autowrap: true, paste: false, focus: false, mouse: false };

/** The shell has the terminal back, in the state it left it in. */
async function isBack(terminal: PtyTerminal, code: number): Promise<void> {
  await terminal.shows(prompt);
  terminal.type('echo "code $?"; stty -a | grep -o -e "-\\?icanon" -e "-\\?echo "\r');
  await terminal.shows(new RegExp(`^code ${code}$[^]*^icanon$[^]*^echo`, "m"));
  expect(terminal.text()).not.toMatch(/^-icanon/m);
  expect(terminal.isAlternate).toBe(false);
  // bash itself asks for pastes to be marked while it reads a line.
  expect({ ...terminal.modes, paste: false }).toEqual(plain);
}

describe("the terminal comes back", () => {
  test.each([
    ["the user quits", "q", 0],
    ["the user presses ctrl-c", "ctrl-c", 0],
    ["the program exits from anywhere", "x", 3],
  ])("when %s", async (_, key, code) => {
    const terminal = await started();
    terminal.press(key);
    await isBack(terminal, code);
  });

  test.each([
    ["a view fails", "b", "a view failed"],
    ["a timer throws", "t", "thrown in a timer"],
    ["a promise is rejected", "r", "rejected"],
  ])("when %s, with the reason on the main screen", async (_, key, reason) => {
    const terminal = await started();
    terminal.press(key);
    await isBack(terminal, 1);
    expect(terminal.text()).toContain(reason);
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGINT", 130],
  ] as const)("when it gets %s", async (signal, code) => {
    const terminal = await started();
    process.kill(await childOf(terminal.pid), signal);
    await isBack(terminal, code);
  });
});

describe("ctrl-z", () => {
  test("gives the shell its terminal, and fg brings the frame and the keys back", async () => {
    const terminal = await started();
    terminal.press("ctrl-z");
    await terminal.shows("Stopped");
    await terminal.shows(prompt);
    expect(terminal.isAlternate).toBe(false);
    terminal.type('stty -a | grep -o -e "-\\?icanon"\r');
    await terminal.shows(/^icanon/m);
    terminal.type("fg\r");
    await terminal.shows("[continued]");
    expect(terminal.isAlternate).toBe(true);
    expect(terminal.modes.autowrap).toBe(false);
    terminal.press("j");
    await terminal.shows("[key j]");
    terminal.press("q");
    await isBack(terminal, 0);
  });

  test("without a shell behind the program says why nothing happens", async () => {
    const terminal = new PtyTerminal(process.execPath, [app]);
    open.push(terminal);
    await terminal.shows("[ready]");
    terminal.press("ctrl-z");
    await terminal.shows("There is no shell behind this program");
    terminal.press("q");
    expect(await terminal.exited).toBe(0);
  });
});

test("a program it is lent to gets every byte, in cooked mode on the main screen", async () => {
  const terminal = await started();
  terminal.press("e");
  await terminal.shows("child asks");
  expect(terminal.isAlternate).toBe(false);
  terminal.type("all of this line\r");
  await terminal.shows("child got all of this line");
  await terminal.shows(/^icanon/m);
  terminal.type("\r");
  await terminal.shows("[back]");
  terminal.press("j");
  await terminal.shows("[key j]");
  terminal.press("q");
  await isBack(terminal, 0);
  expect(terminal.text()).toContain("child got all of this line");
});

test("ctrl-c while it is lent ends the borrower and not the program", async () => {
  const terminal = await started();
  terminal.press("e");
  await terminal.shows("child asks");
  terminal.press("ctrl-c");
  await terminal.shows("[back]");
  terminal.press("q");
  await isBack(terminal, 0);
});

test("ctrl-z while it is lent stops both, and fg continues both", async () => {
  const terminal = await started();
  terminal.press("e");
  await terminal.shows("child asks");
  terminal.press("ctrl-z");
  await terminal.shows("Stopped");
  await terminal.shows(prompt);
  terminal.type("fg\r");
  await terminal.shows(/^\$ fg\n\$NODE \$APP/m);
  terminal.type("after the stop\r");
  await terminal.shows("child got after the stop");
  terminal.type("\r");
  await terminal.shows("[back]");
  terminal.press("q");
  await isBack(terminal, 0);
});

test("escape, sequences and a large paste arrive through a real terminal", async () => {
  const terminal = await started();
  terminal.press("esc");
  await terminal.shows("[key esc]");
  terminal.press("ctrl-left");
  await terminal.shows("[key ctrl-left]");
  terminal.paste("x".repeat(100_000));
  await terminal.shows("[pasted 100000]");
});

test("what libraries print and warn does not reach the screen", async () => {
  const terminal = await started();
  terminal.press("p");
  await terminal.shows("[stray: printed]");
  terminal.press("w");
  await terminal.shows("[stray: Warning: careful]");
  expect(terminal.lines().filter((line) => line !== "")).toHaveLength(1);
});

test("a smaller window is drawn anew", async () => {
  const terminal = await started();
  terminal.resize(40, 6);
  terminal.press("j");
  await terminal.shows(/^\[key j\]$/);
});

test.each([
  ["when the window is closed", ""],
  ["when the window is closed, also where hanging up is ignored,", "trap '' HUP; "],
])("%s the program ends", async (_, before) => {
  const terminal = new PtyTerminal("sh", ["-c", `${before}exec ${process.execPath} ${app}`]);
  open.push(terminal);
  await terminal.shows("[ready]");
  terminal.hangUp();
  await eventually(() => expect(() => process.kill(terminal.pid, 0)).toThrow("ESRCH"));
});

test("on a dumb terminal it says so and ends", async () => {
  const terminal = new PtyTerminal(process.execPath, [app], { TERM: "dumb" });
  open.push(terminal);
  expect(await terminal.exited).toBe(2);
  await terminal.shows("The terminal calls itself dumb");
});

/** The pid of the program that a shell runs in its foreground. */
async function childOf(shell: number): Promise<number> {
  const [pid = ""] = (await readFile(`/proc/${shell}/task/${shell}/children`, "utf8")).trim().split(" ");
  return Number(pid);
}
