import { describe, expect, test } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { NodeLogs, noLink } from "../../test/support/node-logs.ts";
import { Tail, type TailOptions } from "./tail.ts";
import type { LogEntry, LogPod, LogPods, LogSource } from "./types.ts";

/** Pods by name, each with one container. */
class Pods implements LogPods {
  readonly nodes = new Map<string, NodeLogs>();
  /** Of the first of them. */
  createdAt = 1_000_000;
  #listeners: (() => void)[] = [];

  add(name: string): NodeLogs {
    const node = new NodeLogs();
    this.nodes.set(name, node);
    return node;
  }

  remove(name: string): void {
    this.nodes.delete(name);
  }

  /** Those that are there, and none of these. */
  readonly others = new Set<string>();

  hasLeft(uid: string): boolean {
    return this.others.has(uid);
  }

  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  pods(): LogPod[] {
    const mine = [...this.nodes].filter(([name]) => !this.others.has(name));
    return mine.map(([name, node], index) => ({
      ...node.pod,
      name,
      uid: name,
      createdAt: this.createdAt + index,
    }));
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = [];
    };
  }
}

function tailing(names: readonly string[], options: Partial<TailOptions> = {}) {
  const clock = new ManualClock({ now: 1_000_000 });
  const pods = new Pods();
  for (const name of names) pods.add(name);
  const out: string[] = [];
  const tail = new Tail({
    pods,
    server: () => ({
      open(request, signal) {
        const node = pods.nodes.get(request.pod);
        if (node === undefined) throw new Error(`pods "${request.pod}" not found`);
        return node.open(request, signal);
      },
      link: noLink,
    }),
    clock,
    start: {},
    follow: true,
    previous: false,
    until: undefined,
    order: "time",
    longestLine: 1000,
    mostStreams: 10,
    onEntries: (entries) => void out.push(...entries.map(textOf)),
    onChange: () => undefined,
    ...options,
  });
  return { clock, pods, out, tail };
}

function textOf(entry: LogEntry): string {
  const text = entry.kind === "line" ? Buffer.from(entry.bytes).toString() : `[${entry.about}]`;
  return `${entry.source.pod.name}: ${text}`;
}

const phases = (tail: Tail) => tail.sources.map(({ source, status }) => `${source.pod.name} ${status.phase}`);

test("the logs of many pods come as one, in the order of time", async () => {
  const { clock, pods, out, tail } = tailing(["a", "b"]);
  pods.nodes.get("a")?.write(10, 1, "first");
  pods.nodes.get("b")?.write(10, 2, "second");
  pods.nodes.get("a")?.write(10, 3, "third");
  tail.start();
  await clock.pass(0);
  expect(out).toEqual(["a: first", "b: second", "a: third"]);
  pods.nodes.get("b")?.write(20, 2, "later");
  pods.nodes.get("a")?.write(20, 1, "new");
  await clock.pass(300);
  expect(out.slice(3)).toEqual(["a: new", "b: later"]);
  expect(tail.sources.map(({ lines }) => lines)).toEqual([3, 2]);
  tail.close();
});

describe("pods that come and go without end", () => {
  /** Each is there for a moment, with one line. */
  async function comeAndGo(count: number, options: Partial<TailOptions> = {}) {
    const stage = tailing(["steady", "left"], options);
    const { clock, pods, tail } = stage;
    pods.nodes.get("left")?.write(1, 0, "before");
    tail.start();
    await clock.pass(0);
    pods.others.add("left");
    pods.tell();
    for (let at = 0; at < count; at += 1) {
      const node = pods.add(`job-${at}`);
      node.write(10 + at, 0, "one line");
      node.exit(0, "Completed");
      pods.tell();
      await clock.pass(300);
      pods.remove(`job-${at}`);
      pods.tell();
    }
    await clock.pass(300);
    return stage;
  }

  test("are read, and of those that are gone the last thousand are remembered", async () => {
    const forgotten: string[] = [];
    const onForget = ({ pod }: LogSource) => forgotten.push(pod.name);
    const { out, tail } = await comeAndGo(1010, { onForget });
    expect(out.filter((text) => text.endsWith("one line"))).toHaveLength(1010);
    expect(tail.sources).toHaveLength(1002);
    expect(forgotten).toEqual(Array.from({ length: 10 }, (_, at) => `job-${at}`));
    tail.close();
  });

  test("do not make one forgotten that may come back", async () => {
    const { clock, pods, out, tail } = await comeAndGo(1010);
    pods.others.delete("left");
    pods.nodes.get("left")?.write(5000, 0, "after");
    pods.tell();
    await clock.pass(300);
    expect(out.filter((text) => text.startsWith("left: ") && !text.includes("["))).toEqual([
      "left: before",
      "left: after",
    ]);
    tail.close();
  });
});

