import { expect, test } from "vitest";
import { seeded } from "../../test/support/hostile-text.ts";
import { logLine, logNote } from "../../test/support/log-entries.ts";
import { warnLevel } from "./level.ts";
import { checkedMark, LineMarks, matchMark, memberMark } from "./line-marks.ts";
import { readLogQuery } from "./log-query.ts";
import { LogRing } from "./log-ring.ts";
import type { LogEntry } from "./types.ts";

const roomy = { limit: 64 * 2 ** 20 };
const query = readLogQuery("yes").query;

function ringOf(...entries: readonly LogEntry[]): LogRing {
  const ring = new LogRing(roomy);
  ring.push(entries);
  return ring;
}

function finish(marks: LineMarks): LineMarks {
  marks.follow();
  while (marks.step());
  return marks;
}

const bitsOf = (marks: LineMarks) =>
  marks.parts.flatMap(({ marks: bits, length }) => Array.from(bits.subarray(0, length)));
const matching = (marks: LineMarks) => bitsOf(marks).map((mark) => (mark & matchMark) !== 0);

test("lines count by level, source and text, all at once", () => {
  const ring = ringOf(
    logLine("ERROR yes"),
    logLine("INFO yes"),
    logLine("WARN no"),
    logLine("WARN yes", { source: 1 }),
    logNote("gap", "yes"),
  );
  const marks = new LineMarks(ring, { query, level: warnLevel, hidden: new Set([1]) });
  expect(matching(finish(marks))).toEqual([true, false, false, false, false]);
  const withNotes = new LineMarks(ring, { query, notes: true });
  expect(matching(finish(withNotes))).toEqual([true, true, false, true, true]);
});

test("a line that does not say how grave it is counts as most lines do", () => {
  const ring = ringOf(logLine("plain"), logLine("DEBUG x"));
  expect(matching(finish(new LineMarks(ring, { level: 3 })))).toEqual([true, false]);
});

test("the first line of a stack is told of a match in it", () => {
  const ring = ringOf(
    logLine("ERROR no", { at: 1 }),
    logLine("INFO no", { at: 2, source: 1 }),
    logLine("\tat yes(App.java:5)", { at: 3 }),
  );
  expect(bitsOf(finish(new LineMarks(ring, { query })))).toEqual([
    checkedMark | memberMark,
    checkedMark,
    checkedMark | matchMark,
  ]);
});

test("what is near to the reader is looked at first", () => {
  const ring = ringOf(...Array.from({ length: 10_000 }, (_, at) => logLine("yes", { at })));
  const marks = new LineMarks(ring, { query });
  marks.near = 5_000;
  marks.step();
  const looked = bitsOf(marks).findIndex((mark) => mark !== 0);
  expect(Math.abs(looked - 5_000)).toBeLessThan(1024);
  marks.near = Number.POSITIVE_INFINITY;
  marks.step();
  expect(bitsOf(marks).findLastIndex((mark) => mark !== 0)).toBeGreaterThan(9_000);
});

test("the thread is given away between pieces of work, and what came meanwhile is looked at too", async () => {
  const ring = ringOf(...Array.from({ length: 3_000 }, (_, at) => logLine("yes", { at })));
  const marks = new LineMarks(ring, { query });
  let pauses = 0;
  const pause = async () => {
    pauses += 1;
    if (pauses === 5) ring.push([logLine("yes", { at: 500, late: true }), logLine("yes", { at: 9_000 })]);
  };
  await marks.run({ pause });
  expect(pauses).toBeGreaterThan(3_000 / 128);
  expect(marks.pending).toBe(0);
  expect(matching(marks).filter(Boolean)).toHaveLength(3_002);
});

test("work ends where nobody wants it any more", async () => {
  const ring = ringOf(...Array.from({ length: 3_000 }, (_, at) => logLine("yes", { at })));
  const marks = new LineMarks(ring, { query });
  const abort = new AbortController();
  await marks.run({ pause: async () => abort.abort() }, abort.signal);
  expect(marks.pending).toBeGreaterThan(2_000);
});

test.each([1, 2, 3])("marks kept are the marks that would be made anew (seed %i)", (seed) => {
  const random = seeded(seed);
  const ring = new LogRing({ limit: 300_000 });
  const marks = new LineMarks(ring, { query });
  // Each source is in order, but some are behind.
  const lags = [0, 20, 150];
  let now = 1_000;
  for (let round = 0; round < 200; round += 1) {
    const entries = Array.from({ length: Math.floor(random() * 60) }, () => {
      now += random();
      const source = Math.floor(random() * 3);
      const at = now - (lags[source] ?? 0);
      const text = random() < 0.3 ? "yes" : random() < 0.3 ? "\tat yes(x)" : random() < 0.5 ? "ERROR" : "no";
      return logLine(text, { at, source });
    });
    ring.push(entries);
    if (random() < 0.7) marks.follow();
    for (let step = random() * 5; step > 0; step -= 1) marks.step();
  }
  const kept = bitsOf(finish(marks));
  const fresh = bitsOf(finish(new LineMarks(ring, { query })));
  expect(kept.length).toBe(ring.length);
  expect(kept).toEqual(fresh);
});
