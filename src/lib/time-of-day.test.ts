import { expect, test } from "vitest";
import { timeOfDay } from "./time-of-day.ts";

const noon = Date.UTC(2026, 10, 22, 12);

test.each<[number, string]>([
  [noon - 61_880, "11:58:58.120"],
  [noon, "12:00:00.000"],
  [Date.UTC(2026, 10, 22), "00:00:00.000"],
  [Date.UTC(2026, 10, 21, 23, 59, 59, 999), "11-21 23:59:59.999"],
  [Date.UTC(2026, 10, 23), "11-23 00:00:00.000"],
  [Number.NaN, "?"],
  [1e20, "?"],
])("%d is told as %s", (time, text) => {
  expect(timeOfDay(time, noon, "utc")).toBe(text);
});

test("decimals may be left out", () => {
  expect(timeOfDay(noon + 999, noon, "utc", 0)).toBe("12:00:00");
});

test("local time is that of the machine's zone", () => {
  const shift = new Date(noon).getTimezoneOffset() * 60_000;
  expect(timeOfDay(noon + shift, noon + shift, "local")).toBe("12:00:00.000");
});
