// A cluster's worth of workload, for benchmarks and for playing: Deployments of a hundred replicas, see workload.ts.
//
// Two ways. Living: the controller manager makes the pods, the scheduler binds them, kwok starts them, which takes
// minutes for 10,000. Still (`static`): the pods are written from here, see still-pods.ts, which takes seconds; this
// wants a control plane without controller manager, which would make the same pods again.
import type { ClusterAccess } from "./access.ts";
import { createNodes } from "./nodes.ts";
import { inParallel } from "./parallel.ts";
import { writeStillPods } from "./still-pods.ts";
import { until } from "./until.ts";
import { deployment, replicaSet, type Workload } from "./workload.ts";

export interface LoadOptions {
  readonly pods: number;
  /** 20 unless said otherwise, named load-0 and so on. */
  readonly namespaces?: number;
  /** 50 unless said otherwise. */
  readonly nodes?: number;
  /** Write the pods and their status from here. */
  readonly static?: boolean;
  /** Told now and then. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface LoadProgress {
  readonly done: number;
  readonly pods: number;
}

const replicasEach = 100;

// The API server is busy with this many on two cores, and more only wait in its queues.
const concurrency = 48;

/** Makes nodes, namespaces, Deployments and their pods, and returns when every pod has started. */
export async function createLoad(cluster: ClusterAccess, options: LoadOptions): Promise<void> {
  const { pods, namespaces = 20, nodes = 50 } = options;
  const nodeNames = Array.from({ length: nodes }, (_, index) => `node-${String(index).padStart(4, "0")}`);
  await createNodes(cluster, nodeNames, { managed: !options.static });
  const namespaceNames = Array.from({ length: namespaces }, (_, index) => `load-${index}`);
  await inParallel(namespaceNames, concurrency, (name) =>
    cluster.request("POST", "/api/v1/namespaces", { body: { metadata: { name } } }),
  );
  const workloads = planWorkloads(pods, namespaceNames);
  const report = (done: number) => options.onProgress?.({ done, pods });
  if (options.static) await writeStill(cluster, workloads, nodeNames, report);
  else await startLiving(cluster, workloads, report);
}

function planWorkloads(pods: number, namespaces: readonly string[]): Workload[] {
  return Array.from({ length: Math.ceil(pods / replicasEach) }, (_, index) => ({
    namespace: namespaces[index % namespaces.length] ?? "default",
    name: `app-${String(index).padStart(3, "0")}`,
    replicas: Math.min(replicasEach, pods - index * replicasEach),
    broken: index % 50 === 49,
  }));
}

async function startLiving(
  cluster: ClusterAccess,
  workloads: readonly Workload[],
  report: (done: number) => void,
): Promise<void> {
  const userAgent = "kubectl/v1.37.1";
  await inParallel(workloads, concurrency, (workload) =>
    cluster.request("POST", `/apis/apps/v1/namespaces/${workload.namespace}/deployments`, {
      body: deployment(workload),
      userAgent,
    }),
  );
  const pods = workloads.reduce((sum, { replicas }) => sum + replicas, 0);
  const allStarted = async () => {
    const done = await countStarted(cluster);
    report(done);
    return done === pods;
  };
  // Thirty pods a second have been measured on two busy cores; twice that time is a failure.
  await until(`${pods} pods start`, allStarted, { within: 60_000 + (pods / 15) * 1000, every: 1000 });
}

interface DeploymentList {
  readonly items: readonly {
    readonly spec: { readonly template: { readonly metadata: { readonly annotations?: object } } };
    readonly status?: { readonly replicas?: number; readonly readyReplicas?: number };
  }[];
}

/** Pods that are ready, and those that exist where none will ever be. Asked of a hundred objects, not of all pods. */
async function countStarted(cluster: ClusterAccess): Promise<number> {
  const { items } = await cluster.request<DeploymentList>("GET", "/apis/apps/v1/deployments");
  const started = items.map(({ spec, status }) =>
    spec.template.metadata.annotations ? (status?.replicas ?? 0) : (status?.readyReplicas ?? 0),
  );
  return started.reduce((sum, count) => sum + count, 0);
}

async function writeStill(
  cluster: ClusterAccess,
  workloads: readonly Workload[],
  nodes: readonly string[],
  report: (done: number) => void,
): Promise<void> {
  let done = 0;
  const noteWritten = () => {
    done += 1;
    if (done % 500 === 0) report(done);
  };
  await inParallel(workloads, 4, async (workload, position) => {
    const owner = await writeOwners(cluster, workload);
    const place = (index: number) => {
      const number = position * replicasEach + index;
      return { nodeName: nodes[number % nodes.length] ?? "", ip: address(number) };
    };
    await writeStillPods(cluster, workload, owner, place, noteWritten);
  });
  await until("the API server has seen every pod", async () => (await countPods(cluster)) === done);
  report(done);
}

/** The pod address of this number, of one length for a million of them. */
function address(number: number): string {
  const parts = [Math.floor(number / 10_000), Math.floor(number / 100) % 100, number % 100];
  return ["10", ...parts.map((part) => 100 + part)].join(".");
}

async function countPods(cluster: ClusterAccess): Promise<number> {
  const { items, metadata } = await cluster.request<{
    items: readonly unknown[];
    metadata: { remainingItemCount?: number };
  }>("GET", "/api/v1/pods?limit=1");
  return items.length + (metadata.remainingItemCount ?? 0);
}

/** Writes the Deployment and its ReplicaSet with what their controllers would report; gives the pods' owner reference. */
async function writeOwners(cluster: ClusterAccess, workload: Workload): Promise<object> {
  const apps = `/apis/apps/v1/namespaces/${workload.namespace}`;
  const made = await cluster.request<Named>("POST", `${apps}/deployments`, {
    body: deployment(workload),
    userAgent: "kubectl/v1.37.1",
  });
  const set = await cluster.request<Named>("POST", `${apps}/replicasets`, {
    body: replicaSet(workload, ownerReference("Deployment", made)),
    userAgent: "kube-controller-manager/v1.37.1",
  });
  const ready = workload.broken ? 0 : workload.replicas;
  const counts = { replicas: workload.replicas, readyReplicas: ready, availableReplicas: ready };
  await cluster.request("PATCH", `${apps}/replicasets/${set.metadata.name}/status`, {
    body: { status: { ...counts, fullyLabeledReplicas: workload.replicas, observedGeneration: 1 } },
  });
  await cluster.request("PATCH", `${apps}/deployments/${made.metadata.name}/status`, {
    body: { status: { ...counts, updatedReplicas: workload.replicas, observedGeneration: 1 } },
  });
  return ownerReference("ReplicaSet", set);
}

interface Named {
  readonly metadata: { readonly name: string; readonly uid: string };
}

function ownerReference(kind: string, { metadata: { name, uid } }: Named): object {
  return { apiVersion: "apps/v1", kind, name, uid, controller: true, blockOwnerDeletion: true };
}
