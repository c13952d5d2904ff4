import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { type Lane, Merge, type MergeOptions } from "./merge.ts";
import type { LogEntry, LogSource } from "./types.ts";

const pod = { context: "east", uid: "u", namespace: "n", name: "p", node: "" };
const source = (number: number): LogSource => ({ number, pod, container: "app", role: "app" });

function line(seconds: number, from = 0): LogEntry {
  const bytes = Buffer.from(`${seconds}`);
  return { kind: "line", source: source(from), seconds, nanos: 0, bytes, omitted: 0, late: false };
}

/** V8's own; only contexts that are made after the flag have it. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

function merging(options: Partial<MergeOptions> = {}, lanes = 2) {
  const clock = new ManualClock();
  const out: string[] = [];
  const merge = new Merge({
    clock,
    order: "time",
    holdBack: 300,
    patience: 2000,
    emit: (entries) =>
      void out.push(
        ...entries.map((entry) => `${entry.seconds}${entry.kind === "line" && entry.late ? " late" : ""}`),
      ),
    ...options,
  });
  return { clock, out, merge, lanes: Array.from({ length: lanes }, () => merge.open()) as [Lane, Lane] };
}

const lines = (...seconds: number[]) => seconds.map((second) => line(second));

test("a source is asked to wait by the lines that wait, and by their bytes", async () => {
  const { lanes } = merging();
  expect(lanes[0].push(lines(1, 2), 100)).toBeUndefined();
  expect(lanes[0].push(lines(3), 10_000_000)).toBeInstanceOf(Promise);
  expect(
    lanes[1].push(
      Array.from({ length: 5000 }, (_, second) => line(second)),
      5000,
    ),
  ).toBeInstanceOf(Promise);
});

test("a thousand sources together have no more waiting than some hundreds", async () => {
  const merge = merging({}, 1000);
  const some = Array.from({ length: 300 }, (_, second) => line(second));
  expect(merging().lanes[0].push(some, 300)).toBeUndefined();
  expect(merge.lanes[0].push(some, 300)).toBeInstanceOf(Promise);
});

test("a source that was asked to wait goes on when its bytes were taken", async () => {
  const { clock, lanes, out } = merging();
  let isRoom = false;
  void lanes[0].push(lines(1, 2, 3), 10_000_000)?.then(() => {
    isRoom = true;
  });
  await clock.pass(0);
  expect(isRoom).toBe(false);
  lanes[1].push(lines(4), 1);
  await clock.pass(0);
  expect(out).toEqual(["1", "2", "3"]);
  expect(isRoom).toBe(true);
});

test("what was taken is let go at once, whatever still waits", async () => {
  const { clock, lanes, out } = merging();
  // Made elsewhere, so that no variable of this function holds them.
  const taken = (() => {
    const batch = lines(1, 2);
    lanes[0].push(batch, 2);
    return new WeakRef(batch);
  })();
  lanes[0].push(lines(4), 1);
  lanes[1].push(lines(3), 1);
  await clock.pass(0);
  expect(out).toEqual(["1", "2", "3"]);
  // What a weak reference has led to stays until the present piece of work is done.
  await setImmediate();
  collectGarbage();
  expect(taken.deref()).toBeUndefined();
});

test("what comes while older lines are held back wakes nobody", async () => {
  const clock = new ManualClock();
  let waits = 0;
  const watched = {
    now: () => clock.now(),
    random: clock.random,
    sleep(ms: number, signal?: AbortSignal) {
      waits += 1;
      return clock.sleep(ms, signal);
    },
  };
  const { lanes, out } = merging({ clock: watched });
  for (const lane of lanes) lane.catchUp();
  await clock.pass(0);
  for (const second of [1, 2, 3, 4, 5]) {
    lanes[second % 2]?.push(lines(second), 1);
    await clock.pass(0);
  }
  expect(waits).toBe(1);
  await clock.pass(300);
  expect(out).toEqual(["1", "2", "3", "4", "5"]);
});

test("who writes more than may wait is not held back for others", async () => {
  const { clock, lanes, out } = merging();
  for (const lane of lanes) lane.catchUp();
  lanes[1].push(lines(1), 1);
  let isRoom = false;
  void lanes[0].push(lines(...Array.from({ length: 5000 }, (_, second) => second)), 5000)?.then(() => {
    isRoom = true;
  });
  await clock.pass(0);
  expect(isRoom).toBe(true);
  expect(out.length).toBeGreaterThan(4000);
  expect(out.slice(0, 4)).toEqual(["0", "1", "1", "2"]);
});

test("others keep their place beside one who writes more than may wait", async () => {
  const { clock, lanes, out } = merging();
  for (const lane of lanes) lane.catchUp();
  void lanes[0].push(lines(...Array.from({ length: 1100 }, (_, second) => second)), 1100);
  await clock.pass(100);
  lanes[1].push(lines(800), 1);
  await clock.pass(300);
  expect(out.slice(799, 803)).toEqual(["799", "800", "800", "801"]);
});

describe("what sources had at the beginning", () => {
  test("is merged exactly, however it arrives", async () => {
    const { clock, out, lanes, merge } = merging();
    lanes[0].push(lines(1, 4), 10);
    lanes[0].push(lines(6), 10);
    lanes[0].end();
    await clock.pass(0);
    expect(out).toEqual([]);
    lanes[1].push(lines(2, 3, 5), 10);
    await clock.pass(0);
    expect(out).toEqual(["1", "2", "3", "4", "5"]);
    lanes[1].end();
    await merge.drained();
    expect(out).toEqual(["1", "2", "3", "4", "5", "6"]);
  });

  test("does not take a source for silent because nobody took its lines", async () => {
    const { clock, out, lanes } = merging({
      emit(entries) {
        out.push(...entries.map(({ seconds }) => String(seconds)));
        // A terminal that was held up for so long, and the program with it.
        clock.set(clock.now() + 10_000);
        return undefined;
      },
    });
    lanes[0].push(lines(1, 5), 2);
    lanes[1].push(lines(2), 1);
    await clock.pass(0);
    expect(out).toEqual(["1", "2"]);
    lanes[1].push(lines(3), 1);
    lanes[1].end();
    await clock.pass(0);
    expect(out).toEqual(["1", "2", "3", "5"]);
  });

  test("waits for a silent source only for a while", async () => {
    const { clock, out, lanes } = merging();
    lanes[0].push(lines(1, 2), 10);
    lanes[0].end();
    await clock.pass(1900);
    expect(out).toEqual([]);
    await clock.pass(200);
    expect(out).toEqual(["1", "2"]);
    lanes[1].push(lines(1), 10);
    await clock.pass(300);
    expect(out).toEqual(["1", "2", "1 late"]);
  });

  test("waits for ever where order is all that counts", async () => {
    const { clock, out, lanes } = merging({ patience: Number.POSITIVE_INFINITY });
    lanes[0].push(lines(2), 10);
    await clock.pass(86_400_000);
    expect(out).toEqual([]);
    lanes[1].push(lines(1), 10);
    await clock.pass(0);
    expect(out).toEqual(["1"]);
  });

  test("of a thousand sources comes in the order of one sorted list", async () => {
    const { clock, out, merge, lanes } = merging({}, 1000);
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 16807) % 2147483647;
      return seed % below;
    };
    const all: number[] = [];
    for (const lane of lanes) {
      const own = Array.from({ length: random(20) }, () => random(100_000)).sort((a, b) => a - b);
      all.push(...own);
      lane.push(lines(...own), 10);
      lane.end();
    }
    await clock.pass(0);
    await merge.drained();
    expect(out.map(Number)).toEqual(all.sort((a, b) => a - b));
  });
});

describe("what is new", () => {
  const live = async (options: Partial<MergeOptions> = {}) => {
    const merged = merging(options);
    for (const lane of merged.lanes) lane.catchUp();
    await merged.clock.pass(0);
    return merged;
  };

  test("waits a moment for older lines of other sources", async () => {
    const { clock, out, lanes } = await live();
    lanes[0].push(lines(20), 10);
    await clock.pass(200);
    lanes[1].push(lines(10), 10);
    await clock.pass(299);
    expect(out).toEqual([]);
    await clock.pass(1);
    expect(out).toEqual(["10", "20"]);
  });

  test("is late when it comes after a newer one was handed on", async () => {
    const { clock, out, lanes } = await live();
    lanes[0].push(lines(20), 10);
    await clock.pass(300);
    lanes[1].push(lines(10, 30), 10);
    await clock.pass(300);
    expect(out).toEqual(["20", "10 late", "30"]);
  });

  test("waits for nobody where there is one source", async () => {
    const { clock, out, lanes } = merging({}, 1);
    lanes[0].catchUp();
    lanes[0].push(lines(1), 10);
    await clock.pass(0);
    expect(out).toEqual(["1"]);
  });

  test("comes as it arrives where that is asked for", async () => {
    const { clock, out, lanes } = await live({ order: "arrival" });
    lanes[0].push(lines(20), 10);
    await clock.pass(0);
    lanes[1].push(lines(10), 10);
    await clock.pass(0);
    expect(out).toEqual(["20", "10"]);
  });
});

test("a source is asked to wait while those that read cannot keep up", async () => {
  const reads: (() => void)[] = [];
  const { clock, lanes } = merging({
    emit: () => new Promise<void>((resolve) => void reads.push(resolve)),
  });
  lanes[1].end();
  const many = lines(...Array.from({ length: 5000 }, (_, second) => second));
  let isFree = false;
  void lanes[0].push(many, 10)?.then(() => {
    isFree = true;
  });
  await clock.pass(0);
  expect(isFree).toBe(false);
  for (let round = 0; round < 5; round++) {
    reads.shift()?.();
    await clock.pass(0);
  }
  expect(isFree).toBe(true);
});

test("that a pod is gone is said where one is, however long it had been silent, and of a cut where it was", async () => {
  const { clock, lanes, out } = merging({
    emit: (entries) =>
      void out.push(
        ...entries.map((entry) => `${entry.seconds} ${entry.kind === "note" ? entry.about : ""}`),
      ),
  });
  const [silent, busy] = lanes;
  silent.push([line(1)], 1);
  busy.push([line(50)], 1);
  silent.catchUp();
  busy.catchUp();
  await clock.pass(300);
  const note = { kind: "note", source: source(0), seconds: 1, nanos: 0, text: "" } as const;
  silent.push(
    [
      { ...note, about: "lost" },
      { ...note, about: "gone" },
    ],
    0,
  );
  await clock.pass(300);
  expect(out).toEqual(["1 ", "50 ", "1 lost", "50 gone"]);
});
