import { expect, test } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { Slicer } from "./slicer.ts";

test("short work goes on without a pause", async () => {
  const clock = new ManualClock();
  const slicer = new Slicer(clock);
  await clock.pass(4);
  expect(slicer.pause()).toBeUndefined();
});

test("work that has taken its time gives way once, and then has a slice of its own again", async () => {
  const clock = new ManualClock();
  const slicer = new Slicer(clock);
  await clock.pass(5);
  let others = "waiting";
  setImmediate(() => {
    others = "had their turn";
  });
  await slicer.pause();
  expect(others).toBe("had their turn");
  expect(slicer.pause()).toBeUndefined();
});

test("a clock that is set back does not let work go on without end", async () => {
  const clock = new ManualClock({ now: 1_000_000 });
  const slicer = new Slicer(clock);
  clock.set(400_000);
  expect(slicer.pause()).toBeInstanceOf(Promise);
});
