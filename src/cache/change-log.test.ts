import { expect, test } from "vitest";
import { ChangeLog } from "./change-log.ts";

function logOf(changes: number): ChangeLog {
  const log = new ChangeLog();
  for (let revision = 1; revision <= changes; revision++) log.record(revision, `uid-${revision}`);
  return log;
}

test("only what changed after the revision is told, each once", () => {
  const log = new ChangeLog();
  log.record(1, "a");
  log.record(2, "b");
  log.record(4, "a");
  log.record(5, "b");
  expect(log.since(2)).toEqual(new Set(["a", "b"]));
  expect(log.since(4)).toEqual(new Set(["b"]));
  expect(log.since(5)).toEqual(new Set());
  expect(log.since(0)).toEqual(new Set(["a", "b"]));
});

test("what is too long ago is not known, and everything after it is", () => {
  const log = logOf(10_000);
  expect(log.since(10_000 - 4097)).toBeUndefined();
  expect(log.since(10_000 - 4096)?.size).toBe(4096);
  expect([...(log.since(9998) ?? [])]).toEqual(["uid-10000", "uid-9999"]);
});

test("a log that begins later does not know what was before", () => {
  expect(new ChangeLog(7).since(6)).toBeUndefined();
  expect(new ChangeLog(7).since(7)).toEqual(new Set());
});
