// What lines of logs cost once they are here: into the ring, as a view, searched, counted. By hand:
// `node --expose-gc test/bench/log-lines.ts [lines]`. Nothing of it is a verdict.

import { createClock } from "../../src/lib/clock.ts";
import { Slicer } from "../../src/lib/slicer.ts";
import { histogramOfView } from "../../src/logs/histogram.ts";
import { errorLevel, warnLevel } from "../../src/logs/level.ts";
import { type LogQuery, readLogQuery } from "../../src/logs/log-query.ts";
import { LogRing } from "../../src/logs/log-ring.ts";
import { LogSearch } from "../../src/logs/log-search.ts";
import { LogView } from "../../src/logs/log-view.ts";
import type { LogLine, LogSource } from "../../src/logs/types.ts";
import { seeded } from "../support/hostile-text.ts";
import { logSource } from "../support/log-entries.ts";
import { timeText } from "./statistics.ts";

const lineCount = Number(process.argv[2] ?? 1_000_000);
const batchSize = 1_000;
const startSeconds = 1_800_000_000;
const lateShare = 0.1;

const sources = Array.from({ length: 50 }, (_, number) => logSource(number));

/** One of the forms that programs write, the same mix over and over. */
function textOf(line: number): string {
  if (line % 400 === 3)
    return `2026-11-22 10:00:00.123 ERROR 1 --- [exec-1] c.e.OrderController : failed ${line}`;
  if (line % 400 > 350 && line % 50 === 3)
    return "\tat com.example.OrderController.handle(OrderController.java:12)";
  switch (line % 4) {
    case 0:
      return `{"time":"2026-11-22T10:00:00.123Z","level":"info","msg":"handled ${line}","path":"/orders/${line % 100}","status":200}`;
    case 1:
      return `time="2026-11-22T10:00:00Z" level=info msg="handled request" path=/orders/${line} status=200 dur=12ms`;
    case 2:
      return `2026-11-22 10:00:00.123  INFO 1 --- [nio-8080-exec-1] c.e.OrderController : handled request ${line}`;
    default:
      return `10.0.0.1 - - [22/Nov/2026:10:00:00 +0000] "GET /orders/${line} HTTP/1.1" 200 1234 "-" "curl/8"`;
  }
}

function lineAt(number: number, isLate: boolean, random: () => number): LogLine {
  const nanosSinceStart = number * 10_000 - (isLate ? random() * 5e8 : 0);
  const time = Math.max(0, nanosSinceStart);
  return {
    kind: "line",
    source: sources[number % sources.length] as LogSource,
    seconds: startSeconds + Math.floor(time / 1e9),
    nanos: Math.floor(time % 1e9),
    bytes: Buffer.from(textOf(number)),
    omitted: 0,
    late: isLate,
  };
}

interface Filled {
  readonly ring: LogRing;
  /** Nanoseconds a line. */
  readonly cost: number;
}

function filled(late: number, limit: number): Filled {
  const random = seeded(1);
  const ring = new LogRing({ limit });
  let spent = 0;
  for (let first = 0; first < lineCount; first += batchSize) {
    const lines = Array.from({ length: batchSize }, (_, at) => lineAt(first + at, random() < late, random));
    const start = ownTime();
    ring.push(lines);
    spent += ownTime() - start;
  }
  return { ring, cost: (spent / lineCount) * 1e6 };
}

/** Milliseconds for which this thread has run, to some of them: what else the machine does is left out. */
function ownTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Memory of this process, without what is only waiting to be collected. */
function memory(): { readonly heap: number; readonly buffers: number } {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers };
}

/** A slicer that remembers how long the thread was held at most, by the clock on the wall. */
class WatchedSlicer {
  readonly #slicer = new Slicer(createClock(() => performance.now()));
  #start = performance.now();
  longest = 0;

