// A process of its own: puts lines into the ring of a view of logs and prints what of its memory they take.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { LogRing } from "../../src/logs/log-ring.ts";
import { LogView } from "../../src/logs/log-view.ts";
import type { LogLine } from "../../src/logs/types.ts";
import { usualText } from "../cluster/pod-logs.ts";
import { logSource } from "../support/log-entries.ts";

/** Bytes for each line. */
export interface LineMemory {
  readonly text: number;
  /** Outside the heap of V8, text and all. */
  readonly buffers: number;
  readonly heap: number;
}

const lines = 1_000_000;
const batch = 1_000;
const firstSecond = 1_800_000_000;
const sources = Array.from({ length: 50 }, (_, number) => logSource(number));

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function memory(): NodeJS.MemoryUsage {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage();
}

function lineAt(number: number): LogLine {
  const source = sources[number % sources.length];
  if (source === undefined) throw new Error("there is a source for every line");
  const bytes = Buffer.from(usualText(number));
  const seconds = firstSecond + Math.floor(number / batch);
  return { kind: "line", source, seconds, nanos: number % batch, bytes, omitted: 0, late: false };
}

const before = memory();
const ring = new LogRing({ limit: Number.POSITIVE_INFINITY });
const view = new LogView(ring);
for (let first = 0; first < lines; first += batch) {
  ring.push(Array.from({ length: batch }, (_, offset) => lineAt(first + offset)));
  view.update();
  while (view.step());
}
const after = memory();
if (view.length !== lines) throw new Error(`${view.length} of ${lines} lines are shown`);
const perLine: LineMemory = {
  text: ring.totalBytes / lines,
  buffers: (after.arrayBuffers - before.arrayBuffers) / lines,
  heap: (after.heapUsed - before.heapUsed) / lines,
};
console.log(JSON.stringify(perLine));
process.exit();