test("a source knows the node that its pod gets after it turned up", async () => {
  const { clock, pods, tail } = tailing([]);
  const node = pods.add("a");
  node.wait("ContainerCreating");
  let name = "";
  const found = pods.pods.bind(pods);
  pods.pods = () => found().map((pod) => ({ ...pod, node: name }));
  tail.start();
  await clock.pass(0);
  expect(tail.sources.map(({ source }) => source.pod.node)).toEqual([""]);
  name = "node-7";
  pods.tell();
  expect(tail.sources.map(({ source }) => source.pod.node)).toEqual(["node-7"]);
  tail.close();
});

test("when a node answers one reader again all others that wait for it come back too", async () => {
  const { clock, pods, out, tail } = tailing(["a", "b"]);
  const [a, b] = [...pods.nodes.values()] as [NodeLogs, NodeLogs];
  tail.start();
  const lose = (node: NodeLogs) => {
    node.refuse(500, "dial tcp 10.0.0.7:10250: connect: connection refused");
    node.cutAll();
  };
  // Who failed for longer waits for longer.
  lose(a);
  await clock.pass(61_000);
  lose(b);
  await clock.pass(2000);
  for (const [index, node] of [a, b].entries()) {
    node.allow();
    node.write(20, index, "meanwhile");
  }
  await clock.pass(2000);
  expect(out.filter((text) => !text.includes("["))).toEqual(["a: meanwhile", "b: meanwhile"]);
  tail.close();
});

test("a pod that comes is taken in from its first line on", async () => {
  const { clock, pods, out, tail } = tailing(["a"], { start: { tailLines: 0 } });
  pods.nodes.get("a")?.write(10, 1, "old");
  tail.start();
  await clock.pass(0);
  pods.add("b").write(20, 1, "its first");
  pods.tell();
  await clock.pass(3000);
  expect(out).toEqual(["b: its first"]);
  tail.close();
});

test("a pod that was there long before it was found begins where the others did", async () => {
  const { clock, pods, out, tail } = tailing(["a"], { start: { tailLines: 1 } });
  pods.createdAt = 0;
  tail.start();
  await clock.pass(0);
  const node = pods.add("b");
  node.write(20, 1, "old");
  node.write(20, 2, "its last");
  pods.tell();
  await clock.pass(3000);
  expect(out).toEqual(["b: its last"]);
  tail.close();
});

test("the bytes that are asked for of each container are also those of pods that come", async () => {
  const { clock, pods, out, tail } = tailing(["a"], { start: { limitBytes: 8 } });
  tail.start();
  await clock.pass(0);
  const node = pods.add("b");
  node.write(20, 1, "first");
  node.write(20, 2, "second");
  pods.tell();
  await clock.pass(3000);
  expect(out).toEqual(["b: first", "b: se"]);
  tail.close();
});

test("a source that says at once that it waits does not let others be read twice", async () => {
  const { clock, pods, out, tail } = tailing(["a", "b", "c"], { mostStreams: 2 });
  for (const name of ["a", "b"]) pods.nodes.get(name)?.write(10, 1, "once");
  // The newest is looked at first.
  pods.nodes.get("c")?.wait("ContainerCreating");
  tail.start();
  await clock.pass(3000);
  expect(out.filter((text) => text.endsWith("once")).sort()).toEqual(["a: once", "b: once"]);
  tail.close();
});

test("a pod that goes is read to its end", async () => {
  const { clock, pods, out, tail } = tailing(["a"]);
  const node = pods.nodes.get("a");
  tail.start();
  await clock.pass(0);
  node?.write(20, 1, "last words");
  node?.exit(0, "Completed");
  pods.tell();
  await clock.pass(1000);
  pods.remove("a");
  pods.tell();
  await clock.pass(1000);
  expect(out).toEqual(["a: last words", "a: [ended]", "a: [gone]"]);
  expect(phases(tail)).toEqual(["a gone"]);
  tail.close();
});

