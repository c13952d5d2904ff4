// Pods written without the controllers that would make them, thousands in seconds.
//
// The first pod of each workload goes through the API server, with the writers it would have, and so gets its defaults
// and managedFields. Its replicas are copies of what the API server stored for it, put into etcd beside it: the same
// bytes with other names, ids, node and address. Each of those is as long in every replica, since a stored object is
// protobuf, whose lengths stand before its strings. The API server learns of them from its watch on etcd.
import { randomUUID } from "node:crypto";
import type { ClusterAccess } from "./access.ts";
import { putKey, readKey } from "./etcd.ts";
import { inParallel } from "./parallel.ts";
import {
  podStatus,
  podTemplate,
  type Replica,
  sha256,
  suffix,
  templateHash,
  type Workload,
} from "./workload.ts";

// Enough to keep etcd busy.
const concurrency = 32;

interface Named {
  readonly metadata: { readonly name: string; readonly uid: string };
}

interface Placed extends Replica {
  readonly name: string;
}

/** Writes every pod of the workload, all owned by the object of this reference. */
export async function writeStillPods(
  cluster: ClusterAccess,
  workload: Workload,
  owner: object,
  place: (index: number) => Pick<Replica, "nodeName" | "ip">,
  onWritten: () => void,
): Promise<void> {
  const replicas = Array.from({ length: workload.replicas }, (_, index): Placed => {
    const id = `${workload.name}/${index}`;
    // Five letters of a hash: no two replicas of a workload share them, tried for two thousand workloads.
    const name = `${workload.name}-${templateHash(workload)}-${suffix(id, 5)}`;
    return {
      name,
      ...place(index),
      containerIds: ["app", "proxy"].map((container) => sha256(`${id}/${container}`)),
    };
  });
  const [first, ...others] = replicas;
  if (!first) return;
  const { metadata } = await writePod(cluster, workload, owner, first);
  onWritten();
  const key = (name: string) => `/registry/pods/${workload.namespace}/${name}`;
  const stored = await readKey(cluster.details.etcd, key(first.name));
  await inParallel(others, concurrency, async (replica) => {
    await putKey(
      cluster.details.etcd,
      key(replica.name),
      copyFor(stored, [metadata.uid, first], [randomUUID(), replica]),
    );
    onWritten();
  });
}

/** Two requests from two writers, as a pod gets from controller manager and kubelet. */
async function writePod(
  cluster: ClusterAccess,
  workload: Workload,
  owner: object,
  pod: Placed,
): Promise<Named> {
  const template = podTemplate(workload);
  const pods = `/api/v1/namespaces/${workload.namespace}/pods`;
  const labels = { ...template.metadata.labels, "pod-template-hash": templateHash(workload) };
  await cluster.request("POST", pods, {
    body: {
      metadata: { ...template.metadata, labels, name: pod.name, ownerReferences: [owner] },
      spec: { ...template.spec, nodeName: pod.nodeName },
    },
    userAgent: "kube-controller-manager/v1.37.1",
  });
  return cluster.request<Named>("PATCH", `${pods}/${pod.name}/status`, {
    body: { status: podStatus(template, workload.broken, pod) },
    userAgent: "kubelet/v1.37.1",
  });
}

/** The stored bytes of one pod with another's identity in them. */
function copyFor(
  stored: string,
  [fromUid, from]: readonly [string, Placed],
  [toUid, to]: readonly [string, Placed],
): string {
  const strings = (uid: string, pod: Placed) => [uid, pod.name, pod.nodeName, pod.ip, ...pod.containerIds];
  const wanted = strings(toUid, to);
  return strings(fromUid, from).reduce((bytes, text, index) => {
    const replacement = wanted[index] ?? "";
    if (replacement.length !== text.length) throw new Error(`${text} and ${replacement} differ in length`);
    return bytes.replaceAll(text, replacement);
  }, stored);
}
