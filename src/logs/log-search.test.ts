import { describe, expect, test } from "vitest";
import { seeded } from "../../test/support/hostile-text.ts";
import { logLine, logNote } from "../../test/support/log-entries.ts";
import { type LogQuery, readLogQuery } from "./log-query.ts";
import { LogRing } from "./log-ring.ts";
import { LogSearch } from "./log-search.ts";
import { LogView } from "./log-view.ts";

const roomy = { limit: 64 * 2 ** 20 };
const atOnce = { pause: () => undefined };

function queryOf(text: string): LogQuery {
  const { query, problem } = readLogQuery(text);
  if (query === undefined) throw new Error(problem);
  return query;
}

function ringOfTexts(...texts: readonly string[]): LogRing {
  const ring = new LogRing(roomy);
  ring.push(texts.map((text, at) => logLine(text, { at })));
  return ring;
}

/** The rows at which a search stops, from one end to the other. */
async function stops(search: LogSearch, view: LogView, direction: -1 | 1): Promise<number[]> {
  const rows: number[] = [];
  let row = direction > 0 ? -1 : view.length;
  for (;;) {
    const found = await search.next(view, row, direction, atOnce);
    if (found === undefined) return rows;
    row = found.row;
    rows.push(row);
  }
}

function countOf(search: LogSearch, view: LogView): number {
  while (search.step());
  for (;;) {
    const { lines, pending } = search.count(view);
    if (pending === 0) return lines;
  }
}

describe("a search", () => {
  test("goes from one line that is found to the next, and back", async () => {
    const ring = ringOfTexts("yes", "no", "yes yes", "no", "yes");
    const view = new LogView(ring);
    await view.run(atOnce);
    const search = new LogSearch(ring, queryOf("yes"));
    expect(await stops(search, view, 1)).toEqual([0, 2, 4]);
    expect(await stops(search, view, -1)).toEqual([4, 2, 0]);
    expect(countOf(search, view)).toBe(3);
  });

  test("looks at lines nobody has looked at yet, in the view too", async () => {
    const ring = ringOfTexts(
      ...Array.from({ length: 5_000 }, (_, at) => (at === 700 ? "INFO yes" : "INFO no")),
    );
    const view = new LogView(ring, { query: queryOf("INFO") });
    view.update();
    const found = await new LogSearch(ring, queryOf("yes")).next(view, -1, 1, atOnce);
    expect(found?.id).toBe(701);
    expect(view.at(found?.row ?? -1)?.entry.id).toBe(701);
  });

  test("stops only at what the view shows", async () => {
    const ring = ringOfTexts("ERROR yes", "INFO yes", "ERROR no", "ERROR yes");
    const view = new LogView(ring, { level: 5 });
    await view.run(atOnce);
    const search = new LogSearch(ring, queryOf("yes"));
    expect(await stops(search, view, 1)).toEqual([0, 2]);
    expect(countOf(search, view)).toBe(2);
  });

  test("stops at the first line of a stack for a match that is folded under it, once", async () => {
    const ring = ringOfTexts("ERROR no", "\tat yes(x)", "\tat yes(y)", "INFO no", "INFO yes");
    const view = new LogView(ring);
    await view.run(atOnce);
    const search = new LogSearch(ring, queryOf("yes"));
    expect(await stops(search, view, 1)).toEqual([0, 2]);
    expect((await search.next(view, -1, 1, atOnce))?.id).toBe(2);
    view.set({ folds: "open" });
    await view.run(atOnce);
    expect(await stops(search, view, 1)).toEqual([1, 2, 4]);
  });

  test("stops at one of repeated lines", async () => {
    const ring = ringOfTexts("yes 1", "yes 2", "no", "yes 3");
    const view = new LogView(ring, { collapses: true });
    await view.run(atOnce);
    const search = new LogSearch(ring, queryOf("yes"));
    expect(await stops(search, view, -1)).toEqual([2, 0]);
    expect(countOf(search, view)).toBe(2);
  });

  test("finds notes", async () => {
    const ring = ringOfTexts("no");
    ring.push([logNote("ended", "exited 137 (OOMKilled)", { at: 9 })]);
    const view = new LogView(ring);
    await view.run(atOnce);
    expect(await stops(new LogSearch(ring, queryOf("oomkilled")), view, 1)).toEqual([1]);
  });

  test("finds its way while lines come and go under it", async () => {
    const ring = new LogRing({ limit: 500_000 });
    const line = (at: number, text = "no") => logLine(`${text} ${"x".repeat(40)}`, { at });
    ring.push(Array.from({ length: 6_000 }, (_, at) => line(at)));
    ring.push([line(7_000, "yes")]);
    const view = new LogView(ring);
    await view.run(atOnce);
    let now = 8_000;
    const pause = async () => {
      ring.push([line(now, "no"), line(now - 3_000.5, "no")]);
      ring.push(Array.from({ length: 20 }, () => line(now++)));
    };
    const found = await new LogSearch(ring, queryOf("yes")).next(view, 0, 1, { pause });
    expect(view.at(found?.row ?? -1)?.entry.text).toMatch(/^yes/);
    expect(ring.droppedLines).toBeGreaterThan(0);
  });

  test("gives the thread away on its way, and ends where nobody waits for it", async () => {
    const ring = ringOfTexts(...Array.from({ length: 20_000 }, () => "no"));
    const view = new LogView(ring);
    await view.run(atOnce);
    let pauses = 0;
    const abort = new AbortController();
    const pause = async () => {
      pauses += 1;
      if (pauses === 10) abort.abort();
    };
    expect(
      await new LogSearch(ring, queryOf("yes")).next(view, -1, 1, { pause }, abort.signal),
    ).toBeUndefined();
    expect(pauses).toBe(10);
  });
});

test.each([1, 2, 3])(
  "every row with what is looked for is a stop, in both directions (seed %i)",
  async (seed) => {
    const random = seeded(seed);
    const ring = ringOfTexts(
      ...Array.from({ length: 3_000 }, () => {
        const word = random() < 0.05 ? "yes" : "no";
        return random() < 0.3 ? `\tat ${word}` : `${random() < 0.3 ? "ERROR" : "INFO"} ${word}`;
      }),
    );
    const view = new LogView(ring, seed === 2 ? { level: 5 } : seed === 3 ? { folds: "open" } : {});
    await view.run(atOnce);
    const search = new LogSearch(ring, queryOf("yes"));
    const rows = view.rows(0, view.length);
    const hits = new Set<number>();
    for (let index = 0; index < ring.length; index += 1) {
      const entry = ring.at(index);
      if (!entry?.text.includes("yes")) continue;
      const own = rows.findIndex((row) => row.entry.id === entry.id);
      const row = own >= 0 ? own : rows.findIndex((other) => other.entry.id === entry.headId);
      if (row >= 0) hits.add(row);
    }
    const expected = [...hits].sort((a, b) => a - b);
    expect(await stops(search, view, 1)).toEqual(expected);
    expect(await stops(search, view, -1)).toEqual(expected.reverse());
  },
);
