import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Bench } from "./bench-cluster.ts";

/** Changes of pods that pour in from another process. */
export interface Events {
  /** Ends them, and resolves with how many there were a second. */
  stop(): Promise<number>;
}

/** How many different pods change, spread over all of them. */
const changing = 1000;

/** Begins to change pods at this rate, a second. */
export async function startEvents(bench: Bench, rate: number): Promise<Events> {
  const keys = await podKeys(bench);
  const env = {
    ...process.env,
    ETCD: bench.cluster.details.etcd,
    KEYS: JSON.stringify(keys),
    RATE: String(rate),
  };
  const child = fork(join(import.meta.dirname, "event-source.ts"), { env });
  const failed = once(child, "exit").then(() => {
    throw new Error("the source of events ended");
  });
  await Promise.race([once(child, "message"), failed]);
  failed.catch(() => {});
  return {
    async stop() {
      const told = once(child, "message");
      child.send("stop");
      const [made] = (await told) as [number];
      return made;
    },
  };
}

/** Where etcd keeps pods of the load: every tenth or so of each Deployment. */
async function podKeys({ cluster, pods }: Bench): Promise<string[]> {
  const { items } = await cluster.request<{
    items: readonly { readonly metadata: { readonly namespace: string; readonly name: string } }[];
  }>("GET", "/api/v1/pods?fieldSelector=metadata.namespace!=few&resourceVersion=0");
  const step = Math.max(1, Math.floor(pods / changing));
  return items
    .filter((_, index) => index % step === 0)
    .map(({ metadata: { namespace, name } }) => `/registry/pods/${namespace}/${name}`);
}
