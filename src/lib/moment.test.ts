import { expect, test } from "vitest";
import { parseMoment } from "./moment.ts";
import { timeZone, utc } from "./time-zone.ts";

const berlin = timeZone("Europe/Berlin") ?? utc;
const now = Date.parse("2026-11-22T14:00:00Z");
const seconds = (text: string) => Date.parse(text) / 1000;

test.each([
  ["2026-11-22T03:00:00Z", "2026-11-22T03:00:00Z", 0],
  ["2026-11-22T03:00:00.5Z", "2026-11-22T03:00:00Z", 500_000_000],
  ["2026-11-22T03:00:00.123456789+01:00", "2026-11-22T02:00:00Z", 123_456_789],
  ["2026-11-22t03:00:00-05:30", "2026-11-22T08:30:00Z", 0],
  ["2026-11-22T03:00:00", "2026-11-22T02:00:00Z", 0],
  ["2026-11-22 03:00", "2026-11-22T02:00:00Z", 0],
  ["2026-07-22", "2026-07-21T22:00:00Z", 0],
  ["14:05:30", "2026-11-22T13:05:30Z", 0],
  ["9:00", "2026-11-22T08:00:00Z", 0],
  // In Berlin it is 15:00 now, so that half past was yesterday.
  ["15:30", "2026-11-21T14:30:00Z", 0],
])("%s is %s and %d ns", (text, moment, nanos) => {
  expect(parseMoment(text, berlin, now)).toEqual({ seconds: seconds(moment), nanos });
});

test.each([
  "",
  "now",
  "5m",
  "2026-13-01",
  "2026-02-30",
  "2026-11-22T25:00",
  "14:61",
  "1763780400",
  "2026-11-22T",
])("%j is no point in time", (text) => {
  expect(parseMoment(text, berlin, now)).toBeUndefined();
});
