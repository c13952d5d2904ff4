import { setTimeout as delay } from "node:timers/promises";
import type { Bench } from "../bench-cluster.ts";
import { startEvents } from "../events.ts";
import type { Measure } from "../measure.ts";
import { percentile, timeText } from "../statistics.ts";
import type { TerminalRun } from "../terminal-run.ts";

const rate = 1000;
const presses = 200;
const budgets = { median: 8, most: 16 };

/** A program whose whole answer to a key is to move the mark: what terminal and emulator take by themselves. */
const echo = `
process.stdin.setRawMode(true);
let row = 3;
const draw = () => process.stdout.write("\\x1b[?1049h\\x1b[H\\x1b[2Jecho\\x1b[" + (3 + (row++ % 40)) + ";1H▌" + row);
process.stdin.on("data", draw);
draw();
`;

async function pressAll(run: TerminalRun, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const before = nameOf(run.cursorLine());
    const pressed = performance.now();
    run.press("j");
    const seen = await run.until("the cursor moves", () => {
      const name = nameOf(run.cursorLine());
      return name !== "" && name !== before;
    });
    times.push(seen - pressed);
    // As a person holds a key down, and never in step with anything.
    await delay(30 + Math.random() * 60);
  }
  return times;
}

function spreadText(times: readonly number[]): string {
  return `p50 ${timeText(percentile(times, 0.5))}, p95 ${timeText(percentile(times, 0.95))}`;
}

/** The first word behind the mark: what changes with the cursor and with nothing else. */
function nameOf(line: string): string {
  return /^▌\s*(\S+)/.exec(line)?.[1] ?? "";
}

/** What the same machine leaves to anybody is measured beside the program, whose cluster takes most of it. */
async function underEvents(bench: Bench) {
  await using run = await bench.openAll();
  await using bare = bench.run(process.execPath, ["-e", echo]);
  await bare.until("the mark", () => bare.cursorLine() !== "");
  const events = await startEvents(bench, rate);
  try {
    await pressAll(run, 10);
    const before = run.cpu();
    const started = performance.now();
    const times = await pressAll(run, presses);
    const share = (run.cpu() - before) / (performance.now() - started);
    const floor = await pressAll(bare, presses / 2);
    return { times, floor, share, made: await events.stop() };
  } catch (error) {
    await events.stop();
    throw error;
  }
}

export const keyToFrame: Measure = {
  id: "key-to-frame",
  name: `key to frame, all pods, ${rate} events/s`,
  budget: `p50 ${budgets.median} ms, p95 ${budgets.most} ms`,
  async run(bench) {
    await using quiet = await bench.openAll();
    const before = quiet.cpu();
    const still = await pressAll(quiet, presses / 2);
    const each = (quiet.cpu() - before) / still.length;
    const { times, floor, share, made } = await underEvents(bench);
    return {
      measured: spreadText(times),
      floor: `${spreadText(floor)} one word from bare Node, beside it`,
      ofBudget: Math.max(percentile(times, 0.5) / budgets.median, percentile(times, 0.95) / budgets.most),
      notes: [
        `${spreadText(still)} without events, ${timeText(each)} of CPU a key`,
        `${Math.round(made)} events/s were reached; the program took ${Math.round(share * 100)} % of a core meanwhile`,
      ],
    };
  },
};
