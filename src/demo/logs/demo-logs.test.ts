import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FollowedLog } from "../../../test/support/followed-log.ts";
import { send } from "../../../test/support/raw-http.ts";
import { type DemoCluster, type DemoLog, ManualClock, startDemo } from "../index.ts";
import type { Pod } from "../objects.ts";

let demo: DemoCluster;
const clock = new ManualClock();
beforeAll(async () => {
  demo = await startDemo({ world: "empty", clock });
});
afterAll(() => demo.close());

/** A pod with one container that runs and has written nothing. */
function silentPod(name: string): DemoLog {
  demo.objects.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default" },
    spec: { containers: [{ name: "app", image: "test:1" }] },
  });
  clock.advance(15_000);
  return demo.logs.of(`default/${name}`).silence();
}
const pathOf = (name: string, query = "") => `/api/v1/namespaces/default/pods/${name}/log?${query}`;
const read = async (name: string, query = "") => (await send(demo, pathOf(name, query))).text;
const follow = (name: string, query = "") => FollowedLog.open(demo, pathOf(name, `follow=true&${query}`));
const statusOf = (name: string) =>
  (demo.objects.get("pods", `default/${name}`) as Pod).status.containerStatuses?.[0];

describe("what a test writes into a log", () => {
  test("is all that stands there once the program is silenced", async () => {
    const log = silentPod("silent");
    clock.advance(60_000);
    expect(await read("silent")).toBe("");
    log.write("one", "two");
    expect(await read("silent")).toBe("one\ntwo\n");
  });

  test("stands among what the program writes, where it does not", async () => {
    silentPod("other");
    demo.objects.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "talking", namespace: "default" },
      spec: { containers: [{ name: "app", image: "test:1" }] },
    });
    clock.advance(15_000);
    demo.logs.of("default/talking").write("from the test");
    clock.advance(15_000);
    const lines = (await read("talking")).split("\n");
    expect(lines.indexOf("from the test")).toBeGreaterThan(2);
    expect(lines.indexOf("from the test")).toBeLessThan(lines.length - 3);
  });

  test("reaches those who follow at once", async () => {
    const log = silentPod("followed");
    const followed = await follow("followed");
    log.write("one");
    await expect.poll(() => followed.text).toBe("one\n");
    log.write("two", "three");
    await expect.poll(() => followed.text).toBe("one\ntwo\nthree\n");
  });

  test.each([0, 1, 2, 3, 4, 5])(
    "reaches them also while they look for something, %i turns later",
    async (turns) => {
      const log = silentPod(`busy-${turns}`);
      const followed = await follow(`busy-${turns}`);
      log.write("one");
      await expect.poll(() => followed.text).toBe("one\n");
      clock.advance(1000);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      log.write("two");
      await expect.poll(() => followed.text).toBe("one\ntwo\n");
    },
  );

  test("has the stamp it is given, to the nanosecond and in its zone", async () => {
    silentPod("stamped").write(
      { text: "a", time: "2026-11-17T13:00:00.000000001Z" },
      { text: "b", time: "2026-11-17T15:00:00.5+02:00" },
      { text: "c", time: Date.UTC(2026, 10, 17, 13, 0, 0, 7) },
    );
    expect(await read("stamped", "timestamps=true")).toBe(
      "2026-11-17T13:00:00.000000001Z a\n2026-11-17T15:00:00.500000000+02:00 b\n2026-11-17T13:00:00.007000000Z c\n",
    );
  });

  test("has a stamp of its own where it is given none", async () => {
    silentPod("unstamped").write("a", "b");
    const stamps = (await read("unstamped", "timestamps=true"))
      .split("\n")
      .map((line) => line.split(" ", 1)[0]);
    expect(stamps[0]).toMatch(/\.000000000Z$/);
    expect(stamps[1]).toMatch(/\.000001000Z$/);
  });

  test("keeps its place, whatever its stamp: the tail is the tail, and then comes the time", async () => {
    silentPod("disordered").write(
      { text: "late", time: "2026-11-17T13:00:09Z" },
      { text: "early", time: "2026-11-17T13:00:01Z" },
      { text: "middle", time: "2026-11-17T13:00:05Z" },
    );
    expect(await read("disordered", "tailLines=2")).toBe("early\nmiddle\n");
    expect(await read("disordered", "tailLines=2&sinceTime=2026-11-17T13:00:05Z")).toBe("middle\n");
    expect(await read("disordered", "sinceTime=2026-11-17T13:00:05Z")).toBe("late\nmiddle\n");
  });

  test("of the second that is asked for is all there, to its last nanosecond and none before", async () => {
    silentPod("second").write(
      { text: "before", time: "2026-11-17T13:00:04.999999999Z" },
      { text: "first", time: "2026-11-17T13:00:05.000000000Z" },
      { text: "last", time: "2026-11-17T13:00:05.999999999Z" },
    );
    const whole = await read("second", "sinceTime=2026-11-17T13:00:05.999Z");
    expect(whole).toBe("first\nlast\n");
  });

  test("may be bytes that are no text", async () => {
    silentPod("binary").write(Buffer.from([0xff, 0x00, 0x1b, 0xc3, 0x28]));
    const answer = await send(demo, pathOf("binary"));
    expect(answer.bytes).toBe(6);
  });

  test("may be a line of 10 MB, of pieces that a tail counts one by one", async () => {
    const long = "x".repeat(10_000_000);
    silentPod("long").write("before", long, "after");
    expect(await read("long")).toBe(`before\n${long}\nafter\n`);
    const stamped = (await read("long", "timestamps=true")).split("\n");
    expect(stamped.map((line) => line.slice(20, 42))).toEqual([
      "000000000Z before",
      "000001000Z xxxxxxxxxxx",
      "000002000Z after",
      "",
    ]);
    // Two pieces: the end of the long line, and the last line.
    const tail = await read("long", "tailLines=2");
    expect(tail).toBe(`${"x".repeat(10_000_000 % 16_384)}\nafter\n`);
  });

  test("may be part of a line, into which another one falls without a stamp of its own", async () => {
    silentPod("torn").write({ text: "half of one, ", partial: true }, "another", "third");
    const lines = (await read("torn", "timestamps=true")).split("\n");
    expect(lines.map((line) => line.split("Z ")[1])).toEqual(["half of one, another", "third", undefined]);
  });

  test("goes when there is more than a node would keep", async () => {
    const log = silentPod("much");
    for (let number = 0; number < 40; number += 1) log.write(`${number} ${"x".repeat(1 << 20)}`);
    const text = await read("much");
    expect(text.length).toBeLessThan(33 << 20);
    expect(text).not.toMatch(/^0 x/m);
    expect(text).toMatch(/^39 x+\n$/m);
  });
});

