import type { Bench } from "../bench-cluster.ts";
import type { FloorTimes } from "../json-list.ts";
import type { ListTimes } from "../list-pods.ts";
import type { Measure } from "../measure.ts";
import { median, timeText } from "../statistics.ts";

const budget = 0.5;
const rounds = 3;

async function timeOnScreen(bench: Bench): Promise<number> {
  await using run = bench.open("--context", "all", "-A");
  return (await run.until("all pods", () => bench.showsAll(run))) - run.startedAt;
}

export const complete: Measure = {
  id: "complete",
  name: "all pods complete, every cell computed",
  budget: `${budget} x floor`,
  async run(bench) {
    const ours = await bench.bundleScript("list-pods");
    const floor = await bench.bundleScript("json-list");
    const times: ListTimes[] = [];
    const floors: FloorTimes[] = [];
    const onScreen: number[] = [];
    for (let round = 0; round < rounds; round++) {
      times.push(await bench.runScript<ListTimes>(ours));
      floors.push(await bench.runScript<FloorTimes>(floor));
      onScreen.push(await timeOnScreen(bench));
    }
    const time = median(times.map(({ live, cells }) => live + cells));
    const floorTime = median(floors.map(({ downloaded, parsed }) => downloaded + parsed));
    const cells = median(times.map((run) => run.cells));
    return {
      measured: `${timeText(time)}, ${(time / floorTime).toFixed(2)} x`,
      floor: `${timeText(floorTime)} gzip JSON list and JSON.parse in one process`,
      ofBudget: time / floorTime / budget,
      notes: [
        `of that ${timeText(cells)} for the cells; ${timeText(median(onScreen))} from spawn until the screen counts all`,
      ],
    };
  },
};
