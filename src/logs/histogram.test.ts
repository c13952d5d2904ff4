import { describe, expect, test } from "vitest";
import { seeded } from "../../test/support/hostile-text.ts";
import { logLine, logNote } from "../../test/support/log-entries.ts";
import { type Histogram, histogramOfView } from "./histogram.ts";
import { errorLevel, infoLevel, warnLevel } from "./level.ts";
import { LogRing } from "./log-ring.ts";
import { LogView } from "./log-view.ts";

const roomy = { limit: 64 * 2 ** 20 };
const atOnce = { pause: () => undefined };
async function viewOf(...all: ConstructorParameters<typeof LogView>): Promise<LogView> {
  const view = new LogView(...all);
  await view.run(atOnce);
  return view;
}

const totals = (histogram: Histogram) =>
  Array.from({ length: histogram.cells }, (_, cell) => histogram.total(cell));

describe("lines over time", () => {
  const ring = new LogRing(roomy);
  ring.push([
    logLine("INFO before", { at: 900 }),
    logLine("INFO a", { at: 1_000 }),
    logLine("ERROR b", { at: 1_500 }),
    logLine("\tat main", { at: 1_600 }),
    logNote("gap", "no line", { at: 1_700 }),
    logLine("WARN c", { at: 2_000 }),
    logLine("plain", { at: 2_999, source: 1 }),
    logLine("INFO after", { at: 3_000 }),
  ]);

  test("are counted by cell and level, stacks once and notes not at all", async () => {
    const histogram = histogramOfView(await viewOf(ring), { from: 1, to: 3 }, 4);
    expect(totals(histogram)).toEqual([1, 1, 1, 1]);
    expect([
      histogram.count(0, infoLevel),
      histogram.count(1, errorLevel),
      histogram.total(2, warnLevel),
    ]).toEqual([1, 1, 1]);
    expect(histogram.total(3, infoLevel)).toBe(0);
    expect(histogram.spanOf(1)).toEqual({ from: 1.5, to: 2 });
    expect([0.9, 1, 1.99, 3].map((time) => histogram.cellOf(time))).toEqual([-1, 0, 1, 4]);
  });

  test("are those that are asked for", async () => {
    const view = await viewOf(ring, { hidden: new Set([1]), level: warnLevel, before: 1 });
    expect(totals(histogramOfView(view, { from: 1, to: 3 }, 4))).toEqual([0, 1, 1, 0]);
  });

  test("are none where there is no time, or no line", async () => {
    expect(totals(histogramOfView(await viewOf(ring), { from: 3, to: 3 }, 2))).toEqual([0, 0]);
    const none = await viewOf(new LogRing(roomy));
    expect(totals(histogramOfView(none, { from: 1, to: 3 }, 2))).toEqual([0, 0]);
  });
});

describe.each(["time", "arrival"] as const)("in order of %s", (order) => {
  test.each([1, 2, 3])("cells hold what lies in them, however they cut (seed %i)", async (seed) => {
    const random = seeded(seed);
    const ring = new LogRing({ ...roomy, order });
    let now = 1_000;
    const times: number[] = [];
    for (let line = 0; line < 5_000; line += 1) {
      now += random() < 0.01 ? random() * 1_000 : random();
      const at = Math.round(random() < 0.1 ? now - random() * 50 : now);
      times.push(at / 1000);
      ring.push([logLine(`INFO ${line}`, { at })]);
    }
    const view = await viewOf(ring);
    for (const cells of [1, 7, 120]) {
      const span = { from: (now / 1000) * random() * 0.5, to: (now / 1000) * (0.6 + random()) };
      const histogram = histogramOfView(view, span, cells);
      const expected = Array.from({ length: cells }, () => 0);
      for (const time of times) {
        const cell = histogram.cellOf(time);
        if (cell >= 0 && cell < cells) expected[cell] = (expected[cell] ?? 0) + 1;
      }
      expect(totals(histogram)).toEqual(expected);
    }
  });
});
