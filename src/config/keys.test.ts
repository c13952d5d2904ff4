import { expect, test } from "vitest";
import { keyName, parseKey, parseKeySequence, splitAlternatives } from "./keys.ts";

test.each([
  ["a", "a"],
  ["A", "A"],
  ["shift-a", "A"],
  ["Ctrl-X", "ctrl-x"],
  ["ctrl+x", "ctrl-x"],
  ["c-x", "ctrl-x"],
  ["alt-shift-x", "alt-X"],
  ["shift-alt-ctrl-x", "ctrl-alt-shift-x"],
  ["Escape", "esc"],
  ["return", "enter"],
  ["PgUp", "pageup"],
  ["shift-tab", "shift-tab"],
  ["F5", "f5"],
  ["-", "-"],
  ["ctrl--", "ctrl--"],
  ["comma", ","],
  ["space", "space"],
  ["ctrl-space", "ctrl-space"],
  ["é", "é"],
  ["ö", "ö"],
  ["shift-ö", "Ö"],
])("%j is the key %j", (written, name) => {
  expect(parseKey(written)).toBe(name);
});

test.each(["", "f99", "hyper-x", "ctrl-", "gg", "shift-1", "enterr"])("%j is no key", (written) => {
  expect(parseKey(written)).toBeUndefined();
});

test("keys parted by blanks are a sequence", () => {
  expect(parseKeySequence("g  g")).toBe("g g");
  expect(parseKeySequence("Ctrl-K shift-u")).toBe("ctrl-k U");
  expect(parseKeySequence("g nonsense")).toBeUndefined();
});

test("keys parted by commas are alternatives", () => {
  expect(splitAlternatives("g g, home")).toEqual(["g g", "home"]);
});

test("modifiers are named in one order", () => {
  expect(keyName("left", new Set(["shift", "ctrl"]))).toBe("ctrl-shift-left");
});
