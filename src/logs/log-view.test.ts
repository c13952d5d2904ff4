import { describe, expect, test } from "vitest";
import { seeded } from "../../test/support/hostile-text.ts";
import { logLine, logNote } from "../../test/support/log-entries.ts";
import { errorLevel, rankOf, warnLevel } from "./level.ts";
import { readLogQuery } from "./log-query.ts";
import { LogRing } from "./log-ring.ts";
import { type LogRow, LogView } from "./log-view.ts";
import type { RingEntry } from "./ring-entry.ts";
import type { LogEntry } from "./types.ts";
import type { LogViewOptions } from "./view-rows.ts";

const roomy = { limit: 64 * 2 ** 20 };
const ask = (text: string) => readLogQuery(text).query;

function ringOf(...entries: readonly LogEntry[]): LogRing {
  const ring = new LogRing(roomy);
  ring.push(entries);
  return ring;
}

/** All lines one after the other in time, of sources by number. */
function ringOfLines(...lines: readonly (string | readonly [text: string, source: number])[]): LogRing {
  const entries = lines.map((line, at) =>
    typeof line === "string" ? logLine(line, { at }) : logLine(line[0], { at, source: line[1] }),
  );
  return ringOf(...entries);
}

function finish(view: LogView): LogView {
  do view.update();
  while (view.step());
  view.update();
  return view;
}

const viewOf = (ring: LogRing, options: Partial<LogViewOptions> = {}) => finish(new LogView(ring, options));

/** `text`, `~` before what is there for its neighbours, `|` before what continues another, `(+3)` folded, `x4` in all. */
function shown(row: LogRow): string {
  const { entry, kind, folded, isOpen, repeats, isMixed } = row;
  const sign = { match: "", context: "~", member: "|", note: "-- " }[kind];
  return [
    sign + entry.text.trim(),
    folded > 0 ? `(${isOpen ? "-" : "+"}${folded})` : "",
    repeats > 0 ? `x${repeats + 1}` : "",
    isMixed ? "mixed" : "",
  ]
    .filter(Boolean)
    .join(" ");
}

const lines = (view: LogView) => view.rows(0, view.length).map(shown);

const crash = [
  ["INFO one", 1],
  ["ERROR failed", 0],
  ["\tat App.pay(App.java:12)", 0],
  ["INFO two", 1],
  ["\tat App.main(App.java:5)", 0],
  ["INFO three", 0],
] as const;

describe("a view of a ring", () => {
  test("has every line, stacks folded under their first line", () => {
    expect(lines(viewOf(ringOfLines(...crash)))).toEqual([
      "INFO one",
      "ERROR failed (+2)",
      "INFO two",
      "INFO three",
    ]);
  });

  test("unfolds one of them, or all but one", () => {
    const view = viewOf(ringOfLines(...crash));
    view.toggle(2);
    finish(view);
    const open = [
      "INFO one",
      "ERROR failed (-2)",
      "|at App.pay(App.java:12)",
      "INFO two",
      "|at App.main(App.java:5)",
      "INFO three",
    ];
    expect(lines(view)).toEqual(open);
    view.set({ folds: "open" });
    expect(lines(finish(view))).toEqual(open);
    view.toggle(2);
    expect(lines(finish(view))).toHaveLength(4);
  });

  test("shows no more than has been looked at, and the newest first", () => {
    const ring = ringOf(...Array.from({ length: 5_000 }, (_, at) => logLine(`line ${at}`, { at })));
    const view = new LogView(ring, { query: ask("line") });
    view.update();
    expect([view.length, view.pending]).toEqual([0, 5_000]);
    view.step();
    view.update();
    expect(view.length).toBeGreaterThan(0);
    expect(view.at(view.length - 1)?.entry.text).toMatch(/^line 4\d{3}$/);
  });

  test("looks first where its reader looks", () => {
    const ring = ringOf(...Array.from({ length: 5_000 }, (_, at) => logLine(`line ${at}`, { at })));
    const view = viewOf(ring);
    view.look(1_500);
    view.set({ query: ask("line") });
    view.update();
    view.step();
    view.update();
    expect(view.at(0)?.entry.id).toBeLessThan(2_100);
  });

  test("has something to do until it is what was asked for", () => {
    const ring = new LogRing(roomy);
    ring.push(Array.from({ length: 100_000 }, (_, at) => logLine("tick", { at })));
    const view = viewOf(ring);
    expect(view.pending).toBe(0);
    view.set({ folds: "open" });
    view.update();
    expect(view.pending).toBeGreaterThan(0);
    expect(finish(view).pending).toBe(0);
    view.set({ collapses: true });
    view.update();
    expect(view.pending).toBeGreaterThan(0);
    expect(finish(view).pending).toBe(0);
    expect(view.length).toBe(1);
  });

  test("has what came when it was updated", () => {
    const ring = ringOfLines("one");
    const view = viewOf(ring);
    ring.push([logLine("two", { at: 2 })]);
    expect(lines(view)).toEqual(["one"]);
    expect(view.update()).toBe(true);
    expect(lines(finish(view))).toEqual(["one", "two"]);
    expect(view.update()).toBe(false);
  });

  test("gives any rows of it", () => {
    const ring = ringOf(...Array.from({ length: 3_000 }, (_, at) => logLine(`${at}`, { at })));
    const view = viewOf(ring);
    expect(view.rows(1_022, 4).map(({ entry }) => entry.text)).toEqual(["1022", "1023", "1024", "1025"]);
    expect(view.rows(2_999, 5)).toHaveLength(1);
    expect(view.rows(3_000, 5)).toEqual([]);
    expect(view.at(-1)).toBeUndefined();
  });
});

