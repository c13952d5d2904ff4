import { setTimeout as delay } from "node:timers/promises";
import type { Measure } from "../measure.ts";

const budget = 1;
/** Milliseconds. What the start has left to do is over by `settling`. */
const settling = 5_000;
const watched = 20_000;

export const idle: Measure = {
  id: "idle",
  name: "idle with live watches, all pods",
  budget: `${budget} % of a core`,
  async run(bench) {
    await using run = await bench.openAll();
    await delay(settling);
    const since = Date.now();
    const before = run.cpu();
    await delay(watched);
    const share = ((run.cpu() - before) / watched) * 100;
    const requests = await bench.requestsSince(since);
    return {
      measured: `${share.toFixed(2)} %`,
      ofBudget: Math.max(share / budget, requests > 0 ? 2 : 0),
      notes: [`${requests} requests in ${watched / 1000} s`],
    };
  },
};
