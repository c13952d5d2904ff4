import { expect, test } from "vitest";
import { SharedRun } from "./shared-run.ts";

function controlled(holdFailure = () => 0, finishesAlone = false) {
  const clock = { now: 0 };
  const runs: { resolve(value: string): void; reject(error: Error): void; signal: AbortSignal }[] = [];
  const shared = new SharedRun<string>(
    (signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      runs.push({ resolve, reject, signal });
      return promise;
    },
    { now: () => clock.now, holdFailure, finishesAlone },
  );
  return { shared, runs, clock };
}

test("all who ask while it lasts get the result of one run", async () => {
  const { shared, runs } = controlled();
  const waiting = Promise.all([shared.join(), shared.join(), shared.join()]);
  runs[0]?.resolve("one");
  expect(await waiting).toEqual(["one", "one", "one"]);
  expect(runs).toHaveLength(1);
});

test("who asks later gets a new run, also after a failure", async () => {
  const { shared, runs } = controlled();
  const first = shared.join();
  runs[0]?.reject(new Error("no"));
  await expect(first).rejects.toThrow("no");
  const second = shared.join();
  runs[1]?.resolve("two");
  expect(await second).toBe("two");
});

test("one waiter may leave, and the run goes on for the others", async () => {
  const { shared, runs } = controlled();
  const leaving = new AbortController();
  const left = shared.join(leaving.signal);
  const stayed = shared.join();
  leaving.abort(new Error("left"));
  await expect(left).rejects.toThrow("left");
  expect(runs[0]?.signal.aborted).toBe(false);
  runs[0]?.resolve("one");
  expect(await stayed).toBe("one");
});

test("the run is given up when the last waiter leaves, and the next one gets another", async () => {
  const { shared, runs } = controlled();
  const leaving = new AbortController();
  const left = [shared.join(leaving.signal), shared.join(leaving.signal)];
  leaving.abort(new Error("left"));
  for (const waiter of left) await expect(waiter).rejects.toThrow("left");
  expect(runs[0]?.signal.aborted).toBe(true);
  const next = shared.join();
  runs[1]?.resolve("two");
  expect(await next).toBe("two");
});

test("who comes with an aborted signal starts nothing", async () => {
  const { shared, runs } = controlled();
  await expect(shared.join(AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
  expect(runs).toHaveLength(0);
});

test("a failure is given to whoever asks for a while, or until it is forgotten", async () => {
  const { shared, runs, clock } = controlled(() => 1000);
  const first = shared.join();
  runs[0]?.reject(new Error("no"));
  await expect(first).rejects.toThrow("no");
  clock.now = 999;
  await expect(shared.join()).rejects.toThrow("no");
  expect(runs).toHaveLength(1);
  clock.now = 1000;
  const second = shared.join();
  runs[1]?.reject(new Error("again"));
  await expect(second).rejects.toThrow("again");
  shared.forgetFailure();
  const third = shared.join();
  runs[2]?.resolve("yes");
  expect(await third).toBe("yes");
});

test("a run that was given up is no failure to hold", async () => {
  const { shared, runs } = controlled(() => 1000);
  const leaving = new AbortController();
  const left = shared.join(leaving.signal);
  leaving.abort(new Error("left"));
  await expect(left).rejects.toThrow("left");
  runs[0]?.reject(new Error("stopped"));
  const next = shared.join();
  runs[1]?.resolve("two");
  expect(await next).toBe("two");
});

test("a run that finishes alone goes on when nobody waits, and can be joined again", async () => {
  const { shared, runs } = controlled(() => 0, true);
  const leaving = new AbortController();
  const left = shared.join(leaving.signal);
  leaving.abort(new Error("left"));
  await expect(left).rejects.toThrow("left");
  expect(runs[0]?.signal.aborted).toBe(false);
  const next = shared.join();
  runs[0]?.resolve("one");
  expect(await next).toBe("one");
  expect(runs).toHaveLength(1);
});
