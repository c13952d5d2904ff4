import { timestamp } from "../clock.ts";
import type { Node, Pod, PodSpec } from "../objects.ts";
import { runningStatus } from "../simulation/pod-factory.ts";
import type { Seeder } from "./seeder.ts";

const components = [
  ["etcd", "registry.k8s.io/etcd:3.7.0-0", "100m", "512Mi"],
  ["kube-apiserver", "registry.k8s.io/kube-apiserver", "250m", "1Gi"],
  ["kube-controller-manager", "registry.k8s.io/kube-controller-manager", "200m", "256Mi"],
  ["kube-scheduler", "registry.k8s.io/kube-scheduler", "100m", "128Mi"],
] as const;

/** The mirror pods of the control plane's static pods: owned by their node, no controller behind them. */
export function installControlPlane(seeder: Seeder, version: string): void {
  for (const node of seeder.nodes)
    if (node.metadata.labels?.["node-role.kubernetes.io/control-plane"] !== undefined)
      for (const [component, image, cpu, memory] of components) {
        const tagged = image.includes(":") ? image : `${image}:${version}`;
        addMirrorPod(seeder, node, component, { image: tagged, cpu, memory });
      }
}

function addMirrorPod(
  seeder: Seeder,
  node: Node,
  component: string,
  { image, cpu, memory }: { readonly image: string; readonly cpu: string; readonly memory: string },
): void {
  const { name = "", uid = "", creationTimestamp = "" } = node.metadata;
  const startedAt = Date.parse(creationTimestamp) + 30_000;
  const hostIP = node.status.addresses?.[0]?.address ?? "";
  const hash = seeder.random.hex(32);
  const spec: PodSpec = {
    containers: [{ name: component, image, command: [component], resources: { requests: { cpu, memory } } }],
    hostNetwork: true,
    nodeName: name,
    priorityClassName: "system-node-critical",
    tolerations: [{ operator: "Exists", effect: "NoExecute" }],
    automountServiceAccountToken: false,
  };
  const pod: Pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${component}-${name}`,
      namespace: "kube-system",
      labels: { component, tier: "control-plane" },
      annotations: {
        "kubernetes.io/config.hash": hash,
        "kubernetes.io/config.mirror": hash,
        "kubernetes.io/config.seen": timestamp(startedAt),
        "kubernetes.io/config.source": "file",
      },
      ownerReferences: [{ apiVersion: "v1", kind: "Node", name, uid, controller: true }],
    },
    spec,
    status: { phase: "Pending" },
  };
  const containerId = () => `containerd://${seeder.random.hex(64)}`;
  const status = runningStatus(pod, { hostIP, podIP: hostIP, startedAt, containerId });
  seeder.add({ ...pod, status }, seeder.now - startedAt);
}
