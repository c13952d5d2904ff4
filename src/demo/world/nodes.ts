import type { KubeObject } from "../../kube/types.ts";
import { timestamp } from "../clock.ts";
import type { Condition } from "../objects.ts";

/** What is particular to one node. */
export interface NodeOrder {
  readonly name: string;
  readonly zone: string;
  readonly role: "control-plane" | "worker" | "memory";
  readonly ip: string;
  readonly index: number;
  /** Milliseconds: when it joined, and now. */
  readonly since: number;
  readonly now: number;
  readonly kubelet: string;
}

const sizes = {
  "control-plane": { type: "m7.xlarge", cpu: 4, memory: 16 },
  worker: { type: "m7.4xlarge", cpu: 16, memory: 64 },
  memory: { type: "r7.2xlarge", cpu: 8, memory: 64 },
} as const;

const taints = {
  "control-plane": { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" },
  memory: { key: "node.example.com/dedicated", value: "memory", effect: "NoSchedule" },
} as const;

/** A healthy node of a cloud provider's kind. */
export function demoNode(order: NodeOrder): KubeObject {
  const { name, zone, role, ip, index, since, kubelet } = order;
  const { type, cpu, memory } = sizes[role];
  const capacity = {
    cpu: String(cpu),
    "ephemeral-storage": "104845292Ki",
    "hugepages-2Mi": "0",
    memory: `${memory * 1024 * 1024 - 512000}Ki`,
    pods: "110",
  };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      creationTimestamp: timestamp(since),
      labels: {
        "beta.kubernetes.io/arch": "amd64",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": type,
        "topology.kubernetes.io/region": zone.slice(0, -1),
        "topology.kubernetes.io/zone": zone,
        "node.example.com/pool": role === "worker" ? "general" : role,
        ...(role === "control-plane" ? { "node-role.kubernetes.io/control-plane": "" } : {}),
      },
      annotations: { "node.alpha.kubernetes.io/ttl": "0" },
    },
    spec: {
      podCIDR: `10.${244 + (index >> 8)}.${index & 255}.0/24`,
      providerID: `cloud:///${zone}/i-0${(0x3f2a91c + index * 7919).toString(16)}`,
      ...(role === "worker" ? {} : { taints: [taints[role]] }),
    },
    status: {
      capacity,
      allocatable: { ...capacity, cpu: `${cpu * 1000 - 80}m`, memory: `${memory * 1024 * 1024 - 1536000}Ki` },
      conditions: nodeConditions(since, order.now),
      addresses: [
        { type: "InternalIP", address: ip },
        { type: "Hostname", address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: "amd64",
        bootID: `b7d0c3e2-${String(index).padStart(4, "0")}-4f6a-9c1d-52e8a1b0c7f3`,
        containerRuntimeVersion: "containerd://2.1.4",
        kernelVersion: "6.12.48-1-amd64",
        kubeProxyVersion: "",
        kubeletVersion: kubelet,
        machineID: `ec2${String(index).padStart(29, "a")}`,
        operatingSystem: "linux",
        osImage: "Debian GNU/Linux 13 (trixie)",
        systemUUID: `ec2f1d6a-${String(index).padStart(4, "0")}-11ee-8c99-0242ac120002`,
      },
    },
  };
}

function nodeConditions(since: number, now: number): readonly Condition[] {
  const good = (type: string, reason: string, message: string): Condition => ({
    type,
    status: type === "Ready" ? "True" : "False",
    lastHeartbeatTime: timestamp(now),
    lastTransitionTime: timestamp(since + 20_000),
    reason,
    message,
  });
  return [
    good("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    good("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    good("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    good("Ready", "KubeletReady", "kubelet is posting ready status"),
  ];
}
