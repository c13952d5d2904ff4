import { describe, expect, test } from "vitest";
import { detectLevel } from "./detect-level.ts";
import { type Level, levelNames, levelOf, levelOfPriority, levelOfValue, levels, rankOf } from "./level.ts";

describe("the value of a level field", () => {
  test.each<[string, Level]>([
    ["info", "info"],
    ["WARNING", "warn"],
    ["Information", "info"],
    ["ERROR+4", "error"],
    ["DEBUG-4", "debug"],
    ["Level(-4)", "debug"],
    ["E", "error"],
    ["dpanic", "fatal"],
    ["-1", "debug"],
    ["0", "info"],
    ["3", "error"],
    ["7", "debug"],
    ["10", "trace"],
    ["30", "info"],
    ["35", "info"],
    ["60", "fatal"],
    ["100", "debug"],
    ["250", "info"],
    ["300", "warn"],
    ["400", "error"],
    ["550", "fatal"],
    ["9", "unknown"],
    ["", "unknown"],
    ["audit", "unknown"],
    ["null", "unknown"],
  ])("%s", (value, level) => {
    expect(levelOf(levelOfValue(value))).toBe(level);
    expect(levelOf(detectLevel(Buffer.from(JSON.stringify({ level: value }))))).toBe(level);
  });

  test.each([...levelNames])("%s has one meaning, read as text or as bytes", (name, code) => {
    expect(levelOfValue(name)).toBe(code);
    expect(detectLevel(Buffer.from(`{"level":"${name.toUpperCase()}"}`))).toBe(code);
  });
});

test("syslog's priority has the severity in its lowest bits", () => {
  const read = [0, 3, 12, 165, 191].map((priority) => levelOf(levelOfPriority(priority)));
  expect(read).toEqual(["fatal", "error", "warn", "info", "debug"]);
});

test("a line that does not say how grave it is counts as most lines do", () => {
  const rising = levels.map((_, code) => rankOf(code));
  expect(rising).toEqual([3, 1, 2, 3, 4, 5, 6]);
});
