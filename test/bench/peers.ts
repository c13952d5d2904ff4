// The same cluster seen by other programs, where they are installed.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Bench } from "./bench-cluster.ts";
import { median, megabytes, timeText } from "./statistics.ts";

/** Milliseconds. */
const settling = 5_000;
const watched = 20_000;

/** What each of them did, a line each; and a line for each that is not there. */
export async function peerTexts(bench: Bench): Promise<string[]> {
  return [...(await k9sTexts(bench)), ...(await kubectlTexts(bench))];
}

/** The path that the variable names, or the first program of this name on PATH. */
function findProgram(variable: string, name: string): string | undefined {
  const named = process.env[variable];
  if (named !== undefined) return named;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function missing(name: string, variable: string): string[] {
  return [`${name}: not found on PATH, and ${variable} names none`];
}

async function k9sTexts(bench: Bench): Promise<string[]> {
  const k9s = findProgram("K9S", "k9s");
  if (k9s === undefined) return missing("k9s", "K9S");
  await using run = bench.run(k9s, ["--context", "all", "-A", "-c", "pods"]);
  const frame = await run.until("a first frame", () => run.text() !== "");
  const all = await run.until("all pods", () => run.text().includes(`[${bench.pods}]`));
  await delay(settling);
  const before = run.cpu();
  await delay(watched);
  const share = ((run.cpu() - before) / watched) * 100;
  return [
    `k9s: first frame ${timeText(frame - run.startedAt)}, all pods ${timeText(all - run.startedAt)}, ` +
      `${megabytes(run.memory().resident)} resident, idle ${share.toFixed(1)} % of a core`,
  ];
}

async function kubectlTexts(bench: Bench): Promise<string[]> {
  const kubectl = findProgram("KUBECTL", "kubectl");
  if (kubectl === undefined) return missing("kubectl", "KUBECTL");
  const runs = [];
  for (let index = 0; index < 3; index++)
    runs.push(await bench.print(kubectl, ["get", "pods", "-A", "--context", "all"]));
  return [
    `kubectl get pods -A: ${timeText(median(runs.map(({ time }) => time)))}, ` +
      `${megabytes(median(runs.map(({ peak }) => peak)))} at the most`,
  ];
}
