import { expect, test } from "vitest";
import { fastClock, ManualClock, microTimestamp, timestamp, WarmUpClock } from "./clock.ts";

test("a manual clock runs tasks when they fall due, in order, each at its own time", () => {
  const clock = new ManualClock(0);
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name}@${clock.now()}`);
  clock.after(30, note("c"));
  clock.after(10, note("a"));
  clock.after(10, note("b"));
  clock.after(20, () => clock.after(5, note("nested")));
  const cancel = clock.after(15, note("cancelled"));
  cancel();
  clock.advance(25);
  expect(ran).toEqual(["a@10", "b@10", "nested@25"]);
  clock.advance(100);
  expect(ran.at(-1)).toBe("c@30");
  expect(clock.now()).toBe(125);
});

test("a fast clock waits shorter, and its time runs ahead", () => {
  const clock = new ManualClock(1000);
  const fast = fastClock(clock, 10);
  let ran = 0;
  fast.after(500, () => {
    ran = fast.now();
  });
  clock.advance(50);
  expect(ran).toBe(1500);
});

test("a warm-up runs through the past at once and goes on in the present", () => {
  const present = new ManualClock(100_000);
  const clock = new WarmUpClock(present, 60_000);
  const ran: number[] = [];
  expect(clock.now()).toBe(40_000);
  const everyHalfMinute = () => {
    ran.push(clock.now());
    clock.after(25_000, everyHalfMinute);
  };
  clock.after(25_000, everyHalfMinute);
  const cancel = clock.after(70_000, () => ran.push(-1));
  clock.catchUp();
  expect(ran).toEqual([65_000, 90_000]);
  cancel();
  present.advance(40_000);
  expect(ran).toEqual([65_000, 90_000, 115_000, 140_000]);
});

test("timestamps are written as the API writes them", () => {
  const time = Date.UTC(2026, 10, 17, 14, 3, 5, 678);
  expect(timestamp(time)).toBe("2026-11-17T14:03:05Z");
  expect(microTimestamp(time)).toBe("2026-11-17T14:03:05.678000Z");
});
