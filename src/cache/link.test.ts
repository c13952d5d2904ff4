import { beforeEach, expect, test } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { Link } from "./link.ts";

const second = 1000;

let clock: ManualClock;
let isUp: boolean;
let probes: number;
let link: Link;

beforeEach(() => {
  clock = new ManualClock({ random: () => 0.5 });
  isUp = false;
  probes = 0;
  link = new Link(async () => {
    probes += 1;
    return isUp;
  }, clock);
});

/** What somebody who waits is told, as soon as they are told. */
function wait(signal = new AbortController().signal, doubting = false) {
  const told: boolean[] = [];
  void link.restored(signal, doubting).then((isBack) => told.push(isBack));
  return told;
}

test("one question a second is asked for all who wait, and all are told at once", async () => {
  const told = [wait(), wait(), wait()];
  await clock.pass(5 * second);
  expect([probes, told.flat()]).toEqual([5, []]);
  isUp = true;
  await clock.pass(second);
  expect(told).toEqual([[true], [true], [true]]);
});

test("nothing is asked when nobody waits", async () => {
  const given = new AbortController();
  const told = wait(given.signal);
  given.abort();
  await clock.pass(10 * second);
  expect([probes, told]).toEqual([0, [false]]);
});

test("who gave up before is told so at once", async () => {
  expect(await link.restored(AbortSignal.abort())).toBe(false);
});

test("a question that fails is a server that is away", async () => {
  link = new Link(() => Promise.reject(new Error("no route")), clock);
  const told = wait();
  await clock.pass(3 * second);
  expect(told).toEqual([]);
});

test("who doubts the link believes it only after the server was seen to be away", async () => {
  isUp = true;
  const told = wait(undefined, true);
  await clock.pass(5 * second);
  expect(told).toEqual([]);
  isUp = false;
  await clock.pass(second);
  isUp = true;
  await clock.pass(second);
  expect(told).toEqual([true]);
});

test("who comes after all were told is waited for anew", async () => {
  wait();
  isUp = true;
  await clock.pass(second);
  isUp = false;
  const told = wait();
  await clock.pass(3 * second);
  expect(told).toEqual([]);
  isUp = true;
  await clock.pass(second);
  expect(told).toEqual([true]);
});
