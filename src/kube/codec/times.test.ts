import { expect, test } from "vitest";
import { durationText, microTimeText, timeText } from "./times.ts";

test.each([
  [0, "1970-01-01T00:00:00Z"],
  [1_795_339_800, "2026-11-22T09:30:00Z"],
  [-62_135_596_799, "0001-01-01T00:00:01Z"],
  [-1, "1969-12-31T23:59:59Z"],
])("the second %i since 1970 is %s", (second, text) => {
  expect(timeText(second)).toBe(text);
  expect(timeText(second)).toBe(text);
});

test("two times that share a slot of the table are not mixed up", () => {
  expect([timeText(5), timeText(5 + 2048), timeText(5)]).toEqual([
    "1970-01-01T00:00:05Z",
    "1970-01-01T00:34:13Z",
    "1970-01-01T00:00:05Z",
  ]);
});

test.each([
  [0, "2026-11-22T09:30:00.000000Z"],
  [10_000, "2026-11-22T09:30:00.000010Z"],
  [999_999_999, "2026-11-22T09:30:00.999999Z"],
])("a micro time has six digits of its %i nanoseconds", (nanos, text) => {
  expect(microTimeText(1_795_339_800, nanos)).toBe(text);
});

test.each([[() => timeText(1e15)], [() => microTimeText(0, -1)], [() => microTimeText(0, 2e9)]])(
  "a time that cannot be is damage, not a wrong text",
  (make) => {
    expect(make).toThrow(/a time/);
  },
);

test.each([
  [0, "0s"],
  [1, "1ns"],
  [1_500, "1.5µs"],
  [2_300_000, "2.3ms"],
  [1e9, "1s"],
  [1_500_000_000, "1.5s"],
  [61e9, "1m1s"],
  [3600e9, "1h0m0s"],
  [100 * 3600e9 + 59.000_000_001e9, "100h0m59.000000001s"],
  [-1_500_000_000, "-1.5s"],
])("a duration of %i nanoseconds prints as Go prints it, %s", (nanos, text) => {
  expect(durationText(nanos)).toBe(text);
});
