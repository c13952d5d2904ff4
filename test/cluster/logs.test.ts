// Logs through a real API server and a kubelet endpoint that reads log files with the kubelet's own reader: what is read
// is what was written, whatever happens to the connections.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Multiplexer } from "../../src/cache/index.ts";
import { openCluster } from "../../src/kube/cluster.ts";
import { createClock } from "../../src/lib/clock.ts";
import { LogRing } from "../../src/logs/log-ring.ts";
import { Tail, type TailOptions } from "../../src/logs/tail.ts";
import type { LogEntry } from "../../src/logs/types.ts";
import { pods as podsKind } from "../../src/resources/pods.ts";
import { RowLogPods } from "../../src/state/row-log-pods.ts";
import { eventually } from "../support/eventually.ts";
import { inParallel } from "./parallel.ts";
import type { ContainerReference } from "./pod-logs.ts";
import { createPod } from "./pods.ts";
import { Relay } from "./relay.ts";
import { sharedCluster } from "./shared-cluster.ts";

const cluster = sharedCluster();
const { logs } = cluster;
const clock = createClock(Date.now);
let relay: Relay;
const closers: (() => void)[] = [];

beforeAll(async () => {
  relay = await Relay.to(cluster.details.server);
});

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

afterAll(() => relay?.[Symbol.asyncDispose]());

/** The logs of all pods of a namespace through the relay, and what was read of them. */
function tailOf(namespace: string, options: Partial<TailOptions> = {}) {
  const { details } = cluster;
  const credential = { generation: 0, headers: { authorization: `Bearer ${details.tokens.admin}` } };
  const client = openCluster(
    {
      context: { name: "real", file: "config", cluster: "real", user: "admin" },
      cluster: { name: "real", file: "config", server: relay.url, certificateAuthorityData: details.caData },
      user: { name: "admin", file: "config" },
      namespace,
    },
    {
      credentials: { description: "admin", current: async () => credential, refresh: async () => false },
      version: "test",
    },
  );
  const multiplexer = new Multiplexer({
    open: (gvr, form) => client.listWatch({ gvr, kind: "Pod" }, form),
    probe: async () => true,
    clock,
    grace: 0,
    onBrokenRow(error) {
      throw error;
    },
  });
  const { gvr, form } = podsKind;
  const lease = multiplexer.subscribe({ gvr, form, scope: { namespace }, summarizer: podsKind });
  const read = new Map<string, string[]>();
  const counts = new Map<string, number>();
  /** Counted as they come: to count all of them again and again would leave no time for reading. */
  const countOf = (pod: string) => counts.get(pod) ?? 0;
  const tail = new Tail({
    pods: new RowLogPods({ context: "real", rows: lease.rows }),
    server: () => ({ open: client.openLog, link: multiplexer.link }),
    clock,
    start: {},
    follow: true,
    previous: false,
    until: undefined,
    order: "time",
    longestLine: 1 << 20,
    mostStreams: 100,
    onEntries(entries) {
      for (const entry of entries) {
        const { name } = entry.source.pod;
        const texts = read.get(name) ?? [];
        texts.push(textOf(entry));
        read.set(name, texts);
        if (entry.kind === "line") counts.set(name, countOf(name) + 1);
      }
      return options.onEntries?.(entries);
    },
    onChange: () => undefined,
  });
  tail.start();
  closers.push(() => {
    tail.close();
    lease.release();
    multiplexer.close();
    client.close();
  });
  return {
    tail,
    countOf,
    of: (pod: string) => read.get(pod) ?? [],
    linesOf: (pod: string) => linesOf(read.get(pod) ?? []),
  };
}

const textOf = (entry: LogEntry) =>
  entry.kind === "line" ? Buffer.from(entry.bytes).toString() : `[${entry.about}: ${entry.text}]`;
const linesOf = (texts: readonly string[]) => texts.filter((text) => !text.startsWith("["));

async function podsIn(
  prefix: string,
  count: number,
): Promise<{ namespace: string; containers: ContainerReference[] }> {
  const namespace = await cluster.createNamespace(prefix);
  const names = Array.from({ length: count }, (_, index) => `pod-${String(index).padStart(2, "0")}`);
  await inParallel(names, 4, (name) => createPod(cluster, { namespace, name }));
  return { namespace, containers: names.map((pod) => ({ namespace, pod, container: "app" })) };
}

test("lines of a second that has been read are told from new ones after a cut", async () => {
  const { namespace, containers } = await podsIn("resume", 1);
  const [container] = containers as [ContainerReference];
  const time = (nanos: number) => `2026-11-22T03:00:00.${String(nanos).padStart(9, "0")}Z`;
  await logs.append(container, [
    { text: "one", time: time(1) },
    { text: "same", time: time(2) },
    { text: "same", time: time(2) },
  ]);
  const { linesOf } = tailOf(namespace);
  await eventually(async () => expect(linesOf("pod-00")).toEqual(["one", "same", "same"]), 15_000);
  relay.cut();
  await logs.append(container, [
    { text: "same", time: time(2) },
    { text: "two", time: time(3) },
  ]);
  await eventually(
    async () => expect(linesOf("pod-00")).toEqual(["one", "same", "same", "same", "two"]),
    30_000,
  );
});

