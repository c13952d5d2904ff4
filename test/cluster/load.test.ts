// The load that benchmarks and `npm run cluster` use: many pods, as big as real ones.
import { expect, test } from "vitest";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { createLoad } from "./load.ts";

interface PodList {
  readonly items: readonly {
    readonly metadata: {
      readonly uid: string;
      readonly managedFields: readonly { readonly manager: string }[];
    };
    readonly status: { readonly podIP: string };
  }[];
}

async function podsOf(cluster: ControlPlane): Promise<PodList["items"]> {
  return (await cluster.request<PodList>("GET", "/api/v1/pods")).items;
}

test("still pods are as big as real ones, each with an identity of its own, and their Deployments are ready", async () => {
  await using cluster = await startControlPlane({
    controllerManager: false,
    scheduler: false,
    kwok: false,
    kubelet: false,
  });
  await createLoad(cluster, { pods: 250, namespaces: 3, nodes: 5, static: true });
  const pods = await podsOf(cluster);
  expect(pods).toHaveLength(250);
  expect(new Set(pods.map(({ metadata }) => metadata.uid)).size).toBe(250);
  expect(new Set(pods.map(({ status }) => status.podIP)).size).toBe(250);
  for (const pod of pods) {
    expect(JSON.stringify(pod).length).toBeGreaterThan(13_000);
    expect(pod.metadata.managedFields.map(({ manager }) => manager)).toEqual([
      "kube-controller-manager",
      "kubelet",
    ]);
  }
  const deployments = await cluster.kubectl(["get", "deployments", "-A", "--no-headers"]);
  expect(deployments.match(/\b(100\/100|50\/50)\b/g)).toEqual(["100/100", "100/100", "50/50"]);
});

test("living pods are made, bound and started by the control plane itself", async () => {
  await using cluster = await startControlPlane({ kubelet: false });
  const progress: number[] = [];
  const onProgress = ({ done }: { done: number }) => progress.push(done);
  await createLoad(cluster, { pods: 120, namespaces: 2, nodes: 3, onProgress });
  expect(progress.at(-1)).toBe(120);
  expect(await podsOf(cluster)).toHaveLength(120);
});
