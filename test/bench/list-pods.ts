// A process of its own: lists all pods through the layers of the program, computes every cell, and prints how long
// that took.
import { Multiplexer } from "../../src/cache/index.ts";
import { openCluster } from "../../src/kube/cluster.ts";
import { createClock } from "../../src/lib/clock.ts";
import { pods } from "../../src/resources/pods.ts";
import { cellText } from "../../src/state/filter.ts";

/** Milliseconds until the informer was live, and for the cells after that. */
export interface ListTimes {
  readonly live: number;
  readonly cells: number;
}

const { SERVER = "", CA_DATA = "", TOKEN = "" } = process.env;
const started = performance.now();

const client = openCluster(
  {
    context: { name: "bench", file: "", cluster: "bench", user: "bench" },
    user: { name: "bench", file: "" },
    cluster: { name: "bench", file: "", server: SERVER, certificateAuthorityData: CA_DATA },
    namespace: "default",
  },
  {
    version: "bench",
    credentials: {
      description: "a token",
      current: () => Promise.resolve({ headers: { authorization: `Bearer ${TOKEN}` }, generation: 1 }),
      refresh: () => Promise.resolve(false),
    },
  },
);
const multiplexer = new Multiplexer({
  open: (gvr, form) => client.listWatch({ gvr, kind: pods.kind }, form),
  probe: () => Promise.resolve(true),
  clock: createClock(Date.now),
  grace: 0,
  onBrokenRow: (error) => {
    throw error;
  },
});
const { rows } = multiplexer.subscribe({ gvr: pods.gvr, form: pods.form, scope: {}, summarizer: pods });
await new Promise<void>((resolve) => {
  rows.subscribe(() => rows.status.phase === "live" && resolve());
});
const live = performance.now() - started;

const now = Date.now();
let characters = 0;
for (const row of rows.values()) {
  for (const column of pods.columns) characters += cellText(column, row, now).length;
}
if (characters === 0) throw new Error("no cell has any text");
const times: ListTimes = { live, cells: performance.now() - started - live };
console.log(JSON.stringify(times));
process.exit();
