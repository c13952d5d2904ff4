import { describe, expect, test } from "vitest";
import { logLine } from "../../../test/support/log-entries.ts";
import { ManualClock } from "../../../test/support/manual-clock.ts";
import { LogRing } from "../../logs/log-ring.ts";
import { LogLines } from "./log-lines.ts";
import { LogTimeline } from "./log-timeline.ts";
import { LogWindow } from "./log-window.ts";

const now = 1_000_000_000_000;

/** A timeline over lines so many seconds ago. */
function timelineOver(...lines: readonly (readonly [ago: number, text: string])[]) {
  const clock = new ManualClock({ now });
  const ring = new LogRing({ limit: 2 ** 20 });
  ring.push(lines.map(([ago, text]) => logLine(text, { at: now - ago * 1000 })));
  const shown = new LogLines(ring, clock, () => undefined);
  shown.update();
  const window = new LogWindow(shown);
  const sources = { areOver: false };
  const parts = { lines: shown, window, now: () => clock.now(), isOver: () => sources.areOver };
  return { clock, lines: shown, window, timeline: new LogTimeline(parts), sources };
}

describe("cells", () => {
  test("end now while one follows, and count lines, errors and warnings", () => {
    const { timeline } = timelineOver([1, "INFO a"], [0.5, "ERROR b"], [0, "WARN c"], [100, "INFO before"]);
    const cells = timeline.cells(3);
    expect(cells.map(({ lines, errors, warnings }) => [lines, errors, warnings])).toEqual([
      [0, 0, 0],
      [2, 1, 0],
      [1, 0, 1],
    ]);
    expect(cells.at(-1)).toMatchObject({ from: now / 1000, to: now / 1000 + 2 });
  });

  test("are around what one reads where that is further back", () => {
    const { timeline, window } = timelineOver([1000, "INFO long ago"], [0, "INFO now"]);
    window.moveTo(0);
    const cells = timeline.cells(10);
    expect(cells.slice(3, 7).reduce((sum, { lines }) => sum + lines, 0)).toBe(1);
  });

  test("are around the last line where no more will come", () => {
    const { timeline, sources } = timelineOver([1010, "INFO long ago"], [1000, "INFO the last"]);
    sources.areOver = true;
    const cells = timeline.cells(20);
    expect(cells.reduce((sum, { lines }) => sum + lines, 0)).toBe(2);
  });
});

describe("a stretch", () => {
  test("goes from where it was begun to the cursor, whichever is first", () => {
    const { timeline } = timelineOver([10, "INFO a"]);
    timeline.cells(20);
    timeline.open();
    timeline.toggleAnchor();
    timeline.move(-3);
    expect(timeline.cells(20).filter(({ isChosen }) => isChosen)).toHaveLength(4);
    const { from, to } = timeline.chosen ?? {};
    expect([from?.seconds, to?.seconds]).toEqual([now / 1000 - 6, now / 1000 + 1]);
  });

  test("that was not begun is a moment", () => {
    const { timeline } = timelineOver([10, "INFO a"]);
    timeline.cells(20);
    timeline.open();
    timeline.move(-1);
    expect(timeline.isStretch).toBe(false);
    expect(timeline.chosen).toEqual({ from: { seconds: now / 1000 - 2, nanos: 0 }, to: undefined });
  });
});

test("the cursor moves on beyond what was in sight, but not into the future", () => {
  const { timeline } = timelineOver([10, "INFO a"]);
  timeline.cells(5);
  timeline.open();
  timeline.move(-20);
  expect(timeline.cells(5)[0]?.isChosen).toBe(true);
  timeline.move(100);
  expect(timeline.cells(5).at(-1)).toMatchObject({ isChosen: true, from: now / 1000 });
});

test("cells of more time reach further back", () => {
  const { timeline } = timelineOver([250, "INFO a"], [0, "INFO b"]);
  expect(timeline.cells(10).reduce((sum, { lines }) => sum + lines, 0)).toBe(1);
  for (let step = 0; step < 4; step += 1) timeline.zoom(1);
  expect(timeline.cellWidth).toBe(60);
  expect(timeline.cells(10).reduce((sum, { lines }) => sum + lines, 0)).toBe(2);
  for (let step = 0; step < 20; step += 1) timeline.zoom(-1);
  expect(timeline.cellWidth).toBe(1);
});
