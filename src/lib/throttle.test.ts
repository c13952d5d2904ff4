import { beforeEach, expect, test } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { Throttle } from "./throttle.ts";

let clock: ManualClock;
let runs: number[];
let throttle: Throttle;

beforeEach(() => {
  clock = new ManualClock({ now: 1_000_000 });
  runs = [];
  throttle = new Throttle(50, clock, () => runs.push(clock.now() - 1_000_000));
});

test("what is asked for after a quiet time is done without a wait", async () => {
  throttle.request();
  await clock.pass(0);
  expect(runs).toEqual([0]);
});

test("many requests of one piece of work are one run, at its end", async () => {
  const changes: string[] = [];
  throttle = new Throttle(50, clock, () => changes.push("told"));
  for (const change of ["one", "two", "three"]) {
    changes.push(change);
    throttle.request();
  }
  await clock.pass(0);
  expect(changes).toEqual(["one", "two", "three", "told"]);
});

test("a stream of requests is answered once an interval, and the last of them is never lost", async () => {
  for (let at = 0; at < 120; at += 10) {
    throttle.request();
    await clock.pass(10);
  }
  await clock.pass(1000);
  expect(runs).toEqual([0, 50, 100, 150]);
});

test("what is due is not left to a timer that work keeps waiting", async () => {
  throttle.request();
  await clock.pass(0);
  throttle.request();
  // No timer has had its turn in this time.
  clock.set(clock.now() + 80);
  throttle.request();
  await Promise.resolve();
  expect(runs).toEqual([0, 80]);
  await clock.pass(1000);
  expect(runs).toEqual([0, 80]);
});

test("one run that is a little late does not make those after it late", async () => {
  throttle.request();
  await clock.pass(0);
  throttle.request();
  clock.set(clock.now() + 60);
  await clock.pass(0);
  throttle.request();
  await clock.pass(100);
  expect(runs).toEqual([0, 60, 100]);
});

test("a request made while it runs leads to another run", async () => {
  let wanted = 2;
  throttle = new Throttle(50, clock, () => {
    runs.push(clock.now() - 1_000_000);
    wanted -= 1;
    if (wanted > 0) throttle.request();
  });
  throttle.request();
  await clock.pass(1000);
  expect(runs).toEqual([0, 50]);
});

test("a clock that is set back does not hold anything up for longer than an interval", async () => {
  throttle.request();
  await clock.pass(10);
  clock.set(400_000);
  throttle.request();
  await clock.pass(50);
  expect(runs).toHaveLength(2);
});
