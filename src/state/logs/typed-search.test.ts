import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { eventually } from "../../../test/support/eventually.ts";
import { logLine } from "../../../test/support/log-entries.ts";
import { ManualClock } from "../../../test/support/manual-clock.ts";
import { LogRing } from "../../logs/log-ring.ts";
import type { FoundCount } from "../../logs/log-search.ts";
import { LogLines } from "./log-lines.ts";
import { LogWindow } from "./log-window.ts";
import { TypedSearch } from "./typed-search.ts";

/** A clock by which each look at it is the end of a slice. */
class HurriedClock extends ManualClock {
  looks = 0;

  override now(): number {
    this.looks += 1;
    return this.looks * 1000;
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await setImmediate();
}

test("what is found is counted to the end without anybody asking again and again", async () => {
  const ring = new LogRing({ limit: 64 * 2 ** 20 });
  ring.push(Array.from({ length: 150_000 }, (_, at) => logLine(`line ${at}`, { at })));
  const clock = new ManualClock();
  const lines = new LogLines(ring, clock, () => undefined);
  lines.update();
  let told: FoundCount | undefined;
  const onProgress = () => {
    told = search.count;
  };
  const search = new TypedSearch({ ring, lines, window: new LogWindow(lines), clock, onProgress });
  search.searchFor("line");
  await eventually(() => expect(told).toEqual({ lines: 150_000, pending: 0 }));
});

test("how far it is is said while it goes on", async () => {
  const ring = new LogRing({ limit: 64 * 2 ** 20 });
  ring.push(Array.from({ length: 50_000 }, (_, at) => logLine(`line ${at}`, { at })));
  const lines = new LogLines(ring, new ManualClock(), () => undefined);
  let told = 0;
  const onProgress = () => {
    told += 1;
  };
  const clock = new HurriedClock();
  const search = new TypedSearch({ ring, lines, window: new LogWindow(lines), clock, onProgress });
  search.searchFor("line");
  await turns(5);
  expect(search.count?.pending).toBeGreaterThan(0);
  expect(told).toBeGreaterThan(0);
  search.close();
});

test("a search that nobody wants any more counts no further", async () => {
  const ring = new LogRing({ limit: 64 * 2 ** 20 });
  ring.push(Array.from({ length: 50_000 }, (_, at) => logLine(`line ${at}`, { at })));
  const lines = new LogLines(ring, new ManualClock(), () => undefined);
  const clock = new HurriedClock();
  const search = new TypedSearch({ ring, lines, window: new LogWindow(lines), clock, onProgress() {} });
  search.searchFor("line");
  await turns(3);
  const before = clock.looks;
  await turns(3);
  expect(clock.looks).toBeGreaterThan(before);
  search.close();
  await turns(3);
  const after = clock.looks;
  await turns(20);
  expect(clock.looks).toBe(after);
  expect(search.isOn).toBe(false);
});
