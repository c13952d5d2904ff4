import type { KubeObject } from "../../kube/types.ts";
import type { HorizontalPodAutoscaler, PodDisruptionBudget, ResourceQuota } from "../objects.ts";
import {
  ageColumn,
  defineKind,
  nameColumn,
  numberColumn,
  statusSubresource,
  textColumn,
  withDefaults,
} from "./resource-kind.ts";

function targets({ spec, status }: HorizontalPodAutoscaler): string {
  const list = (spec.metrics ?? []).map(({ type, resource }, index) => {
    if (resource === undefined) return `<unknown> (${type})`;
    const current = status.currentMetrics?.[index]?.resource?.current;
    const { averageUtilization, averageValue } = resource.target;
    return averageValue === undefined
      ? `${resource.name}: ${percent(current?.averageUtilization, "<unknown>")}/${percent(averageUtilization, "<auto>")}`
      : `${resource.name}: ${current?.averageValue ?? "<unknown>"}/${averageValue}`;
  });
  if (list.length === 0) return "<none>";
  return list.length > 2 ? `${list.slice(0, 2).join(", ")} + ${list.length - 2} more...` : list.join(", ");
}

const percent = (value: number | undefined, absent: string) => (value === undefined ? absent : `${value}%`);

export const horizontalPodAutoscalers = defineKind<HorizontalPodAutoscaler>({
  group: "autoscaling",
  version: "v2",
  resource: "horizontalpodautoscalers",
  kind: "HorizontalPodAutoscaler",
  namespaced: true,
  shortNames: ["hpa"],
  categories: ["all"],
  subresources: [statusSubresource("HorizontalPodAutoscaler")],
  columns: [
    nameColumn,
    textColumn("Reference", ({ spec }) => `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`),
    textColumn("Targets", targets),
    textColumn("MinPods", ({ spec }) =>
      spec.minReplicas === undefined ? "<unset>" : String(spec.minReplicas),
    ),
    { name: "MaxPods", type: "string", cell: ({ spec }) => spec.maxReplicas },
    { name: "Replicas", type: "string", cell: ({ status }) => status.currentReplicas ?? 0 },
    ageColumn,
  ],
  prepare: (scaler) => ({ ...scaler, spec: { minReplicas: 1, ...scaler.spec }, status: scaler.status ?? {} }),
});

const limitText = (value: number | string | undefined) => (value === undefined ? "N/A" : String(value));

export const podDisruptionBudgets = defineKind<PodDisruptionBudget>({
  group: "policy",
  version: "v1",
  resource: "poddisruptionbudgets",
  kind: "PodDisruptionBudget",
  namespaced: true,
  shortNames: ["pdb"],
  generation: true,
  subresources: [statusSubresource("PodDisruptionBudget")],
  columns: [
    nameColumn,
    textColumn("Min Available", ({ spec }) => limitText(spec.minAvailable)),
    textColumn("Max Unavailable", ({ spec }) => limitText(spec.maxUnavailable)),
    numberColumn("Allowed Disruptions", ({ status }) => status.disruptionsAllowed),
    ageColumn,
  ],
  prepare: (budget) => ({
    ...budget,
    status: withDefaults<PodDisruptionBudget["status"]>(
      { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
      budget.status,
    ),
  }),
});

function quotaText({ status }: ResourceQuota, limits: boolean): string {
  return Object.entries(status.hard ?? {})
    .filter(([name]) => name.startsWith("limits.") === limits)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, hard]) => `${name}: ${status.used?.[name] ?? "0"}/${hard}`)
    .join(", ");
}

export const resourceQuotas = defineKind<ResourceQuota>({
  group: "",
  version: "v1",
  resource: "resourcequotas",
  kind: "ResourceQuota",
  namespaced: true,
  shortNames: ["quota"],
  subresources: [statusSubresource("ResourceQuota")],
  columns: [
    nameColumn,
    textColumn("Request", (quota) => quotaText(quota, false)),
    textColumn("Limit", (quota) => quotaText(quota, true)),
    ageColumn,
  ],
  prepare: (quota) => ({ ...quota, spec: quota.spec ?? {}, status: quota.status ?? {} }),
});

interface PriorityClass extends KubeObject {
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

export const priorityClasses = defineKind<PriorityClass>({
  group: "scheduling.k8s.io",
  version: "v1",
  resource: "priorityclasses",
  kind: "PriorityClass",
  namespaced: false,
  shortNames: ["pc"],
  columns: [
    nameColumn,
    numberColumn("Value", ({ value }) => value ?? 0),
    { name: "Global-Default", type: "boolean", cell: ({ globalDefault }) => globalDefault ?? false },
    ageColumn,
    textColumn("PreemptionPolicy", ({ preemptionPolicy }) => preemptionPolicy ?? "PreemptLowerPriority"),
  ],
});
