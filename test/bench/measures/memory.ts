import { setTimeout as delay } from "node:timers/promises";
import type { Measure } from "../measure.ts";
import { memoryOf } from "../process-stats.ts";
import { median, megabytes } from "../statistics.ts";

const runs = 3;
/** Milliseconds after the last row. */
const settling = 5_000;

/** Bytes. Given for 10,000 and for 50,000 pods, and along the line between them for other numbers. */
function budgetFor(pods: number): number {
  return (180 + ((400 - 180) * (pods - 10_000)) / 40_000) * 1e6;
}

export const memory: Measure = {
  id: "memory",
  name: "resident memory, all pods",
  budget: `${megabytes(budgetFor(10_000))} at 10,000, ${megabytes(budgetFor(50_000))} at 50,000`,
  async run(bench) {
    const resident: number[] = [];
    const peaks: number[] = [];
    for (let index = 0; index < runs; index++) {
      await using run = await bench.openAll();
      await delay(settling);
      const now = run.memory();
      resident.push(now.resident);
      peaks.push(now.peak);
    }
    await using few = bench.open("--context", "few");
    await few.until("rows", () => few.line(2).includes("few-"));
    await delay(settling / 5);
    await using bare = bench.run(process.execPath, [
      "-e",
      "process.stdout.write('bare');setInterval(() => {}, 1000)",
    ]);
    await bare.until("the word", () => bare.line(0) !== "");
    return {
      measured: megabytes(median(resident)),
      floor: `${megabytes(memoryOf(bare.pid).resident)} bare Node`,
      ofBudget: median(resident) / budgetFor(bench.pods),
      notes: [`${megabytes(median(peaks))} at the most; ${megabytes(few.memory().resident)} with 10 pods`],
    };
  },
};
