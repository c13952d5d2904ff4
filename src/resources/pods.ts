import type { Row } from "../cache/types.ts";
import { ageColumn, levelTone, nameColumn, orLast, orNone, share } from "./columns.ts";
import { isTrue } from "./conditions.ts";
import { type Column, defineKind } from "./kind.ts";
import { isTerminal, type PodVitals, podHealth } from "./pod-health.ts";
import { type PodObject, podFields } from "./pod-object.ts";
import { type PodStatus, podStatus } from "./pod-status.ts";
import { podTrouble } from "./pod-trouble.ts";
import { sinceText } from "./times.ts";

/** One per pod of the cluster, so it is flat and small; what is only wanted where something is wrong is in `trouble`. */
interface PodSummary extends PodVitals, PodStatus {
  readonly ip: string;
  readonly nominatedNode: string;
  /** `1/2`, or `""` without readiness gates. */
  readonly readinessGates: string;
}

type PodRow = Row<PodSummary>;

function summarize(pod: PodObject): PodSummary {
  const status = pod.status ?? {};
  return {
    ...podStatus(pod),
    phase: status.phase ?? "",
    statusReason: status.reason ?? "",
    finalizers: pod.metadata.finalizers?.join(", ") ?? "",
    trouble: podTrouble(pod),
    ip: status.podIPs?.[0]?.ip ?? "",
    nominatedNode: status.nominatedNodeName ?? "",
    readinessGates: readinessGates(pod),
  };
}

function readinessGates({ spec, status }: PodObject): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return "";
  const passed = gates.filter(({ conditionType = "" }) => isTrue(status?.conditions, conditionType));
  return `${passed.length}/${gates.length}`;
}

/** A pod that is on its way out says so, unless all of it has ended; as the server's tables have it. */
function statusText({ summary, deletedAt }: PodRow): string {
  if (deletedAt === undefined) return summary.status;
  if (summary.statusReason === "NodeLost") return "Unknown";
  return isTerminal(summary.phase) ? summary.status : "Terminating";
}

const tone = (row: PodRow, now: number) => levelTone(podHealth(row, now).level);

const columns: readonly Column<PodSummary>[] = [
  nameColumn,
  {
    id: "ready",
    header: "READY",
    doc: "Containers that are ready, of all containers and sidecars.",
    value: ({ summary }) => share(summary.ready, summary.containers),
    text: ({ summary }) => `${summary.ready}/${summary.containers}`,
    tone,
    align: "right",
    priority: 2,
  },
  {
    id: "status",
    header: "STATUS",
    doc: "Where the pod is in its life, or what keeps it from going on.",
    value: statusText,
    tone,
    minWidth: 10,
    priority: 1,
  },
  {
    id: "restarts",
    header: "RESTARTS",
    doc: "How often its containers were started again, and when last.",
    value: ({ summary }) => summary.restarts,
    text: ({ summary: { restarts, restartedAt } }, now) =>
      restarts === 0 || restartedAt === 0
        ? String(restarts)
        : `${restarts} (${sinceText(restartedAt, now)} ago)`,
    align: "right",
    priority: 4,
    ages: true,
  },
  {
    id: "ip",
    header: "IP",
    doc: "The pod's first address.",
    value: ({ summary }) => orLast(summary.ip),
    text: ({ summary }) => orNone(summary.ip),
    priority: 7,
    wide: true,
  },
  {
    id: "node",
    header: "NODE",
    doc: "The node it runs on.",
    value: (row) => orLast(row.node),
    text: (row) => orNone(row.node),
    minWidth: 12,
    cut: "middle",
    priority: 6,
  },
  {
    id: "nominated-node",
    header: "NOMINATED NODE",
    doc: "The node where room is being made for it.",
    value: ({ summary }) => orLast(summary.nominatedNode),
    text: ({ summary }) => orNone(summary.nominatedNode),
    priority: 8,
    wide: true,
  },
  {
    id: "readiness-gates",
    header: "READINESS GATES",
    doc: "Conditions from outside the pod that count for its readiness, and how many are met.",
    value: ({ summary }) => orLast(summary.readinessGates),
    text: ({ summary }) => orNone(summary.readinessGates),
    priority: 9,
    wide: true,
  },
  ageColumn,
];

/** Pods. */
export const pods = defineKind<PodSummary>({
  gvr: { group: "", version: "v1", resource: "pods" },
  kind: "Pod",
  singular: "pod",
  shortNames: ["po"],
  namespaced: true,
  doc: "Containers that run together on one node.",
  form: "object",
  fields: podFields,
  columns,
  printed: {
    narrow: ["name", "ready", "status", "restarts", "age"],
    wide: ["name", "ready", "status", "restarts", "age", "ip", "node", "nominated-node", "readiness-gates"],
  },
  abilities: ["logs", "exec", "port-forward"],
  summarize: (object) => summarize(object as PodObject),
  nodeName: (object) => (object as PodObject).spec?.nodeName ?? "",
  health: podHealth,
});
