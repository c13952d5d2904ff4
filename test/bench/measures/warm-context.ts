import { setTimeout as delay } from "node:timers/promises";
import type { Measure } from "../measure.ts";
import { median, percentile, timeText } from "../statistics.ts";
import type { TerminalRun } from "../terminal-run.ts";

/** One frame of a screen that draws sixty a second, in ms. */
const budget = 1000 / 60;
const switches = 20;

/** A row of each context: names in `few` begin so, and no others do. */
const rowOf = { all: "app-", few: "few-" } as const;

async function goTo(run: TerminalRun, context: "all" | "few"): Promise<number> {
  const pressed = performance.now();
  run.press("-");
  const isThere = () => run.line(0).includes(context) && run.line(2).includes(rowOf[context]);
  return (await run.until(`the rows of ${context}`, isThere)) - pressed;
}

/** Opens the other context by the picker, as one does the first time. */
async function openOther(run: TerminalRun): Promise<void> {
  run.press("ctrl-x");
  await run.until("the picker", () => run.text().includes("context"));
  for (const key of "few") run.press(key);
  run.press("enter");
  await run.until("the other context", () => run.line(2).includes(rowOf.few) && run.line(0).includes("live"));
}

export const warmContext: Measure = {
  id: "warm-context",
  name: "back to a warm context",
  budget: `1 frame (${budget.toFixed(1)} ms)`,
  async run(bench) {
    await using run = bench.open("--context", "all");
    await run.until("a first frame", () => run.hasFrame());
    // Chosen by key, so that the context remembers it.
    run.press("0");
    await run.until("all pods", () => bench.showsAll(run));
    await openOther(run);
    const times: number[] = [];
    for (let index = 0; index < switches; index++) {
      times.push(await goTo(run, index % 2 === 0 ? "all" : "few"));
      await delay(200);
    }
    const toAll = times.filter((_, index) => index % 2 === 0);
    const toFew = times.filter((_, index) => index % 2 === 1);
    return {
      measured: timeText(median(toAll)),
      ofBudget: median(toAll) / budget,
      notes: [`to all pods; p95 ${timeText(percentile(toAll, 0.95))}; to 10 pods ${timeText(median(toFew))}`],
    };
  },
};
