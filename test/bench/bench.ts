// The budgets of the program, measured on a real control plane: `npm run bench`. With `--peers` (`npm run
// bench:peers`) other programs are measured on the same cluster, where they are installed.
//
// A machine's speed is nobody's merit: each number stands beside its budget and, where there is one, beside a floor
// measured in the same run. A miss is shown, and is no failure; what cannot be measured is one.
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { type Bench, startBench } from "./bench-cluster.ts";
import type { Measure } from "./measure.ts";
import { complete } from "./measures/complete.ts";
import { firstFrame } from "./measures/first-frame.ts";
import { firstOfAll, firstOfFew } from "./measures/first-rows.ts";
import { getPodsMemory, getPodsTime } from "./measures/get-pods.ts";
import { idle } from "./measures/idle.ts";
import { keyToFrame } from "./measures/key-to-frame.ts";
import { logViewCpu, logViewLines, logViewMemory } from "./measures/log-view.ts";
import { logs } from "./measures/logs.ts";
import { memory } from "./measures/memory.ts";
import { warmContext } from "./measures/warm-context.ts";
import { peerTexts } from "./peers.ts";
import { type Line, reportText } from "./report.ts";
import { trafficText } from "./traffic.ts";

const measures: readonly Measure[] = [
  firstFrame,
  firstOfFew,
  firstOfAll,
  complete,
  getPodsTime,
  getPodsMemory,
  keyToFrame,
  idle,
  memory,
  warmContext,
  logs,
  logViewLines,
  logViewCpu,
  logViewMemory,
];

const usage = `npm run bench -- [options]

Measures Periplus against its budgets on a control plane of its own.

  --pods N       pods in the cluster (10000); 50000 takes minutes to make
  --only IDS     some of: ${measures.map(({ id }) => id).join(", ")}
  --peers        k9s and stern too, from PATH or named by K9S and STERN, and kubectl
  --help         this text
`;

const { values } = parseArgs({
  options: {
    pods: { type: "string", default: "10000" },
    only: { type: "string" },
    peers: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The measures that were asked for; anything else ends the program with the usage. */
function chosen(): readonly Measure[] {
  const ids = values.only?.split(",");
  const unknown = ids?.find((id) => !measures.some((measure) => measure.id === id));
  const pods = Number(values.pods);
  if (unknown === undefined && Number.isSafeInteger(pods) && pods >= 1000)
    return measures.filter(({ id }) => ids === undefined || ids.includes(id));
  process.stderr.write(
    unknown === undefined ? "--pods needs a number of at least 1000\n\n" : `no measure ${unknown}\n\n`,
  );
  process.stderr.write(usage);
  process.exit(2);
}

async function measureAll(bench: Bench, wanted: readonly Measure[]): Promise<Line[]> {
  const lines: Line[] = [];
  for (const measure of wanted) {
    say(`  ${measure.name}`);
    lines.push({ measure, outcome: await measure.run(bench).catch(asError) });
  }
  return lines;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function tell(title: string, texts: Promise<string[]>): Promise<boolean> {
  const found = await texts.catch(asError);
  say(`\n${title}\n  ${found instanceof Error ? `not measured: ${found.message}` : found.join("\n  ")}`);
  return !(found instanceof Error);
}

async function run(): Promise<boolean> {
  const wanted = chosen();
  await using bench = await startBench({ pods: Number(values.pods), say });
  const lines = await measureAll(bench, wanted);
  const load = loadavg().map((value) => value.toFixed(1));
  say(`\n${bench.pods} pods; Node ${process.versions.node}; ${cpus().length} CPUs, load ${load.join(" ")}\n`);
  say(reportText(lines));
  const told = [await tell("Traffic", trafficText(bench))];
  if (values.peers) told.push(await tell("Others on the same cluster", peerTexts(bench)));
  return told.every(Boolean) && !lines.some(({ outcome }) => outcome instanceof Error);
}

if (values.help) say(usage);
// Ended outright: left to itself, Node waits for ever for what @lydell/node-pty does not close.
else process.exit((await run()) ? 0 : 1);
