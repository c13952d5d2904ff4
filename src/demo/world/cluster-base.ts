import type { KubeObject } from "../../kube/types.ts";
import { timestamp } from "../clock.ts";
import { demoNode } from "./nodes.ts";
import type { Seeder } from "./seeder.ts";

const day = 24 * 3600 * 1000;
const clusterAge = 421 * day;
const zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] as const;

/** Nodes, namespaces' company, access rules and classes: what every cluster has before anybody deploys. */
export function installBase(seeder: Seeder, version: string, workers: number, memoryNodes: number): void {
  for (const object of classes()) seeder.add(object, clusterAge);
  installNodes(seeder, version, workers, memoryNodes);
}

/** A namespace with what comes with it. */
export function installNamespace(seeder: Seeder, name: string, ageDays: number, team?: string): void {
  const age = ageDays * day;
  seeder.add(
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name,
        labels: {
          "pod-security.kubernetes.io/enforce": name === "kube-system" ? "privileged" : "baseline",
          ...(team === undefined ? {} : { team }),
        },
      },
    },
    age,
  );
  const own = { namespace: name };
  seeder.add({ apiVersion: "v1", kind: "ServiceAccount", metadata: { ...own, name: "default" } }, age);
  seeder.add(
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { ...own, name: "kube-root-ca.crt" },
      data: { "ca.crt": "-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n" },
    },
    age,
  );
}

function installNodes(seeder: Seeder, version: string, workers: number, memoryNodes: number): void {
  const add = (role: "control-plane" | "worker" | "memory", index: number, place: number) => {
    const zone = zones[place % zones.length] ?? zones[0];
    const letter = zone.slice(-1);
    const prefix = role === "control-plane" ? "cp" : role === "memory" ? "mem" : "node";
    const since = seeder.now - (role === "control-plane" ? clusterAge : (12 + (index % 60)) * day);
    const order = {
      name: `${prefix}-${letter}${Math.floor(place / zones.length) + 1}`,
      zone,
      role,
      ip: `10.20.${index >> 8}.${(index & 255) + 4}`,
      index,
      since,
      now: seeder.now,
      kubelet: version,
    } as const;
    seeder.add(
      { ...demoNode(order), metadata: { ...demoNode(order).metadata, creationTimestamp: timestamp(since) } },
      0,
    );
  };
  for (let place = 0; place < 3; place += 1) add("control-plane", place, place);
  for (let place = 0; place < workers; place += 1) add("worker", 3 + place, place);
  for (let place = 0; place < memoryNodes; place += 1) add("memory", 3 + workers + place, place);
}

function classes(): readonly KubeObject[] {
  const storage = (name: string, isDefault: boolean, type: string): KubeObject => ({
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: {
      name,
      ...(isDefault ? { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } } : {}),
    },
    provisioner: "ebs.csi.example.com",
    parameters: { type },
    reclaimPolicy: "Delete",
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
  });
  const priority = (name: string, value: number, description: string): KubeObject => ({
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name },
    value,
    description,
    preemptionPolicy: "PreemptLowerPriority",
  });
  return [
    storage("standard", true, "gp3"),
    storage("fast-ssd", false, "io2"),
    priority(
      "system-cluster-critical",
      2_000_000_000,
      "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    ),
    priority(
      "system-node-critical",
      2_000_001_000,
      "Used for system critical pods that must not be moved from their current node.",
    ),
    priority("business-critical", 100_000, "Revenue depends on it."),
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: "nginx", annotations: { "ingressclass.kubernetes.io/is-default-class": "true" } },
      spec: { controller: "k8s.io/ingress-nginx" },
    },
  ];
}
