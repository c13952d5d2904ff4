import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { grouped } from "../../../src/lib/words.ts";
import type { Bench } from "../bench-cluster.ts";
import { pourInto, type QuietLogs, quietLogs } from "../log-load.ts";
import type { Measure } from "../measure.ts";
import { cpuOf } from "../process-stats.ts";
import type { LineMemory } from "../ring-memory.ts";
import { median, megabytes } from "../statistics.ts";
import { TerminalRun } from "../terminal-run.ts";

/** Lines a second, frames a second meanwhile, and bytes of memory that a line takes beside its text. */
const budget = { lines: 100_000, frames: 20, beside: 32 };
/** A frame is begun every 50 ms, and one that comes much too late is not made up for: these are taken for 20. */
const fewestFrames = 18;
/** Lines that are written a second, to see how many get through. */
const pouring = 2 * budget.lines;
const rounds = 3;
/** The header counts the lines of a minute, so that all of them have to come within one, also where others are busy. */
const lines = 500_000;
const aMinute = 60_000;
/** Megabytes, so that none of these lines has to make room for others. */
const ringMemory = 1024;
/** Milliseconds in which what was begun is done, and what is no longer needed given back. */
const settling = 3_000;

/** What a process did while lines poured in. */
interface Poured {
  /** Lines a second, from the first that was written to the last that had come. */
  readonly rate: number;
  /** Of a core. */
  readonly share: number;
}

interface PouredIntoView extends Poured {
  /** A second. */
  readonly frames: number;
  /** Bytes of memory for all lines. */
  readonly growth: number;
}

interface Compared {
  readonly ours: readonly PouredIntoView[];
  readonly floors: readonly Poured[];
  /** The same with no more lines a second than the budget. */
  readonly paced: { readonly ours: PouredIntoView; readonly floor: Poured };
}

const compared = new WeakMap<Bench, Promise<Compared>>();

/** All measures look at the same runs. */
function compare(bench: Bench): Promise<Compared> {
  let runs = compared.get(bench);
  if (runs === undefined) {
    runs = pourIntoAll(bench);
    compared.set(bench, runs);
  }
  return runs;
}

async function pourIntoAll(bench: Bench): Promise<Compared> {
  const logs = await quietLogs(bench);
  const script = await bench.bundleScript("plain-logs");
  const ours: PouredIntoView[] = [];
  const floors: Poured[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await pourIntoView(bench, logs, pouring));
    floors.push(await pourIntoNothing(bench, script, logs, pouring));
  }
  const paced = {
    ours: await pourIntoView(bench, logs, budget.lines),
    floor: await pourIntoNothing(bench, script, logs, budget.lines),
  };
  return { ours, floors, paced };
}

/** A view of the logs, in which all of them are followed and nothing has come so far. */
async function openView(bench: Bench, { namespace, pods, container }: QuietLogs): Promise<TerminalRun> {
  const config = join(bench.scratch, "large-ring");
  await mkdir(join(config, "periplus"), { recursive: true });
  await writeFile(join(config, "periplus", "settings.yaml"), `logs:\n  memory: ${ringMemory}\n`);
  const place = `all/${namespace}/pods?view=logs&container=${container}&tail=0&objects=${pods.join(",")}`;
  const run = new TerminalRun(process.execPath, [bench.program, place], {
    ...bench.environment(),
    XDG_CONFIG_HOME: config,
  });
  const following = `${pods.length} of ${pods.length} streaming`;
  await run.until("all logs are followed", () => run.line(0).includes(following));
  return run;
}

async function pourIntoView(bench: Bench, logs: QuietLogs, rate: number): Promise<PouredIntoView> {
  await using run = await openView(bench, logs);
  await delay(settling);
  const { resident } = run.memory();
  const framesBefore = run.frames;
  let frames = 0;
  const poured = await pour(bench, logs, rate, run.pid, async () => {
    const areAllCounted = () => run.line(0).includes(` ${grouped(lines)} lines/min`);
    await run.until(`${grouped(lines)} lines are counted`, areAllCounted, aMinute);
    frames = run.frames - framesBefore;
  });
  if (run.line(0).includes("let go")) throw new Error(`lines were let go: ${run.line(0)}`);
  await delay(settling);
  return {
    ...poured,
    frames: (frames / lines) * poured.rate,
    growth: run.memory().resident - resident,
  };
}

