// A process of its own: changes pods at a steady rate until it is told to stop, and prints how many changes it made.
//
// They are written to etcd, where each costs the control plane a tenth of what a PATCH costs, and reach clients as any
// other change does: another node's name in a pod's stored bytes, of the same length.
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { putKey, readKey } from "../cluster/etcd.ts";
import { inParallel } from "../cluster/parallel.ts";

const { ETCD = "", KEYS = "[]", RATE = "1000" } = process.env;
const keys = JSON.parse(KEYS) as readonly string[];

/** How often a batch is begun, in ms. */
const beat = 10;
// Beyond so many unanswered writes etcd cannot keep up, and more would only wait.
const mostWaiting = 128;
const nodeName = /node-\d{4}/g;

const values = new Map<string, string>();
await inParallel(keys, 32, async (key) => values.set(key, await readKey(ETCD, key)));
process.send?.("ready");

let written = 0;
let waiting = 0;
let next = 0;

function change(): void {
  const key = keys[next++ % keys.length];
  const stored = key === undefined ? undefined : values.get(key);
  if (key === undefined || stored === undefined) return;
  const node = `node-${String(next % 50).padStart(4, "0")}`;
  waiting += 1;
  putKey(ETCD, key, stored.replace(nodeName, node)).then(() => {
    waiting -= 1;
    written += 1;
  }, fail);
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

const stopped = once(process, "message").then(() => true as const);
const started = performance.now();
let begun = 0;
while (!(await Promise.race([stopped, delay(beat)]))) {
  const due = ((performance.now() - started) / 1000) * Number(RATE);
  for (; begun < due; begun++) if (waiting < mostWaiting) change();
}
process.send?.(written / ((performance.now() - started) / 1000));
process.disconnect();
