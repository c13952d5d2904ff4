// The component alone, without a terminal: what it mounts, and when it draws again. What the lines say is told in
// screen-lines.test.ts, what arrives on a terminal in test/features.

import { setImmediate } from "node:timers/promises";
import { render } from "ink-testing-library";
import { afterEach, expect, test } from "vitest";
import { eventually } from "../../test/support/eventually.ts";
import { shippedTheme } from "../config/open.ts";
import { createClock } from "../lib/clock.ts";
import { App } from "../state/app.ts";
import { createMemory } from "../state/memory.ts";
import { makePalette } from "./paint/palette.ts";
import { screenOf } from "./screen-component.tsx";
import { ScreenLines } from "./screen-lines.ts";

const palette = makePalette(shippedTheme("none") ?? expect.unreachable(), "none");
const rendered: ReturnType<typeof render>[] = [];

afterEach(() => {
  for (const { unmount } of rendered.splice(0)) unmount();
});

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

function show(app: App) {
  const lines = new ScreenLines(app, () => ({
    palette,
    now: 0,
    help: () => [],
    keyOf: () => undefined,
    accent: () => undefined,
  }));
  const screen = render(screenOf(lines));
  rendered.push(screen);
  return screen;
}

test("what the app says is on the last line as soon as it says so", async () => {
  const app = openApp();
  const { lastFrame } = show(app);
  app.notify("copied the name");
  await eventually(() => expect(lastFrame()?.split("\n").at(-1)).toContain("copied the name"));
});

test("changes draw one frame a turn, and those that show nowhere draw none", async () => {
  const app = openApp();
  const { frames, lastFrame } = show(app);
  await setImmediate();
  const drawn = frames.length;
  app.changed();
  await setImmediate();
  expect(frames).toHaveLength(drawn);
  app.notify("one");
  app.notify("two");
  await eventually(() => expect(lastFrame()).toContain("two"));
  expect(frames).toHaveLength(drawn + 1);
});
