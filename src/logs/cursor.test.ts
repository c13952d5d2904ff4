import { describe, expect, test } from "vitest";
import { Cursor, lineHash } from "./cursor.ts";

/** `12.5 hello`: second 12, 5 nanoseconds. */
type Line = string;

function partsOf(line: Line): [second: number, nanos: number, hash: number] {
  const [, second, nanos, text = ""] = /^(\d+)\.(\d+) (.*)$/.exec(line) ?? [];
  const bytes = Buffer.from(text);
  return [Number(second), Number(nanos), lineHash(bytes, 0, bytes.length)];
}

function cursorAfter(...lines: readonly Line[]): Cursor {
  const cursor = new Cursor();
  for (const line of lines) cursor.take(...partsOf(line));
  return cursor;
}

/** What is new of a log that is read again from `cursor.since` on, as a server answers. */
function newOf(cursor: Cursor, log: readonly Line[]): Line[] {
  const replay = cursor.replay();
  const since = cursor.since ?? 0;
  return log.filter((line) => partsOf(line)[0] >= since && !replay.wasRead(...partsOf(line)));
}

test("before the first line there is nothing to go on from", () => {
  expect(new Cursor().since).toBeUndefined();
  expect(newOf(new Cursor(), ["1.1 a"])).toEqual(["1.1 a"]);
});

describe("a log that is read again", () => {
  const log = ["8.1 old", "10.1 a", "10.2 b", "11.5 c", "11.5 c", "11.5 d", "11.9 e", "12.1 f"];

  test.each(log.map((_, count) => count))("gives each line once when it was cut after %i lines", (count) => {
    expect(newOf(cursorAfter(...log.slice(0, count)), log)).toEqual(log.slice(count));
  });

  test("gives a line that is as often there as it was written", () => {
    expect(newOf(cursorAfter("1.1 same", "1.1 same"), ["1.1 same", "1.1 same", "1.1 same"])).toEqual([
      "1.1 same",
    ]);
  });

  test("gives what stands before the last line read, where two pipes were written out of order", () => {
    const cursor = cursorAfter("10.1 a", "12.3 c");
    expect(newOf(cursor, ["10.1 a", "11.9 late", "12.3 c"])).toEqual(["11.9 late"]);
    cursor.take(...partsOf("11.9 late"));
    expect(newOf(cursor, ["11.9 late", "12.3 c", "12.4 d"])).toEqual(["12.4 d"]);
  });

  test("is asked for from the last second but one that had lines, however long ago", () => {
    expect(cursorAfter("10.1 a", "5000.2 b").since).toBe(10);
    expect(cursorAfter("10.1 a", "11.2 b", "5000.2 c").since).toBe(11);
  });
});

describe("a gap", () => {
  const read = ["10.1 a", "10.2 b"];

  test("is there where nothing of what was read is found any more", () => {
    const replay = cursorAfter(...read).replay();
    expect(replay.wasRead(...partsOf("20.1 z"))).toBe(false);
    expect(replay.isGap).toBe(true);
  });

  test("is not there where the end of what was read is found", () => {
    const replay = cursorAfter(...read).replay();
    replay.wasRead(...partsOf("10.2 b"));
    replay.wasRead(...partsOf("20.1 z"));
    expect(replay.isGap).toBe(false);
  });

  test("is not there where nothing had been read", () => {
    const replay = new Cursor().replay();
    replay.wasRead(...partsOf("20.1 z"));
    expect(replay.isGap).toBe(false);
  });
});
