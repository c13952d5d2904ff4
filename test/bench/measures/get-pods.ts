import type { Bench, CommandRun } from "../bench-cluster.ts";
import type { Measure } from "../measure.ts";
import { median, megabytes, timeText } from "../statistics.ts";

const rounds = 3;

interface Compared {
  readonly ours: readonly CommandRun[];
  readonly kubectl: readonly CommandRun[];
}

const compared = new WeakMap<Bench, Promise<Compared>>();

/** Both measures look at the same runs. */
function compare(bench: Bench): Promise<Compared> {
  let runs = compared.get(bench);
  if (runs === undefined) {
    runs = runBoth(bench);
    compared.set(bench, runs);
  }
  return runs;
}

async function runBoth(bench: Bench): Promise<Compared> {
  const ours: CommandRun[] = [];
  const kubectl: CommandRun[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await bench.print(process.execPath, [bench.program, "get", "pods", "-A", "--context", "all"]));
    kubectl.push(await bench.print(bench.cluster.details.kubectl, ["get", "pods", "-A", "--context", "all"]));
  }
  return { ours, kubectl };
}

function resultOf(
  { ours, kubectl }: Compared,
  of: (run: CommandRun) => number,
  text: (value: number) => string,
  budget: number,
) {
  const value = median(ours.map(of));
  const floor = median(kubectl.map(of));
  return {
    measured: `${text(value)}, ${(value / floor).toFixed(2)} x`,
    floor: `${text(floor)} kubectl`,
    ofBudget: value / floor / budget,
  };
}

const timeBudget = 0.25;
const memoryBudget = 0.2;

export const getPodsTime: Measure = {
  id: "get-pods",
  name: "get pods -A to a file, time",
  budget: `${timeBudget} x kubectl`,
  run: async (bench) => resultOf(await compare(bench), ({ time }) => time, timeText, timeBudget),
};

export const getPodsMemory: Measure = {
  id: "get-pods-memory",
  name: "get pods -A to a file, memory",
  budget: `${memoryBudget} x kubectl`,
  run: async (bench) => resultOf(await compare(bench), ({ peak }) => peak, megabytes, memoryBudget),
};
