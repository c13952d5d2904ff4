import { expect, test } from "vitest";
import { timeZone, utc } from "../../lib/time-zone.ts";
import { readSpan, readWhen } from "./when.ts";

const berlin = timeZone("Europe/Berlin") ?? utc;
const now = Date.parse("2026-11-22T14:00:00Z");
const seconds = (text: string) => Date.parse(text) / 1000;

test.each([
  ["now", "2026-11-22T14:00:00Z"],
  ["-5m", "2026-11-22T13:55:00Z"],
  ["- 90s", "2026-11-22T13:58:30Z"],
  ["1h30m", "2026-11-22T12:30:00Z"],
  ["2d ago", "2026-11-20T14:00:00Z"],
  ["yesterday 12:00", "2026-11-21T11:00:00Z"],
  ["Yesterday 9:30", "2026-11-21T08:30:00Z"],
  ["yesterday", "2026-11-20T23:00:00Z"],
  ["today 9:00", "2026-11-22T08:00:00Z"],
  ["14:05", "2026-11-22T13:05:00Z"],
  ["2026-11-20 12:00", "2026-11-20T11:00:00Z"],
  ["2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z"],
])("%s means %s", (text, moment) => {
  expect(readWhen(text, berlin, now)).toEqual({ seconds: seconds(moment), nanos: 0 });
});

test.each(["", "soon", "yesterday noon", "25:00", "5", "-", "last week"])("%j is no time", (text) => {
  expect(readWhen(text, berlin, now)).toBeUndefined();
});

test("a span has two ends, of which one may be open", () => {
  const at = (text: string) => ({ seconds: seconds(text), nanos: 0 });
  const from = at("2026-11-22T13:00:00Z");
  const to = at("2026-11-22T13:05:00Z");
  expect(readSpan("14:00..14:05", berlin, now)).toEqual({ from, to });
  expect(readSpan("-1h ..", berlin, now)).toEqual({ from, to: undefined });
  expect(readSpan("..14:05", berlin, now)).toEqual({ from: undefined, to });
});

test.each(["14:00", "..", "soon..", "14:00..later", "14:00 - 14:05"])("%j is no span", (text) => {
  expect(readSpan(text, berlin, now)).toBeUndefined();
});
