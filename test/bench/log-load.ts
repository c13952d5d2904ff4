import type { Bench } from "./bench-cluster.ts";

const namespace = "load-0";
const sources = 50;
const linesEach = 20_000;

/** Pods with full logs, all of one namespace. */
export interface LogLoad {
  readonly namespace: string;
  readonly pods: readonly string[];
  /** Of all of them. */
  readonly lines: number;
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

async function fill({ cluster }: Bench): Promise<LogLoad> {
  const { items } = await cluster.request<{
    items: readonly { readonly metadata: { readonly name: string } }[];
  }>("GET", `/api/v1/namespaces/${namespace}/pods?labelSelector=app.kubernetes.io/name%3Dapp-000`);
  const pods = items.slice(0, sources).map(({ metadata }) => metadata.name);
  await cluster.logs.fill(
    pods.map((pod) => ({ namespace, pod, container: "app" })),
    linesEach,
  );
  return { namespace, pods, lines: pods.length * linesEach };
}
