// Workloads of the namespace default, as a user would apply them.
import type { KubeObject, OwnerReference } from "../../src/kube/types.ts";

export function ownerOf(owner: KubeObject): OwnerReference {
  const { apiVersion = "", kind = "", metadata } = owner;
  return { apiVersion, kind, name: metadata.name ?? "", uid: metadata.uid ?? "" };
}

/** Selects its pods by their label `app`. */
export function deployment(
  name: string,
  labels: Readonly<Record<string, string>>,
  image = "test:1",
): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: labels.app } },
      template: { metadata: { labels }, spec: { containers: [{ name: "app", image }] } },
    },
  };
}

const runsOnce = { restartPolicy: "Never", containers: [{ name: "app", image: "test:1" }] };

/** Its pods have its name in their label `run`. */
export function job(name: string, owner?: KubeObject): KubeObject {
  const ownerReferences = owner && [{ ...ownerOf(owner), controller: true }];
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace: "default", ...(ownerReferences && { ownerReferences }) },
    spec: { template: { metadata: { labels: { run: name } }, spec: runsOnce } },
  };
}

/** One that makes no jobs by itself. */
export const cronJob: KubeObject = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "report", namespace: "default" },
  spec: {
    schedule: "0 0 1 1 *",
    suspend: true,
    jobTemplate: { spec: { template: { spec: runsOnce } } },
  },
};
