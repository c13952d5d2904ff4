import type { KubeObject } from "../../kube/types.ts";
import { ageColumn, defineKind, nameColumn, textColumn } from "./resource-kind.ts";

/** Usage as metrics-server gives it: `cpu` in nanocores (`12345678n`), `memory` in `Ki`. */
export interface MetricUsage {
  readonly cpu: string;
  readonly memory: string;
}

/** What one pod uses, container by container. */
export interface PodMetrics extends KubeObject {
  readonly timestamp: string;
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: MetricUsage }[];
}

/** What one node uses. */
export interface NodeMetrics extends KubeObject {
  readonly timestamp: string;
  readonly window: string;
  readonly usage: MetricUsage;
}

const sum = ({ containers }: PodMetrics, field: keyof MetricUsage, unit: string) =>
  `${containers.reduce((total, { usage }) => total + Number.parseInt(usage[field], 10), 0)}${unit}`;

const metrics = { group: "metrics.k8s.io", version: "v1beta1", verbs: ["get", "list"] } as const;

export const podMetrics = defineKind<PodMetrics>({
  ...metrics,
  resource: "pods",
  kind: "PodMetrics",
  singular: "",
  namespaced: true,
  columns: [
    nameColumn,
    textColumn("Cpu", (pod) => sum(pod, "cpu", "n")),
    textColumn("Memory", (pod) => sum(pod, "memory", "Ki")),
    textColumn("Window", ({ window }) => window),
    ageColumn,
  ],
});

export const nodeMetrics = defineKind<NodeMetrics>({
  ...metrics,
  resource: "nodes",
  kind: "NodeMetrics",
  singular: "",
  namespaced: false,
  columns: [
    nameColumn,
    textColumn("Cpu", ({ usage }) => usage.cpu),
    textColumn("Memory", ({ usage }) => usage.memory),
    textColumn("Window", ({ window }) => window),
    ageColumn,
  ],
});