describe("a filter", () => {
  const ring = ringOf(
    logLine("INFO a1", { at: 1 }),
    logLine("INFO b1", { at: 2, source: 1 }),
    logLine("INFO a2", { at: 3 }),
    logLine("ERROR a3 boom", { at: 4 }),
    logNote("ended", "exited 1", { at: 5 }),
    logLine("INFO b2", { at: 6, source: 1 }),
    logLine("INFO a4", { at: 7 }),
    logLine("INFO a5", { at: 8 }),
    logNote("gap", "lines may be missing", { at: 9, source: 1 }),
  );

  test("leaves what is asked for, and the notes", () => {
    expect(lines(viewOf(ring, { query: ask("boom") }))).toEqual([
      "ERROR a3 boom",
      "-- exited 1",
      "-- lines may be missing",
    ]);
    expect(lines(viewOf(ring, { query: ask("boom"), notes: false }))).toEqual(["ERROR a3 boom"]);
  });

  test("keeps lines before and after of the same source", () => {
    const view = viewOf(ring, { level: errorLevel, before: 1, after: 2, notes: false });
    expect(lines(view)).toEqual(["~INFO a2", "ERROR a3 boom", "~INFO a4", "~INFO a5"]);
  });

  test("hides sources with their notes", () => {
    expect(lines(viewOf(ring, { hidden: new Set([0]) }))).toEqual([
      "INFO b1",
      "INFO b2",
      "-- lines may be missing",
    ]);
  });

  test("shows a stack as a whole for a match in it", () => {
    const stack = ringOfLines(...crash);
    expect(lines(viewOf(stack, { query: ask("App.main") }))).toEqual(["ERROR failed (+2)"]);
    expect(lines(viewOf(stack, { query: ask("App.main"), folds: "open" }))).toEqual([
      "ERROR failed (-2)",
      "|at App.pay(App.java:12)",
      "|at App.main(App.java:5)",
    ]);
  });

  test("is another when another is set", () => {
    const view = viewOf(ring, { query: ask("boom") });
    view.set({ query: undefined, level: warnLevel, notes: false });
    expect(lines(finish(view))).toEqual(["ERROR a3 boom"]);
    view.set({ level: 1 });
    expect(finish(view).length).toBe(7);
  });
});

