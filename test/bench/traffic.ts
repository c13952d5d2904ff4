import { setTimeout as delay } from "node:timers/promises";
import { Relay } from "../cluster/relay.ts";
import type { Bench } from "./bench-cluster.ts";
import { megabytes } from "./statistics.ts";
import { TerminalRun } from "./terminal-run.ts";

/** Milliseconds after the last row, in which a program may still ask for more. */
const settling = 5_000;

/** What opening all pods costs the API server: requests by its own log, bytes as they pass on their way. */
export async function trafficText(bench: Bench): Promise<string[]> {
  const { cluster } = bench;
  await using relay = await Relay.to(cluster.details.server);
  const kubeconfig = await cluster.writeKubeconfig([{ ...cluster.context("relayed"), server: relay.url }]);
  const since = Date.now();
  await using run = new TerminalRun(process.execPath, [bench.program, "-A"], {
    ...bench.environment(),
    KUBECONFIG: kubeconfig,
  });
  await run.until("all pods", () => bench.showsAll(run));
  await delay(settling);
  const requests = await cluster.requests("periplus/");
  const uris = requests
    .filter(({ started }) => started >= since)
    .map(({ verb, uri, status }) => `${verb} ${uri.split("?")[0]} ${status ?? ""}`.trimEnd());
  return [
    `spawn to all pods and ${settling / 1000} s: ${uris.length} requests on ${relay.connections} connections, ` +
      `${megabytes(relay.sent)} sent, ${megabytes(relay.received)} received`,
    ...countEach(uris).map((line) => `  ${line}`),
  ];
}

function countEach(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => `${count} x ${line}`);
}
