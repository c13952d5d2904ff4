import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { shippedTheme } from "../config/open.ts";
import { createClock } from "../lib/clock.ts";
import { App } from "../state/app.ts";
import { createMemory } from "../state/memory.ts";
import { makePalette } from "./paint/palette.ts";
import { ScreenLines } from "./screen-lines.ts";

const size = { columns: 80, rows: 12 };
const palette = makePalette(shippedTheme("none") ?? expect.unreachable(), "none");

function openApp(): App {
  const contexts = {
    current: undefined,
    list: () => [],
    makeDefault: () => expect.unreachable(),
    open: () => expect.unreachable(),
    reload: () => expect.unreachable(),
    isOutdated: () => expect.unreachable(),
  };
  return new App({
    contexts,
    memory: createMemory(),
    clock: createClock(Date.now),
    logLimits: { memory: 1, streams: 1 },
    quit() {},
    onFault() {},
    saveFile: () => expect.unreachable(),
  });
}

function linesOf(app: App): ScreenLines {
  return new ScreenLines(app, () => ({
    palette,
    now: 0,
    help: () => [],
    keyOf: () => undefined,
    accent: () => undefined,
  }));
}

test("a change that shows nowhere keeps the lines that are there", () => {
  const app = openApp();
  const lines = linesOf(app);
  const before = lines.at(size);
  app.changed();
  expect(lines.at(size)).toBe(before);
});

test("a change that shows gives new lines", () => {
  const app = openApp();
  const lines = linesOf(app);
  const before = lines.at(size);
  app.notify("copied the name");
  expect(lines.at(size)).not.toBe(before);
  expect(lines.at(size).at(-1)).toContain("copied the name");
});

test("a terminal of another size gets lines of that size", () => {
  const lines = linesOf(openApp());
  lines.at(size);
  const grown = { columns: 100, rows: 20 };
  expect(lines.at(grown)).toHaveLength(20);
});

test("several changes at once are told once", async () => {
  const app = openApp();
  let told = 0;
  linesOf(app).subscribe(() => {
    told += 1;
  });
  app.changed();
  app.changed();
  expect(told).toBe(0);
  await setTimeout(0);
  expect(told).toBe(1);
});
