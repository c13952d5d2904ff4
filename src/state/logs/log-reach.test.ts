import { describe, expect, test } from "vitest";
import { logLine } from "../../../test/support/log-entries.ts";
import { beginning, LogReach } from "./log-reach.ts";

const start = { seconds: 1000, nanos: 0 };
const lines = (source: number, ...seconds: readonly number[]) =>
  seconds.map((second) => logLine("x", { source, at: second * 1000 }));
const at = (seconds: number) => ({ seconds, nanos: 0 });

describe("with so many lines asked for", () => {
  test("a source with fewer was read from its beginning", () => {
    const reach = new LogReach(start, 3, undefined);
    reach.take(lines(0, 900, 901));
    expect(reach.wholeFrom).toBeUndefined();
    expect(reach.open.size).toBe(0);
  });

  test("lines may be missing before the first of a source that had as many, and new ones do not count", () => {
    const reach = new LogReach(start, 3, undefined);
    reach.take([...lines(0, 900, 901, 902), ...lines(1, 950, 960, 970), ...lines(2, 999, 1001, 1002, 1003)]);
    expect(reach.wholeFrom).toEqual(at(950));
    expect([...reach.open.values()].map(({ source, first }) => [source.number, first?.seconds])).toEqual([
      [0, 900],
      [1, 950],
    ]);
  });

  test("of lines with the stamp of the first it is known how many there are", () => {
    const reach = new LogReach(start, 2, undefined);
    reach.take(lines(0, 900, 900, 901));
    expect([...reach.open.values()].map(({ count }) => count)).toEqual([2]);
  });

  test("what was read further back since is no longer missing", () => {
    const reach = new LogReach(start, 1, undefined);
    reach.take([...lines(0, 900), ...lines(1, 950)]);
    reach.extend(reach.open.keys(), at(800));
    expect(reach.wholeFrom).toEqual(at(800));
    reach.extend(reach.open.keys(), beginning);
    expect(reach.wholeFrom).toBeUndefined();
  });

  test("lines of a source that was forgotten go on missing, and are not looked for", () => {
    const reach = new LogReach(start, 1, undefined);
    const gone = lines(1, 950);
    reach.take([...lines(0, 900), ...gone]);
    for (const { source } of gone) reach.forget(source);
    expect(reach.wholeFrom).toEqual(at(950));
    expect([...reach.open.values()].map(({ source }) => source.number)).toEqual([0]);
    reach.extend(reach.open.keys(), at(800));
    expect(reach.wholeFrom).toEqual(at(800));
  });
});

test("with a time asked for lines may be missing before that", () => {
  const reach = new LogReach(start, undefined, at(500));
  reach.take(lines(0, 600));
  expect(reach.wholeFrom).toEqual(at(500));
});
