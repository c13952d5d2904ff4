// The same cluster seen by other programs, where they are installed.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { grouped } from "../../src/lib/words.ts";
import type { Bench, CommandRun } from "./bench-cluster.ts";
import { fillLogs, type LogLoad, logsArguments } from "./log-load.ts";
import { median, megabytes, timeText } from "./statistics.ts";

/** Milliseconds. */
const settling = 5_000;
const watched = 20_000;
const rounds = 3;

/** What each of them did, a line each; and a line for each that is not there. */
export async function peerTexts(bench: Bench): Promise<string[]> {
  return [...(await k9sTexts(bench)), ...(await kubectlTexts(bench)), ...(await logTexts(bench))];
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
  const all = await run.until("all pods", () => run.text().includes(`[${grouped(bench.pods)}]`));
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
  const runs: CommandRun[] = [];
  for (let round = 0; round < rounds; round++)
    runs.push(await bench.print(kubectlOf(bench), ["get", "pods", "-A", "--context", "all"]));
  return [`kubectl get pods -A: ${runsText(runs)}`];
}

/** The one that is named, or the one of the control plane's version. */
function kubectlOf(bench: Bench): string {
  return process.env.KUBECTL ?? bench.cluster.details.kubectl;
}

/** All lines of many logs, to a file: ours in order of time, theirs as they come. In turn, since machines have moods. */
async function logTexts(bench: Bench): Promise<string[]> {
  const load = await fillLogs(bench);
  const stern = findProgram("STERN", "stern");
  const commands = [
    {
      name: "periplus logs --order time",
      file: process.execPath,
      args: [bench.program, ...logsArguments(load)],
    },
    ...(stern === undefined ? [] : [{ name: "stern", file: stern, args: sternArguments(load) }]),
    { name: "kubectl logs", file: kubectlOf(bench), args: kubectlArguments(load) },
  ].map((command) => ({ ...command, runs: [] as CommandRun[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { name, file, args, runs } of commands) {
      runs.push(await bench.print(file, args));
      const printed = await bench.printedLines();
      if (printed !== load.lines) throw new Error(`${name} printed ${printed} of ${load.lines} lines`);
    }
  }
  const of = `${grouped(load.lines)} lines of ${load.pods.length} logs`;
  const [ours] = commands.map(({ runs }) => medianTime(runs));
  const texts = commands.map(({ name, runs }, index) => {
    const share = (ours ?? Number.NaN) / medianTime(runs);
    return `${name}, ${of}: ${runsText(runs)}${index === 0 ? "" : `; ours ${share.toFixed(2)} x its time`}`;
  });
  return stern === undefined ? [...texts, ...missing("stern", "STERN")] : texts;
}

/** Without limits of its own, which make it wait between two logs. */
function sternArguments({ namespace, selector, container, pods }: LogLoad): readonly string[] {
  const whose = ["-n", namespace, "-l", selector, "-c", `^${container}$`, "--context", "all"];
  const most = String(pods.length);
  return [
    ...whose,
    "--no-follow",
    "--only-log-lines",
    "--color",
    "never",
    "--max-log-requests",
    most,
    "--qps=-1",
  ];
}

function kubectlArguments({ namespace, selector, container, pods }: LogLoad): readonly string[] {
  const whose = ["-n", namespace, "-l", selector, "-c", container, "--context", "all"];
  return ["logs", ...whose, "--prefix", "--tail=-1", "--max-log-requests", String(pods.length)];
}

function runsText(runs: readonly CommandRun[]): string {
  return `${timeText(medianTime(runs))}, ${megabytes(median(runs.map(({ peak }) => peak)))} at the most`;
}

function medianTime(runs: readonly CommandRun[]): number {
  return median(runs.map(({ time }) => time));
}
