import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Measure } from "../measure.ts";
import { median, timeText } from "../statistics.ts";
import type { TerminalRun } from "../terminal-run.ts";

const budget = 150;
const runs = 7;

/** The least a program in Node can do before something is on the screen. */
const bareProgram = `process.stdout.write("\\x1b[?1049hbare");setTimeout(() => {}, 1000);`;

async function timeToFrame(
  open: () => TerminalRun,
  andThen?: (run: TerminalRun) => Promise<void>,
): Promise<number> {
  await using run = open();
  const time = (await run.until("a first frame", () => run.hasFrame())) - run.startedAt;
  await andThen?.(run);
  return time;
}

export const firstFrame: Measure = {
  id: "first-frame",
  name: "spawn to first frame",
  budget: `${budget} ms`,
  async run(bench) {
    const bare = join(bench.scratch, "bare.mjs");
    await writeFile(bare, bareProgram);
    // The first start asks what kinds the server has, and what was compiled for it is kept at its end.
    const cold = await timeToFrame(
      () => bench.open("--context", "few"),
      async (run) => {
        await run.until("rows", () => run.line(2).includes("few-"));
        await run.quit();
      },
    );
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
