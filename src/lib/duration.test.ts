import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

test.each([
  ["0", 0],
  ["0s", 0],
  ["5s", 5000],
  ["1.5h", 5_400_000],
  [".5m", 30_000],
  ["1h30m", 5_400_000],
  ["250ms", 250],
  ["100µs", 0.1],
  ["48h", 172_800_000],
  ["2d", 172_800_000],
  ["1w2d", 777_600_000],
])("%s is %d ms", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(["", "5", "h", "5 m", "-5m", "5m-", "5y", "1h 30m", "2026-11-22", "5M"])(
  "%j is no span of time",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);
