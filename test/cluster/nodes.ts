// Nodes of a control plane: played by kwok, or still ones whose status is written once.
import type { ClusterAccess } from "./access.ts";
import { inParallel } from "./parallel.ts";
import { until } from "./until.ts";

/** The label by which kwok knows its nodes. A label at all is needed: kwok overlooks nodes that have none. */
export const kwokLabel = ["type", "kwok"] as const;

export interface NodeOptions {
  /** By kwok, which starts its pods and keeps its lease; otherwise nobody changes the node or its pods but a test. */
  readonly managed?: boolean;
}

/** Makes nodes with these names, or this many named node-0 and so on, and waits until they are Ready. */
export async function createNodes(
  cluster: ClusterAccess,
  namesOrCount: readonly string[] | number,
  { managed = true }: NodeOptions = {},
): Promise<string[]> {
  const names =
    typeof namesOrCount === "number"
      ? Array.from({ length: namesOrCount }, (_, index) => `node-${index}`)
      : [...namesOrCount];
  await inParallel(names, 16, async (name) => {
    await cluster.request("POST", "/api/v1/nodes", { body: node(name, managed) });
    if (!managed)
      await cluster.request("PATCH", `/api/v1/nodes/${name}/status`, { body: stillStatus(cluster, name) });
    await until(`node ${name} is Ready`, () => isReady(cluster, name));
  });
  return names;
}

function node(name: string, managed: boolean) {
  const labels = {
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
    "node.kubernetes.io/instance-type": "m7.large",
    "topology.kubernetes.io/zone": "zone-a",
    ...(managed && { [kwokLabel[0]]: kwokLabel[1] }),
  };
  return { metadata: { name, labels }, spec: { podCIDR: "10.64.0.0/24" } };
}

/** What a kubelet would report, once. With a controller manager such a node is NotReady after a minute. */
function stillStatus(cluster: ClusterAccess, name: string) {
  const room = { cpu: "64", memory: "256Gi", "ephemeral-storage": "1Ti", pods: "1000" };
  const now = new Date().toISOString();
  return {
    status: {
      addresses: [
        { type: "InternalIP", address: "127.0.0.1" },
        { type: "Hostname", address: name },
      ],
      capacity: room,
      allocatable: room,
      daemonEndpoints: { kubeletEndpoint: { Port: cluster.details.kubeletPort ?? 0 } },
      conditions: [
        {
          type: "Ready",
          status: "True",
          reason: "KubeletReady",
          lastHeartbeatTime: now,
          lastTransitionTime: now,
        },
      ],
      nodeInfo: {
        architecture: "amd64",
        bootID: "",
        containerRuntimeVersion: "containerd://2.1.4",
        kernelVersion: "6.12.0",
        kubeProxyVersion: "",
        kubeletVersion: "v1.37.1",
        machineID: "",
        operatingSystem: "linux",
        osImage: "Linux",
        systemUUID: "",
      },
    },
  };
}

interface NodeStatus {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

async function isReady(cluster: ClusterAccess, name: string): Promise<boolean> {
  const { status } = await cluster.request<NodeStatus>("GET", `/api/v1/nodes/${name}`);
  return (
    status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") ??
    false
  );
}