test("a pod that leaves without ending is not read on, and when it is back nothing is missing", async () => {
  const { clock, pods, out, tail } = tailing(["a"]);
  const node = pods.nodes.get("a");
  tail.start();
  await clock.pass(0);
  node?.write(20, 1, "one");
  await clock.pass(1000);
  pods.others.add("a");
  pods.tell();
  await clock.pass(1000);
  expect(phases(tail)).toEqual(["a left"]);
  expect(node?.followers).toBe(0);
  node?.write(20, 2, "two");
  await clock.pass(10_000);
  expect(out).toEqual(["a: one", "a: [gone]"]);
  pods.others.clear();
  pods.tell();
  await clock.pass(1000);
  expect(phases(tail)).toEqual(["a streaming"]);
  expect(out).toEqual(["a: one", "a: [gone]", "a: two"]);
  tail.close();
});

describe("more sources than streams", () => {
  test("are listed, the most telling are read, and others as soon as there is room", async () => {
    const { clock, pods, tail } = tailing(["a", "b", "c"], { mostStreams: 1 });
    pods.nodes.get("b")?.wait("CrashLoopBackOff");
    tail.start();
    await clock.pass(0);
    expect(phases(tail)).toEqual(["a held", "b streaming", "c held"]);
    pods.nodes.get("b")?.run();
    pods.nodes.get("b")?.exit(0, "Completed");
    pods.tell();
    await clock.pass(20_000);
    pods.remove("b");
    pods.tell();
    await clock.pass(1000);
    expect(phases(tail)).toEqual(["a held", "b gone", "c streaming"]);
    tail.close();
  });

  test("are read while others have ended or wait, which hold no stream", async () => {
    const { clock, pods, tail } = tailing(["a", "b", "c"], { mostStreams: 1 });
    pods.nodes.get("a")?.wait("ContainerCreating");
    pods.nodes.get("b")?.exit(1, "Error");
    tail.start();
    await clock.pass(1000);
    expect(phases(tail)).toEqual(["a waiting", "b ended", "c streaming"]);
    tail.close();
  });

  test("are all read, some after others, where nothing is followed", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `pod-${index}`);
    const { clock, pods, out, tail } = tailing(names, { follow: false, mostStreams: 3, order: "arrival" });
    for (const [name, node] of pods.nodes) node.write(10, 1, `of ${name}`);
    tail.start();
    await clock.pass(0);
    await tail.done();
    expect(out.toSorted()).toEqual(names.map((name) => `${name}: of ${name}`).toSorted());
  });
});

test("containers that are not wanted are no sources", async () => {
  const { clock, tail } = tailing(["a", "b"], { wants: (_, pod) => pod.name === "b" });
  tail.start();
  await clock.pass(0);
  expect(phases(tail)).toEqual(["b streaming"]);
  tail.close();
});

test("a log that is refused costs the others nothing, and is asked for again on request", async () => {
  const { clock, pods, out, tail } = tailing(["a", "b"]);
  pods.nodes.get("a")?.refuse(403, "no right");
  pods.nodes.get("b")?.write(10, 1, "there");
  tail.start();
  await clock.pass(0);
  expect(phases(tail)).toEqual(["a refused", "b streaming"]);
  expect(out).toContain("b: there");
  pods.nodes.get("a")?.allow();
  tail.retry();
  await clock.pass(0);
  expect(phases(tail)).toEqual(["a streaming", "b streaming"]);
  tail.close();
});

describe("fifty sources, each cut twenty times while a million lines flow", () => {
  const sources = 50;
  const perSource = 20_000;
  const names = Array.from({ length: sources }, (_, index) => `pod-${String(index).padStart(2, "0")}`);

  test("give each line once, and each source in its order", { timeout: 120_000 }, async () => {
    const { clock, pods, out, tail } = tailing(names, { mostStreams: sources });
    tail.start();
    await clock.pass(0);
    let cuts = 0;
    for (let line = 0; line < perSource; line++) {
      for (const [index, node] of [...pods.nodes.values()].entries()) {
        node.write(1000 + Math.floor(line / 100), (line % 100) * 1000 + index, `${line}`);
        if (line % 1000 !== index * 20) continue;
        cuts += 1;
        node.cutAll(index % 2 === 0 ? undefined : new Error("read ECONNRESET"));
      }
      if (line % 50 === 0) await clock.pass(250);
    }
    await clock.pass(60_000);
    const read = new Map(names.map((name) => [name, [] as number[]]));
    for (const text of out) {
      const [, name = "", line] = /^(\S+): (\d+)$/.exec(text) ?? [];
      if (line !== undefined) read.get(name)?.push(Number(line));
    }
    const all = Array.from({ length: perSource }, (_, line) => line);
    for (const lines of read.values()) expect(lines).toEqual(all);
    expect(cuts).toBe(sources * 20);
    tail.close();
  });
});
