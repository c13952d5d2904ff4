import { expect, test } from "vitest";
import { logLine, logNote } from "../../../test/support/log-entries.ts";
import { LineRate } from "./line-rate.ts";

const now = 1_000_000_000;
const linesAt = (...ago: readonly number[]) =>
  ago.map((seconds) => logLine("x", { at: now - seconds * 1000 }));

test("the lines of the last minute are counted, and notes are none", () => {
  const rate = new LineRate();
  rate.take([...linesAt(0, 10, 59, 60, 3600), logNote("gap", "x", { at: now })], now);
  expect(rate.at(now)).toBe(3);
});

test("as time goes by they no longer count", () => {
  const rate = new LineRate();
  rate.take(linesAt(0, 0, 30), now);
  expect(rate.at(now + 29_000)).toBe(3);
  expect(rate.at(now + 30_000)).toBe(2);
  expect(rate.at(now + 600_000)).toBe(0);
});

test("a node whose clock is ahead spoils nothing", () => {
  const rate = new LineRate();
  rate.take(linesAt(-3600), now);
  expect(rate.at(now)).toBe(1);
  rate.take(linesAt(0), now);
  expect(rate.at(now)).toBe(2);
  expect(rate.at(now + 60_000)).toBe(0);
});