/** What it takes to count the lines and nothing else. */
async function pourIntoNothing(bench: Bench, script: string, logs: QuietLogs, rate: number): Promise<Poured> {
  const follower = fork(script, {
    env: {
      ...bench.scriptEnvironment(),
      ...{ PODS: JSON.stringify(logs.pods), NAMESPACE: logs.namespace, CONTAINER: logs.container },
      ...{ FOLLOW: "true", LINES: String(lines) },
    },
  });
  const ended = once(follower, "exit");
  try {
    await once(follower, "message");
    // The head of an answer goes before the node has looked for the end of the log, behind which it begins.
    await delay(settling);
    const signal = AbortSignal.timeout(aMinute);
    return await pour(bench, logs, rate, follower.pid ?? 0, () => once(follower, "message", { signal }));
  } finally {
    follower.send("end");
    await ended;
  }
}

async function pour(
  bench: Bench,
  logs: QuietLogs,
  rate: number,
  pid: number,
  allCame: () => Promise<unknown>,
): Promise<Poured> {
  const cpu = cpuOf(pid);
  const { written } = await pourInto(bench, logs, lines, rate);
  const started = performance.now();
  await allCame();
  const took = performance.now() - started;
  const share = (cpuOf(pid) - cpu) / took;
  await written;
  return { rate: (lines / took) * 1000, share };
}

function perSecond(count: number): string {
  return `${grouped(Math.round(count))}/s`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Where fewer lines came than the budget has, what those of the budget would take. */
function shareAtBudget({ share, rate }: Poured): number {
  return (share / rate) * budget.lines;
}

export const logViewLines: Measure = {
  id: "log-view",
  name: "view of 50 logs that pour: lines into the ring while painting",
  budget: `${perSecond(budget.lines)}, ${budget.frames} frames/s`,
  async run(bench) {
    const { ours, floors } = await compare(bench);
    const rate = median(ours.map((poured) => poured.rate));
    const floor = median(floors.map((poured) => poured.rate));
    const frames = median(ours.map((poured) => poured.frames));
    const share = median(ours.map((poured) => poured.share));
    return {
      measured: `${perSecond(rate)}, ${frames.toFixed(0)} frames/s, ${(rate / floor).toFixed(2)} x`,
      floor: `${perSecond(floor)} counted by bare Node`,
      ofBudget: Math.max(budget.lines / rate, fewestFrames / frames),
      notes: [
        `${grouped(lines)} of ${grouped(lines)} lines, none let go; ` +
          `${percent(share)} of a core, which is ${perSecond(rate / share)} for a core of its own`,
      ],
    };
  },
};

export const logViewCpu: Measure = {
  id: "log-view-cpu",
  name: `CPU while ${perSecond(budget.lines)} come and are painted`,
  budget: "a core",
  async run(bench) {
    const { ours, floor } = (await compare(bench)).paced;
    return {
      measured: `${percent(shareAtBudget(ours))} of a core`,
      floor: `${percent(shareAtBudget(floor))} counted by bare Node`,
      ofBudget: shareAtBudget(ours),
      notes: [`${perSecond(ours.rate)} and ${ours.frames.toFixed(0)} frames/s were reached`],
    };
  },
};

export const logViewMemory: Measure = {
  id: "log-view-memory",
  name: "memory of a line in the ring, beside its text",
  budget: `${budget.beside} bytes`,
  async run(bench) {
    const script = await bench.bundleScript("ring-memory");
    const { text, buffers, heap } = await bench.runScript<LineMemory>(script);
    const { ours } = await compare(bench);
    const beside = buffers + heap - text;
    return {
      measured: `${beside.toFixed(1)} bytes`,
      floor: `${text.toFixed(0)} bytes its text`,
      ofBudget: beside / budget.beside,
      notes: [
        `${heap.toFixed(1)} of them on the heap; ${megabytes(median(ours.map(({ growth }) => growth)))} more ` +
          `resident in the program with ${grouped(lines)} lines that poured in`,
      ],
    };
  },
};
