import { expect, test } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { Backoff } from "./backoff.ts";

const terms = { first: 800, longest: 30_000, forgottenAfter: 120_000 };
const clockWith = (random: number) => new ManualClock({ random: () => random });

test("each failure doubles the wait, up to half a minute", () => {
  const backoff = new Backoff(clockWith(0), terms);
  const waits = Array.from({ length: 8 }, () => backoff.next());
  expect(waits).toEqual([800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
});

test("chance adds up to as much again, so that not all come back at once", () => {
  const backoff = new Backoff(clockWith(0.5), terms);
  expect([backoff.next(), backoff.next()]).toEqual([1200, 2400]);
});

test("a server that asks for more time gets it, and one that asks for less does not hurry anybody", () => {
  const backoff = new Backoff(clockWith(0), terms);
  expect([backoff.next(5000), backoff.next(1000)]).toEqual([5000, 1600]);
});

test("two minutes without a failure and the next one counts as the first", async () => {
  const clock = clockWith(0);
  const backoff = new Backoff(clock, terms);
  for (let failure = 0; failure < 5; failure += 1) backoff.next();
  await clock.pass(12_800 + 120_001);
  expect(backoff.next()).toBe(800);
});

test("failures that go on are not forgotten while one waits", async () => {
  const clock = clockWith(0);
  const backoff = new Backoff(clock, terms);
  let last = 0;
  for (let failure = 0; failure < 10; failure += 1) {
    last = backoff.next();
    await clock.pass(last);
  }
  expect(last).toBe(30_000);
});

test("what is reset begins from the start", () => {
  const backoff = new Backoff(clockWith(0), terms);
  backoff.next();
  backoff.next();
  backoff.reset();
  expect(backoff.next()).toBe(800);
});
