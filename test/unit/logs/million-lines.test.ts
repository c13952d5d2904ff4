import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { type DemoLog, ManualClock } from "../../../src/demo/index.ts";
import { LogRing } from "../../../src/logs/log-ring.ts";
import { compareStamps } from "../../../src/logs/stamp.ts";
import type { LogServer } from "../../../src/logs/types.ts";
import { LogFeed } from "../../../src/state/logs/log-feed.ts";
import { LogLines } from "../../../src/state/logs/log-lines.ts";
import { RowLogPods } from "../../../src/state/row-log-pods.ts";
import { eventually } from "../../support/eventually.ts";
import { type WatchedDemo, watchDemo } from "../../support/watched-demo.ts";

const pods = 5;
const containersOfPod = 10;
const sources = pods * containersOfPod;
const cuts = 20;
const linesOfSource = 20_000;
/** Lines that a source writes at once: some before it is cut, some after, and a cut may be in any of them. */
const linesAtOnce = 250;
const linesBetweenCuts = linesOfSource / cuts;
const followed = { subresource: "log", query: "follow=true" };

/** Containers that run and say nothing but what is written here. */
function logsOf({ demo }: WatchedDemo, clock: ManualClock): DemoLog[] {
  const containers = Array.from({ length: containersOfPod }, (_, index) => ({
    name: `c${index}`,
    image: "test:1",
  }));
  const names = Array.from({ length: pods }, (_, index) => `api-${index}`);
  for (const name of names)
    demo.objects.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "default" },
      spec: { containers },
    });
  clock.advance(15_000);
  const logs = names.flatMap((pod) => containers.map(({ name }) => demo.logs.of(`default/${pod}`, name)));
  return logs.map((log) => log.silence());
}

/** A server, and how often each log was asked for. */
function counting({ open, link }: LogServer): {
  readonly server: LogServer;
  readonly requests: ReadonlyMap<string, number>;
} {
  const requests = new Map<string, number>();
  const server: LogServer = {
    open(request, signal) {
      const key = `${request.pod} ${request.container}`;
      requests.set(key, (requests.get(key) ?? 0) + 1);
      return open(request, signal);
    },
    link,
  };
  return { server, requests };
}

/** What is not as it was written, or not in the order of time. */
function faultsIn(ring: LogRing): string[] {
  const faults: string[] = [];
  const next: number[] = [];
  let last = { seconds: 0, nanos: 0 };
  for (let index = 0; index < ring.length; index += 1) {
    const entry = ring.at(index);
    if (entry === undefined || entry.about === "resumed" || entry.about === "lost") continue;
    const { number } = entry.source;
    const expected = `line ${next[number] ?? 0}`;
    next[number] = (next[number] ?? 0) + 1;
    if (entry.text !== expected) faults.push(`${number}: ${entry.text} in place of ${expected}`);
    if (compareStamps(entry, last) < 0)
      faults.push(`${number}: ${entry.text} is older than what is before it`);
    last = { seconds: entry.seconds, nanos: entry.nanos };
  }
  return faults.slice(0, 10);
}

test(`of ${sources} logs that are cut ${cuts} times each while a million lines come, each line is there once and in its order`, {
  timeout: 180_000,
}, async () => {
  const clock = new ManualClock();
  await using watched = await watchDemo({ world: "empty", clock, warmUp: 0 });
  const logs = logsOf(watched, clock);
  const { server, requests } = counting(watched.logs);
  const { rows } = watched.watch("pods", { namespace: "default" });
  await eventually(() => expect(rows.size).toBe(pods));

  const ring = new LogRing({ limit: 2 ** 30 });
  const feed = new LogFeed({
    pods: new RowLogPods({ context: watched.demo.name, rows }),
    server: () => server,
    clock: watched.clock,
    ring,
    start: {},
    previous: false,
    container: undefined,
    mostStreams: sources,
    onChange: () => undefined,
  });
  feed.start();
  for (let round = 0; round < cuts; round += 1) {
    await eventually(() => expect(watched.demo.open(followed)).toHaveLength(sources));
    for (let written = 0; written < linesBetweenCuts; written += linesAtOnce) {
      for (const [index, log] of logs.entries()) {
        const first = round * linesBetweenCuts + written;
        // Each is cut at a place of its own: between lines, in one, or right behind what it wrote.
        const isCutNow = written === ((index + round) % 4) * linesAtOnce;
        if (isCutNow && index % 3 === 0) log.cut("reset", { within: "line" });
        log.write(...Array.from({ length: linesAtOnce }, (_, line) => `line ${first + line}`));
        if (isCutNow && index % 3 === 1) log.cut("reset");
        if (isCutNow && index % 3 === 2) log.cut("end");
      }
      clock.advance(300);
      await setImmediate();
    }
    const least = (round + 1) * linesBetweenCuts;
    await eventually(() => expect(feed.sources.every(({ lines }) => lines >= least)).toBe(true), 60_000);
  }
  await eventually(() => expect(ring.totalLines).toBeGreaterThanOrEqual(sources * linesOfSource), 60_000);

  for (const count of requests.values()) expect(count).toBeGreaterThan(cuts + 1);
  expect(faultsIn(ring)).toEqual([]);
  expect(ring.totalLines).toBe(sources * linesOfSource);
  const shown = new LogLines(ring, watched.clock, () => undefined);
  await eventually(() => {
    shown.update();
    expect(shown.pending).toBe(0);
  });
  expect(shown.length).toBe(ring.length);
  feed.close();
});
