import { describe, expect, test } from "vitest";
import { compareStamps, millisecondsOf, StampReader, stampOf } from "./stamp.ts";

function read(text: string) {
  const reader = new StampReader();
  const bytes = Buffer.from(text);
  if (!reader.read(bytes, 0, bytes.length)) return undefined;
  return { seconds: reader.seconds, nanos: reader.nanos, text: bytes.toString("utf8", reader.textStart) };
}

describe("the stamp before a line", () => {
  test.each([
    ["2026-11-22T03:00:00.123456789Z hello", "2026-11-22T03:00:00Z", 123456789],
    ["2026-11-22T03:00:00.000000000+01:00 hello", "2026-11-22T02:00:00Z", 0],
    ["2026-11-21T22:30:00.5-04:30 hello", "2026-11-22T03:00:00Z", 500000000],
    ["2024-02-29T23:59:59.999999999Z hello", "2024-02-29T23:59:59Z", 999999999],
    ["1970-01-01T00:00:00Z hello", "1970-01-01T00:00:00Z", 0],
    ["2026-11-22T03:00:00.1234567891234Z hello", "2026-11-22T03:00:00Z", 123456789],
  ])("%s", (line, instant, nanos) => {
    expect(read(line)).toEqual({ seconds: Date.parse(instant) / 1000, nanos, text: "hello" });
  });

  test("is all there is of an empty line", () => {
    expect(read("2026-11-22T03:00:00.000000001Z ")).toMatchObject({ nanos: 1, text: "" });
    expect(read("2026-11-22T03:00:00.000000001Z")).toMatchObject({ nanos: 1, text: "" });
  });

  test("leaves the blanks that begin the line", () => {
    expect(read("2026-11-22T03:00:00.000000001Z   at main")).toMatchObject({ text: "  at main" });
  });

  test.each([
    "",
    "hello",
    "2026-11-22 03:00:00 a date of the program's own",
    "2026-13-22T03:00:00.000000000Z no month",
    "2026-11-22T03:00:00.000000000 no zone",
    "2026-11-22T03:00:00.000000000Zebra",
    "20x6-11-22T03:00:00.000000000Z no year",
    "2026-11-22T03:00:00.000000000+0100 no colon",
  ])("is not what stands in %j", (line) => {
    expect(read(line)).toBeUndefined();
  });
});

test("moments are compared to the nanosecond", () => {
  const at = { seconds: 1, nanos: 999_999_999 };
  expect(compareStamps(at, { seconds: 2, nanos: 0 })).toBeLessThan(0);
  expect(compareStamps(at, { seconds: 1, nanos: 999_999_998 })).toBeGreaterThan(0);
  expect(compareStamps(at, { ...at })).toBe(0);
});

test.each([0, 1_795_316_400_123, -1500])("%i ms are the same as a stamp", (ms) => {
  expect(millisecondsOf(stampOf(ms))).toBe(ms);
});
