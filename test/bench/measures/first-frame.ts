import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Measure } from "../measure.ts";
import { median, timeText } from "../statistics.ts";
import type { TerminalRun } from "../terminal-run.ts";

const budget = 150;
const runs = 7;

/** The least a program in Node can do before something is on the screen. */
const bareProgram = `process.stdout.write("\\x1b[?1049hbare");setTimeout(() => {}, 1000);`;

async function timeToFrame(open: () => TerminalRun): Promise<number> {
  await using run = open();
  return (await run.until("a first frame", () => run.hasFrame())) - run.startedAt;
}

export const firstFrame: Measure = {
  id: "first-frame",
  name: "spawn to first frame",
  budget: `${budget} ms`,
  async run(bench) {
    const bare = join(bench.scratch, "bare.mjs");
    await writeFile(bare, bareProgram);
    // The first start fills the compile cache and asks what kinds the server has.
    const cold = await timeToFrame(() => bench.open("--context", "few"));
    const times: number[] = [];
    const floors: number[] = [];
    for (let index = 0; index < runs; index++) {
      times.push(await timeToFrame(() => bench.open("--context", "few")));
      floors.push(await timeToFrame(() => bench.run(process.execPath, [bare])));
    }
    return {
      measured: timeText(median(times)),
      floor: `${timeText(median(floors))} one word from bare Node`,
      ofBudget: median(times) / budget,
      notes: [`${timeText(cold)} at the very first start`],
    };
  },
};
