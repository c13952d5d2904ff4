import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ContainerReference } from "../cluster/pod-logs.ts";
import type { Bench } from "./bench-cluster.ts";

const namespace = "load-0";
const sources = 50;
const linesEach = 20_000;
const label = "bench.periplus.test/log";

/** Pods with full logs, all of one namespace. */
export interface LogLoad {
  readonly namespace: string;
  readonly pods: readonly string[];
  readonly container: string;
  /** Finds these pods and no others. */
  readonly selector: string;
  /** Of all of them. */
  readonly lines: number;
}

/** What `periplus` is told to print these logs with. */
export function logsArguments({ namespace, selector, container }: LogLoad): readonly string[] {
  const whose = ["-n", namespace, "-l", selector, "-c", `^${container}$`, "--context", "all"];
  return ["logs", ...whose, "--no-follow", "--only-log-lines", "--order", "time"];
}

/** Containers that write nothing unless they are told to. */
export interface QuietLogs {
  readonly namespace: string;
  readonly pods: readonly string[];
  /** The one of each pod. */
  readonly container: string;
}

const filled = new WeakMap<Bench, Promise<LogLoad>>();

/** Writes a million lines into the logs of fifty pods, once. */
export function fillLogs(bench: Bench): Promise<LogLoad> {
  const known = filled.get(bench);
  if (known !== undefined) return known;
  const load = fill(bench);
  filled.set(bench, load);
  return load;
}

/** The other containers of the same pods. */
export async function quietLogs(bench: Bench): Promise<QuietLogs> {
  return { namespace, pods: await podNames(bench), container: "proxy" };
}

/**
 * Writes so many lines into the quiet logs, from a process of its own, at most so many a second. Resolves when it
 * begins, with when it has written all.
 */
export async function pourInto(
  { cluster }: Bench,
  { pods, container }: QuietLogs,
  lines: number,
  rate: number,
): Promise<{ readonly written: Promise<void> }> {
  const files = pods.map((pod) => cluster.logs.path({ namespace, pod, container }));
  const env = { ...process.env, FILES: JSON.stringify(files), LINES: String(lines), RATE: String(rate) };
  const writer = fork(join(import.meta.dirname, "log-writer.ts"), { env });
  const written = once(writer, "exit").then(([code]) => {
    if (code !== 0) throw new Error(`the writer of logs ended with ${code}`);
  });
  written.catch(() => {});
  await Promise.race([once(writer, "message"), written]);
  return { written };
}

async function fill(bench: Bench): Promise<LogLoad> {
  const pods = await podNames(bench);
  const container = "app";
  const containers = pods.map((pod): ContainerReference => ({ namespace, pod, container }));
  await bench.cluster.logs.fill(containers, linesEach);
  for (const pod of pods) {
    const body = { metadata: { labels: { [label]: "full" } } };
    await bench.cluster.request("PATCH", `/api/v1/namespaces/${namespace}/pods/${pod}`, { body });
  }
  return { namespace, pods, container, selector: `${label}=full`, lines: pods.length * linesEach };
}

async function podNames({ cluster }: Bench): Promise<readonly string[]> {
  const { items } = await cluster.request<{
    items: readonly { readonly metadata: { readonly name: string } }[];
  }>("GET", `/api/v1/namespaces/${namespace}/pods?labelSelector=app.kubernetes.io/name%3Dapp-000`);
  return items.slice(0, sources).map(({ metadata }) => metadata.name);
}