describe("repeated lines", () => {
  const ring = ringOfLines(
    "GET /health 200 in 3ms",
    ["GET /health 200 in 12ms", 1],
    "GET /health 200 in 5ms",
    "job 7f3a9 done",
    "job 8c1b2 done",
    "GET /health 200 in 3ms",
    "GET /orders 200 in 3ms",
  );

  test("are one where they differ in numbers and ids only", () => {
    expect(lines(viewOf(ring, { collapses: true }))).toEqual([
      "GET /health 200 in 3ms x3 mixed",
      "job 7f3a9 done x2",
      "GET /health 200 in 3ms",
      "GET /orders 200 in 3ms",
    ]);
  });

  test("are said to be of several sources, however far from the first the others are", () => {
    const many = Array.from({ length: 3_000 }, (_, at) => logLine(`tick ${at}`, { at }));
    const ring = ringOf(...many, logLine("tick 3000", { at: 3_000, source: 1 }));
    expect(lines(viewOf(ring, { collapses: true }))).toEqual(["tick 0 x3001 mixed"]);
  });

  test("are counted over thousands, and are many again when that is asked for", () => {
    const many = ringOf(...Array.from({ length: 10_000 }, (_, at) => logLine(`tick ${at}`, { at })));
    const view = viewOf(many, { collapses: true });
    expect(lines(view)).toEqual(["tick 0 x10000"]);
    expect(view.rowOf(5_000)).toBe(0);
    view.set({ collapses: false });
    expect(finish(view).length).toBe(10_000);
  });

  test("go on being counted", () => {
    const growing = ringOfLines("tick 1");
    const view = viewOf(growing, { collapses: true });
    growing.push([logLine("tick 2", { at: 2 })]);
    expect(lines(finish(view))).toEqual(["tick 1 x2"]);
    growing.push([logLine("tock", { at: 1.5, late: true })]);
    expect(lines(finish(view))).toEqual(["tick 1", "tock", "tick 2"]);
  });
});

describe("places in a view", () => {
  test("an entry is in its row, in that of its first line, or in none", () => {
    const view = viewOf(ringOfLines(...crash), { hidden: new Set([1]) });
    expect([1, 2, 3, 4, 5, 6, 99].map((id) => view.rowOf(id))).toEqual([-1, 0, 0, -1, 0, 1, -1]);
  });

  test("a time is at the first row that is not before it", () => {
    const ring = ringOf(
      ...[1, 2, 3, 4].map((seconds) => logLine(`${seconds}`, { at: seconds * 1000, source: seconds % 2 })),
    );
    const view = viewOf(ring, { hidden: new Set([0]) });
    expect([0, 1, 2, 3, 4].map((seconds) => view.rowAt({ seconds, nanos: 0 }))).toEqual([0, 0, 1, 1, 2]);
    expect(view.rowAt({ seconds: 9, nanos: 0 })).toBe(2);
  });

  test("the next error is found in both directions, stacks counting once", () => {
    const ring = ringOfLines(
      "INFO 0",
      ...crash,
      ...Array.from({ length: 3_000 }, () => "INFO quiet"),
      "FATAL gone",
    );
    const view = viewOf(ring);
    const [first, last] = [2, view.length - 1];
    expect(view.nextGrave(0, errorLevel, 1)).toBe(first);
    expect(view.nextGrave(first, errorLevel, 1)).toBe(last);
    expect(view.nextGrave(last, errorLevel, 1)).toBeUndefined();
    expect(view.nextGrave(last, errorLevel, -1)).toBe(first);
    expect(view.nextGrave(first, errorLevel, -1)).toBeUndefined();
  });
});