test("a log that is rotated while it is followed goes on, and one that was rotated away says that lines may be missing", async () => {
  const { namespace, containers } = await podsIn("rotate", 1);
  const [container] = containers as [ContainerReference];
  const { of, linesOf } = tailOf(namespace);
  await logs.append(container, ["before"]);
  await eventually(async () => expect(linesOf("pod-00")).toEqual(["before"]), 15_000);
  await logs.rotate(container);
  await logs.append(container, ["after"]);
  await eventually(async () => expect(linesOf("pod-00")).toEqual(["before", "after"]), 30_000);
  relay.hold();
  await logs.append(container, ["unread"]);
  await logs.rotate(container);
  await logs.append(container, ["newest"]);
  relay.cut();
  relay.resume();
  await eventually(async () => expect(linesOf("pod-00").at(-1)).toBe("newest"), 60_000);
  expect(of("pod-00").join("\n")).toMatch(/\[gap: .*\]\nnewest/);
});

test("a pod that is deleted is read to its end, and gone", async () => {
  const { namespace, containers } = await podsIn("gone", 2);
  const [first] = containers as [ContainerReference];
  const { tail, of } = tailOf(namespace);
  await logs.append(first, ["last words"]);
  await eventually(async () => expect(of("pod-00")).toEqual(["last words"]), 15_000);
  await cluster.kubectl(["-n", namespace, "delete", "pod", "pod-00", "--now"]);
  await eventually(async () => expect(of("pod-00").at(-1)).toContain("[gone"), 60_000);
  expect(tail.sources.map(({ source, status }) => `${source.pod.name} ${status.phase}`)).toEqual([
    "pod-00 gone",
    "pod-01 streaming",
  ]);
});

test("a pod that another of its name replaces while the connection is cut is told from that", async () => {
  const { namespace, containers } = await podsIn("replaced", 1);
  const [container] = containers as [ContainerReference];
  const { tail, of, linesOf } = tailOf(namespace);
  await logs.append(container, ["of the first"]);
  await eventually(async () => expect(of("pod-00")).toEqual(["of the first"]), 15_000);
  relay.hold();
  await cluster.kubectl(["-n", namespace, "delete", "pod", "pod-00", "--now"]);
  await createPod(cluster, { namespace, name: "pod-00" });
  await logs.restart(container);
  await logs.append(container, ["of the second"]);
  relay.cut();
  relay.resume();
  await eventually(
    async () =>
      expect(tail.sources.map(({ status, lines }) => `${status.phase} ${lines}`)).toEqual([
        "gone 1",
        "streaming 1",
      ]),
    60_000,
  );
  expect(linesOf("pod-00")).toEqual(["of the first", "of the second"]);
});

test("a container that waits says why in the kubelet's words, and others stream", async () => {
  const { namespace, containers } = await podsIn("waits", 1);
  await createPod(cluster, { namespace, name: "stuck", state: "image-pull" });
  const { of } = tailOf(namespace);
  await logs.append(containers[0] as ContainerReference, ["hello"]);
  await eventually(async () => expect(of("pod-00")).toEqual(["hello"]), 15_000);
  await eventually(async () => expect(of("stuck").join("\n")).toMatch(/waiting.*ImagePullBackOff/), 15_000);
});

describe("fifty logs that are written, and cut twenty times", () => {
  // A million of them, by the demo's server, are read in test/unit/logs/million-lines.test.ts.
  const perPod = 5000;

  test("give each line once, in its order", { timeout: 240_000 }, async () => {
    const { namespace, containers } = await podsIn("many", 50);
    const ring = new LogRing({ limit: 2 ** 30 });
    const { of, linesOf, countOf } = tailOf(namespace, { onEntries: (entries) => void ring.push(entries) });
    const block = perPod / 20;
    for (let start = 0; start < perPod; start += block) {
      const numbers = Array.from({ length: block }, (_, offset) => `line ${start + offset}`);
      await inParallel(containers, 8, (container) => logs.append(container, numbers));
      relay.cut();
      await eventually(async () => {
        for (const { pod } of containers) expect(countOf(pod)).toBeGreaterThanOrEqual(start);
      }, 60_000);
    }
    const all = Array.from({ length: perPod }, (_, number) => `line ${number}`);
    await eventually(async () => {
      for (const { pod } of containers) expect(countOf(pod)).toBeGreaterThanOrEqual(perPod);
    }, 60_000);
    for (const { pod } of containers) expect(linesOf(pod)).toEqual(all);
    const kept = new Map(containers.map(({ pod }): [string, string[]] => [pod, []]));
    for (let index = 0; index < ring.length; index += 1) {
      const entry = ring.at(index);
      if (entry?.about === undefined && entry !== undefined)
        kept.get(entry.source.pod.name)?.push(entry.text);
    }
    for (const { pod } of containers) expect(kept.get(pod)).toEqual(all);
    expect(containers.flatMap(({ pod }) => of(pod)).filter((text) => text.startsWith("[gap"))).toEqual([]);
  });
});