  pause(): Promise<void> | undefined {
    const pause = this.#slicer.pause();
    if (pause === undefined) return undefined;
    this.#note();
    return pause.then(() => {
      this.#start = performance.now();
    });
  }

  end(): number {
    this.#note();
    return this.longest;
  }

  #note(): void {
    this.longest = Math.max(this.longest, performance.now() - this.#start);
  }
}

function say(what: string, ...numbers: readonly string[]): void {
  console.log(what.padEnd(46), numbers.join("   "));
}

/** The shortest of some runs: what it takes when nothing else happens. */
function best(run: () => void): string {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 10; round += 1) {
    const start = performance.now();
    run();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return timeText(shortest);
}

async function sliced(what: string, run: (slicer: WatchedSlicer) => Promise<string>): Promise<void> {
  const slicer = new WatchedSlicer();
  const start = ownTime();
  const found = await run(slicer);
  say(what, timeText(ownTime() - start), `at most ${timeText(slicer.end())} at once`, found);
}

function queryOf(text: string): LogQuery {
  const { query, problem } = readLogQuery(text);
  if (query === undefined) throw new Error(problem);
  return query;
}

const before = memory();
const { ring, cost } = filled(0, 1e10);
const after = memory();
const textBytes = ring.totalBytes / ring.totalLines;
const perLine = (bytes: number) => `${(bytes / ring.length).toFixed(1)} bytes`;
say(
  `${ring.length.toLocaleString("en")} lines of ${textBytes.toFixed(0)} bytes, in order`,
  `${cost.toFixed(0)} ns a line`,
);
say(
  "  beside the text of a line",
  perLine(after.buffers - before.buffers - ring.totalBytes),
  `and ${perLine(after.heap - before.heap)} of heap`,
);
say(`a tenth of them late`, `${filled(lateShare, 1e10).cost.toFixed(0)} ns a line`);
say("into a full ring of 64 MB", `${filled(0, 64 * 2 ** 20).cost.toFixed(0)} ns a line`);

const view = new LogView(ring);
await sliced("view of all", async (slicer) => {
  await view.run(slicer);
  return `${view.length} rows`;
});
for (const text of [
  "handled",
  "nothing like it",
  "!handled",
  "/orders\\/\\d+7\\b/",
  "zürich",
  "level>=error",
  "status>=500",
  "status=200",
  "dur>10ms",
]) {
  view.set({ query: queryOf(text) });
  await sliced(`filter ${text}`, async (slicer) => {
    await view.run(slicer);
    return `${view.length} rows`;
  });
}
view.set({ query: undefined, level: warnLevel, before: 3, after: 3 });
await sliced("warnings with 3 lines around", async (slicer) => {
  await view.run(slicer);
  return `${view.length} rows`;
});
view.set({ level: 1, before: 0, after: 0, collapses: true });
await sliced("repeated lines as one", async (slicer) => {
  await view.run(slicer);
  return `${view.length} rows`;
});
view.set({ collapses: false });
await view.run(new WatchedSlicer());

let isOpen = false;
say(
  "one update, all folds opened",
  best(() => {
    isOpen = !isOpen;
    view.set({ folds: isOpen ? "open" : "closed" });
    view.update();
  }),
);
await view.run(new WatchedSlicer());
say(
  "50 rows in the middle",
  best(() => view.rows(view.length >> 1, 50)),
);
say(
  "next error there is none of",
  best(() => view.nextGrave(0, errorLevel + 1, 1)),
);
const span = { from: startSeconds, to: startSeconds + lineCount / 1e5 };
say(
  "histogram of 120 cells",
  best(() => histogramOfView(view, span, 120)),
);
await sliced("search for nothing, never looked for", async (slicer) => {
  const found = await new LogSearch(ring, queryOf("nothing like it")).next(view, -1, 1, slicer);
  return found === undefined ? "none" : "found";
});
await sliced("another order", async (slicer) => {
  await ring.reorder("arrival", slicer);
  return "";
});