describe("a flood", () => {
  test("of 50,000 lines a second reaches those who follow, every line and in order", async () => {
    const log = silentPod("flooded");
    const followed = await follow("flooded");
    const stop = log.flood({ linesPerSecond: 50_000, text: (number) => `line ${number}` });
    clock.advance(2000);
    stop();
    clock.advance(5000);
    await expect.poll(() => followed.lines.length).toBe(100_001);
    expect(followed.lines).toEqual(Array.from({ length: 100_001 }, (_, number) => `line ${number}`));
  });

  test("leaves no more than the newest file, as long as a node lets one grow", async () => {
    silentPod("overflown").flood({ linesPerSecond: 50_000, lines: 1_000_000 });
    clock.advance(60_000);
    const text = await read("overflown");
    expect(text.length).toBeLessThan(10 << 20);
    expect(text).toContain("line 999999 of a flood");
    expect(text).not.toContain("line 900 of a flood");
  });

  test("has stamps that follow its pace", async () => {
    silentPod("paced").flood({ linesPerSecond: 3, lines: 4, text: (number) => `line ${number}` });
    clock.advance(10_000);
    const stamps = (await read("paced", "timestamps=true")).split("\n").map((line) => line.slice(19, 30));
    expect(stamps).toEqual([".000000000Z", ".333333333Z", ".666666666Z", ".000000000Z", ""]);
  });
});

describe("a rotation", () => {
  test("takes away what was written before, and who follows goes on", async () => {
    const log = silentPod("rotated").write("before");
    const followed = await follow("rotated");
    await expect.poll(() => followed.text).toBe("before\n");
    clock.advance(1000);
    log.rotate();
    clock.advance(1000);
    log.write("after");
    expect(await read("rotated")).toBe("after\n");
    expect(await read("rotated", "tailLines=5")).toBe("after\n");
    await expect.poll(() => followed.text).toBe("before\nafter\n");
  });

  test("may leave who follows in silence, until the container ends", async () => {
    const log = silentPod("deaf").write("before");
    const followed = await follow("deaf");
    await expect.poll(() => followed.text).toBe("before\n");
    log.rotate("fall silent").write("after");
    const another = await follow("deaf");
    await expect.poll(() => another.text).toContain("after\n");
    expect(followed.text).toBe("before\n");
    expect(followed.ending).toBe("open");
    log.kill();
    await expect.poll(() => followed.ending).toBe("clean");
    expect(followed.text).toBe("before\n");
  });
});

