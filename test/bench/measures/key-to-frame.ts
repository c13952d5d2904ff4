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

/** The first word behind the mark: what changes with the cursor and with nothing else. */
function nameOf(line: string): string {
  return /^▌\s*(\S+)/.exec(line)?.[1] ?? "";
}

async function underEvents(bench: Bench) {
  await using run = await bench.openAll();
  const events = await startEvents(bench, rate);
  try {
    await pressAll(run, 10);
    const before = run.cpu();
    const started = performance.now();
    const times = await pressAll(run, presses);
    const share = (run.cpu() - before) / (performance.now() - started);
    return { times, share, made: await events.stop() };
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
    await using bare = bench.run(process.execPath, ["-e", echo]);
    await bare.until("the mark", () => bare.cursorLine() !== "");
    const floor = await pressAll(bare, presses / 2);
    const { times, share, made } = await underEvents(bench);
    const half = percentile(times, 0.5);
    const most = percentile(times, 0.95);
    return {
      measured: `p50 ${timeText(half)}, p95 ${timeText(most)}`,
      floor: `p50 ${timeText(percentile(floor, 0.5))}, p95 ${timeText(percentile(floor, 0.95))} one word from bare Node`,
      ofBudget: Math.max(half / budgets.median, most / budgets.most),
      notes: [
        `p50 ${timeText(percentile(still, 0.5))}, p95 ${timeText(percentile(still, 0.95))} without events, ${timeText(each)} of CPU a key`,
        `${Math.round(made)} events/s were reached; the program took ${Math.round(share * 100)} % of a core meanwhile`,
      ],
    };
  },
};