/** What a view has, worked out from all entries at once. */
function plainRows(
  ring: LogRing,
  options: LogViewOptions,
  word: string,
  toggled: ReadonlySet<number>,
): string[] {
  const entries = Array.from({ length: ring.length }, (_, index) => ring.at(index)).filter(
    (entry) => entry !== undefined,
  );
  const at = new Map(entries.map(({ id }, index) => [id, index]));
  const headOf = (entry: RingEntry) => (at.has(entry.headId) ? entry.headId : entry.id);
  const isLine = (entry: RingEntry) => entry.about === undefined && !options.hidden.has(entry.source.number);
  const matched = new Set(
    entries
      .filter((entry) => isLine(entry) && rankOf(entry.code) >= options.level && entry.text.includes(word))
      .map(headOf),
  );
  const near = new Set<number>();
  for (const source of new Set(entries.map((entry) => entry.source.number))) {
    const units = entries.filter(
      (entry) => isLine(entry) && entry.source.number === source && entry.headId === entry.id,
    );
    units.forEach((unit, place) => {
      const around = units.slice(Math.max(0, place - options.after), place + options.before + 1);
      if (around.some(({ id }) => matched.has(id))) near.add(unit.id);
    });
  }
  const rows: { entry: RingEntry; kind: string; repeats: number }[] = [];
  let said = "";
  for (const entry of entries) {
    const head = headOf(entry);
    const isMember = head !== entry.id;
    const isOpen = (options.folds === "open") !== toggled.has(head);
    const isIncluded = matched.has(head) || near.has(head);
    const kind =
      entry.about !== undefined
        ? options.notes && !options.hidden.has(entry.source.number)
          ? "note"
          : undefined
        : !isIncluded || (isMember && !isOpen)
          ? undefined
          : isMember
            ? "member"
            : matched.has(head)
              ? "match"
              : "context";
    if (kind === undefined) continue;
    const says = kind === "match" || kind === "context" ? entry.text.replace(/\w*\d\w*/g, "0") : "";
    const last = rows.at(-1);
    if (options.collapses && says !== "" && says === said && last !== undefined) last.repeats += 1;
    else rows.push({ entry, kind, repeats: 0 });
    said = says;
  }
  return rows.map(({ entry, kind, repeats }) => `${entry.id} ${kind} x${repeats}`);
}

describe.each([1, 2, 3, 4, 5, 6])("a view kept is the view that would be made anew (seed %i)", (seed) => {
  test("whatever comes and goes, whatever is set", () => {
    const random = seeded(seed);
    const chance = (part: number) => random() < part;
    const ring = new LogRing({ limit: seed % 2 === 0 ? 400_000 : roomy.limit });
    const view = new LogView(ring);
    const lags = [0, 0, 40, 300];
    let toggled = new Set<number>();
    let word = "";
    let now = 1_000_000;
    for (let round = 0; round < 40; round += 1) {
      const entries = Array.from({ length: Math.floor(random() * 150) }, (): LogEntry => {
        now += random();
        // Each source is in order, but some are behind.
        const source = Math.floor(random() * 4);
        const options = { at: now - (lags[source] ?? 0), source };
        if (chance(0.03)) return logNote("gap", "gap", options);
        const text = chance(0.3)
          ? `\tat x${Math.floor(random() * 3)} yes`
          : `${chance(0.2) ? "ERROR" : "INFO"} ${chance(0.2) ? "yes" : "no"} ${Math.floor(random() * 2)}`;
        return logLine(text, options);
      });
      ring.push(entries);
      if (chance(0.3)) {
        const id = Math.max(1, ring.lastId - Math.floor(random() * 300));
        view.toggle(id);
        if (!toggled.delete(id)) toggled.add(id);
      }
      if (chance(0.2)) {
        word = chance(0.5) ? "yes" : "";
        view.set({ query: ask(word), level: chance(0.5) ? warnLevel : 1 });
      }
      if (chance(0.1)) view.set({ hidden: new Set(chance(0.5) ? [Math.floor(random() * 4)] : []) });
      if (chance(0.2)) view.set({ before: Math.floor(random() * 3), after: Math.floor(random() * 3) });
      if (chance(0.1)) view.set({ notes: chance(0.5), collapses: chance(0.5) });
      if (chance(0.1)) {
        const folds = view.options.folds === "open" ? "closed" : "open";
        view.set({ folds });
        toggled = new Set();
      }
      if (chance(0.5)) view.update();
      for (let step = random() * 4; step > 0; step -= 1) view.step();
      if (!chance(0.3)) continue;
      finish(view);
      const rows = view.rows(0, view.length);
      expect(rows.map(({ entry, kind, repeats }) => `${entry.id} ${kind} x${repeats}`)).toEqual(
        plainRows(ring, view.options, word, toggled),
      );
      const row = Math.floor(random() * rows.length);
      if (rows[row] !== undefined) expect(view.rowOf(rows[row].entry.id)).toBe(row);
    }
  });
});