describe("who follows can be", () => {
  test("left waiting, with the connection open", async () => {
    const log = silentPod("stalled").write("one");
    const followed = await follow("stalled");
    await expect.poll(() => followed.text).toBe("one\n");
    log.stall().write("two");
    const another = await follow("stalled");
    await expect.poll(() => another.text).toBe("one\ntwo\n");
    expect([followed.text, followed.ending]).toEqual(["one\n", "open"]);
  });

  test.each([
    ["reset", "broken"],
    ["end", "clean"],
  ] as const)("cut off in the middle of a line, by %s", async (how, ending) => {
    const name = `cut-${how}`;
    const log = silentPod(name).write("one");
    const followed = await follow(name);
    await expect.poll(() => followed.text).toBe("one\n");
    log.cut(how, { within: "line" });
    expect(followed.ending).toBe("open");
    log.write("two two two");
    await expect.poll(() => followed.ending).toBe(ending);
    expect(followed.text).toBe("one\ntwo tw");
  });

  test("cut off at once, and the others with them", async () => {
    const log = silentPod("cut").write("one");
    const followed = await Promise.all([follow("cut"), follow("cut")]);
    await expect.poll(() => followed.map(({ text }) => text)).toEqual(["one\n", "one\n"]);
    log.cut("reset");
    await expect.poll(() => followed.map(({ ending }) => ending)).toEqual(["broken", "broken"]);
    expect(await read("cut")).toBe("one\n");
  });

  test("told in the stream itself of a node's trouble", async () => {
    const log = silentPod("troubled").write("one");
    const followed = await follow("troubled", "timestamps=true");
    await expect.poll(() => followed.lines.length).toBe(1);
    log.cut("end", { words: "failed to create fsnotify watcher: too many open files" });
    await expect.poll(() => followed.ending).toBe("clean");
    expect(followed.text).toMatch(/Z one\nfailed to create fsnotify watcher: too many open files$/);
  });
});

describe("a container that is made to start again", () => {
  test("ends who follows, has another id, and leaves its log as the previous one", async () => {
    const log = silentPod("again").write("first life");
    const followed = await follow("again");
    const before = statusOf("again");
    log.restart({ exitCode: 3 });
    await expect.poll(() => followed.ending).toBe("clean");
    expect(followed.text).toBe("first life\n");
    expect(statusOf("again")).toMatchObject({
      restartCount: 1,
      state: { running: {} },
      lastState: { terminated: { exitCode: 3, reason: "Error", containerID: before?.containerID } },
    });
    expect(statusOf("again")?.containerID).not.toBe(before?.containerID);
    log.write("second life");
    expect(await read("again")).toBe("second life\n");
    expect(await read("again", "previous=true")).toBe("first life\n");
    log.restart().write("third life");
    expect(await read("again", "previous=true")).toBe("second life\n");
    expect(statusOf("again")?.restartCount).toBe(2);
  });

  test("or only to end goes by the rules of restarts", async () => {
    const log = silentPod("ended").write("last words");
    log.kill({ exitCode: 137, oomKilled: true });
    expect(statusOf("ended")?.state.terminated).toMatchObject({ exitCode: 137, reason: "OOMKilled" });
    expect(await read("ended")).toBe("last words\n");
    expect(() => log.write("too late")).toThrow("app of default/ended does not run");
    clock.advance(3000);
    expect(statusOf("ended")).toMatchObject({ restartCount: 1, state: { running: {} } });
    expect(await read("ended")).toBe("");
  });

  test("says why it dies where its program is not silenced", async () => {
    demo.objects.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "dying", namespace: "default" },
      spec: { containers: [{ name: "app", image: "payments/fraud-scorer:1" }] },
    });
    clock.advance(15_000);
    const followed = await follow("dying", "tailLines=0");
    demo.logs.of("default/dying").kill({ exitCode: 1, message: "no model found" });
    await expect.poll(() => followed.ending).toBe("clean");
    expect(followed.text).toMatch(
      /ERROR - no model found\nTraceback [\s\S]*\nRuntimeError: no model found\n$/,
    );
    expect(await read("dying", "tailLines=3")).toBe(followed.text.split("\n").slice(-4).join("\n"));
  });
});

test("a log of nothing that is there is a mistake of the test", () => {
  expect(() => demo.logs.of("default/nothing").write("x")).toThrow("there is no pod default/nothing");
});
