// Starts a control plane with a pod in which a process runs that nothing would end by itself, says what runs, and
// waits to be killed.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setInterval } from "node:timers";
import { startControlPlane } from "../control-plane.ts";
import { createNodes } from "../nodes.ts";
import { createPod } from "../pods.ts";
import { until } from "../until.ts";

const cluster = await startControlPlane({ controllerManager: false, scheduler: false });
await createNodes(cluster, ["node"]);
await createPod(cluster, { namespace: "default", name: "pod", nodeName: "node" });
void cluster.tryKubectl(["exec", "pod", "--", "sh", "-c", "trap '' TERM HUP; sleep 1000 & wait"]);
const groups = join(cluster.details.scratch, "kubelet", "process-groups");
const running = await until("the command runs", async () => {
  const pids = await readdir(groups);
  return pids.length > 0 && pids;
});
// A negative id means the whole process group.
const pids = [...Object.values(cluster.pids()), ...running.map((pid) => -Number(pid))];
process.stdout.write(`${JSON.stringify({ pids, scratch: cluster.details.scratch })}\n`);
setInterval(() => {}, 60_000);
