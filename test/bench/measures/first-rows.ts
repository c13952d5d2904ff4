import type { Bench } from "../bench-cluster.ts";
import type { Measure } from "../measure.ts";
import { median, timeText } from "../statistics.ts";

const budget = 300;
const runs = 7;

async function timeToRows(bench: Bench, args: readonly string[], name: string): Promise<number> {
  await using run = bench.open(...args);
  // Rows stand below the header and the names of the columns.
  const at = await run.until("a first row", () => run.line(2).includes(name));
  return at - run.startedAt;
}

async function medianTime(bench: Bench, args: readonly string[], name: string) {
  const times: number[] = [];
  for (let index = 0; index < runs; index++) times.push(await timeToRows(bench, args, name));
  const time = median(times);
  return { measured: timeText(time), ofBudget: time / budget };
}

export const firstOfFew: Measure = {
  id: "first-rows-few",
  name: "spawn to first rows, 10 pods",
  budget: `${budget} ms`,
  run: (bench) => medianTime(bench, ["--context", "few"], "few-"),
};

export const firstOfAll: Measure = {
  id: "first-rows-all",
  name: "spawn to first rows, all pods",
  budget: `${budget} ms`,
  run: (bench) => medianTime(bench, ["--context", "all", "-A"], "app-"),
};
