import type { CommandRun } from "../bench-cluster.ts";
import { fillLogs, logsArguments } from "../log-load.ts";
import type { Measure } from "../measure.ts";
import type { PlainTimes } from "../plain-logs.ts";
import { median, megabytes, timeText } from "../statistics.ts";

/** Of the time of stern, and what plain downloads take of that (measured beside stern on the same cluster). */
const budget = 0.8;
const floorShare = 0.65;
const rounds = 3;

export const logs: Measure = {
  id: "logs",
  name: "logs of 50 sources, 1,000,000 lines, in time order, to a file",
  budget: `${(budget / floorShare).toFixed(2)} x floor`,
  async run(bench) {
    const load = await fillLogs(bench);
    const plain = await bench.bundleScript("plain-logs");
    const { namespace, pods, lines } = load;
    const ours: CommandRun[] = [];
    const floors: PlainTimes[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(await bench.print(process.execPath, [bench.program, ...logsArguments(load)]));
      floors.push(
        await bench.runScript<PlainTimes>(plain, { PODS: JSON.stringify(pods), NAMESPACE: namespace }),
      );
    }
    const printed = await bench.printedLines();
    if (printed !== lines) throw new Error(`${printed} of ${lines} lines were printed`);
    const time = median(ours.map((run) => run.time));
    const floor = median(floors.map(({ downloaded }) => downloaded));
    return {
      measured: `${timeText(time)}, ${(time / floor).toFixed(2)} x`,
      floor: `${timeText(floor)} plain downloads in one process`,
      ofBudget: time / floor / (budget / floorShare),
      notes: [`${megabytes(median(ours.map(({ peak }) => peak)))} at the most`],
    };
  },
};
