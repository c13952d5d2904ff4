import type { Labels, Row } from "../cache/types.ts";
import { ageColumn, levelTone, nameColumn, orNone } from "./columns.ts";
import { type Condition, conditionOf, isTrue } from "./conditions.ts";
import { deletion, healthy, isYoung, verdict } from "./health.ts";
import { type Column, defineKind, type Health } from "./kind.ts";
import { shorten } from "./sentence.ts";

interface Node {
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly addresses?: readonly { readonly type?: string; readonly address?: string }[];
    readonly nodeInfo?: {
      readonly kubeletVersion?: string;
      readonly osImage?: string;
      readonly kernelVersion?: string;
      readonly containerRuntimeVersion?: string;
      readonly architecture?: string;
    };
  };
}

interface NodeSummary {
  /** `Ready`, `NotReady`, or `Unknown` for a node that never reported. */
  readonly ready: string;
  readonly isCordoned: boolean;
  readonly version: string;
  readonly internalIP: string;
  readonly externalIP: string;
  readonly osImage: string;
  readonly kernel: string;
  readonly runtime: string;
  /** Conditions that are true and should not be, comma-separated. */
  readonly pressure: string;
  /** Of the condition Ready where it is not true, else of the first pressure. */
  readonly reason: string;
  readonly message: string;
}

const pressures = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

function summarize({ spec, status }: Node): NodeSummary {
  const { conditions, addresses } = status ?? {};
  const nodeInfo = status?.nodeInfo ?? {};
  const readyCondition = conditionOf(conditions, "Ready");
  const pressing = pressures.filter((type) => isTrue(conditions, type));
  const trouble =
    readyCondition?.status === "True" ? conditionOf(conditions, pressing[0] ?? "") : readyCondition;
  const addressOf = (type: string) =>
    addresses?.find((address) => address.type === type)?.address ?? "<none>";
  const architecture = nodeInfo.architecture ? ` (${nodeInfo.architecture})` : "";
  return {
    ready: readyCondition === undefined ? "Unknown" : readyCondition.status === "True" ? "Ready" : "NotReady",
    isCordoned: spec?.unschedulable === true,
    version: nodeInfo.kubeletVersion ?? "",
    internalIP: addressOf("InternalIP"),
    externalIP: addressOf("ExternalIP"),
    osImage: nodeInfo.osImage || "<unknown>",
    kernel: `${nodeInfo.kernelVersion || "<unknown>"}${architecture}`,
    runtime: nodeInfo.containerRuntimeVersion || "<unknown>",
    pressure: pressing.join(", "),
    reason: trouble?.reason ?? "",
    message: shorten(trouble?.message),
  };
}

/** ROLES come from labels; the rule is that of `findNodeRoles` in k8s.io/kubernetes' printers.go. */
function rolesOf(labels: Labels): string {
  const prefix = "node-role.kubernetes.io/";
  const roles = Object.entries(labels).flatMap(([key, value]) => {
    const role = key.startsWith(prefix)
      ? key.slice(prefix.length)
      : key === "kubernetes.io/role"
        ? value
        : "";
    return role === "" ? [] : [role];
  });
  return [...new Set(roles)].sort().join(",");
}

function health(row: Row<NodeSummary>, now: number): Health {
  const { ready, isCordoned, pressure, reason, message } = row.summary;
  const leaving = deletion(row, now);
  if (leaving !== undefined) return leaving;
  if (ready !== "Ready") {
    const words = message || "no word from its kubelet";
    return verdict(isYoung(row, now) ? "busy" : "bad", reason || ready, words);
  }
  if (pressure !== "") return verdict("warn", reason || pressure, `node has ${pressure}`);
  if (isCordoned) return verdict("warn", "SchedulingDisabled", "cordoned: no new pods are placed on it");
  return healthy;
}

const tone = (row: Row<NodeSummary>, now: number) => levelTone(health(row, now).level);

function wideColumn(
  identity: Pick<Column<NodeSummary>, "id" | "header" | "doc" | "priority" | "minWidth">,
  value: (summary: NodeSummary) => string,
): Column<NodeSummary> {
  return { ...identity, value: ({ summary }) => value(summary), wide: true };
}

/** Nodes. */
export const nodes = defineKind<NodeSummary>({
  gvr: { group: "", version: "v1", resource: "nodes" },
  kind: "Node",
  singular: "node",
  shortNames: ["no"],
  namespaced: false,
  doc: "A machine that runs pods.",
  form: "object",
  fields: [
    "spec.unschedulable",
    "status.conditions.type",
    "status.conditions.status",
    "status.conditions.reason",
    "status.conditions.message",
    "status.addresses.type",
    "status.addresses.address",
    "status.nodeInfo.kubeletVersion",
    "status.nodeInfo.osImage",
    "status.nodeInfo.kernelVersion",
    "status.nodeInfo.containerRuntimeVersion",
    "status.nodeInfo.architecture",
  ],
  columns: [
    nameColumn,
    {
      id: "status",
      header: "STATUS",
      doc: "Whether its kubelet says it is ready, and whether it takes new pods.",
      value: ({ summary }) => (summary.isCordoned ? `${summary.ready},SchedulingDisabled` : summary.ready),
      tone,
      minWidth: 10,
      priority: 1,
    },
    {
      id: "roles",
      header: "ROLES",
      doc: "Roles from its labels.",
      value: ({ labels }) => rolesOf(labels) || undefined,
      text: ({ labels }) => orNone(rolesOf(labels)),
      minWidth: 10,
      priority: 4,
    },
    {
      id: "version",
      header: "VERSION",
      doc: "The version of its kubelet.",
      value: ({ summary }) => summary.version,
      priority: 2,
    },
    wideColumn(
      { id: "internal-ip", header: "INTERNAL-IP", doc: "Its address in the cluster.", priority: 5 },
      ({ internalIP }) => internalIP,
    ),
    wideColumn(
      { id: "external-ip", header: "EXTERNAL-IP", doc: "Its address from outside.", priority: 6 },
      ({ externalIP }) => externalIP,
    ),
    wideColumn(
      { id: "os-image", header: "OS-IMAGE", doc: "Its operating system.", minWidth: 16, priority: 7 },
      ({ osImage }) => osImage,
    ),
    wideColumn(
      {
        id: "kernel-version",
        header: "KERNEL-VERSION",
        doc: "Its kernel and processor architecture.",
        minWidth: 16,
        priority: 8,
      },
      ({ kernel }) => kernel,
    ),
    wideColumn(
      { id: "container-runtime", header: "CONTAINER-RUNTIME", doc: "What runs its containers.", priority: 9 },
      ({ runtime }) => runtime,
    ),
    ageColumn,
  ],
  printed: {
    narrow: ["name", "status", "roles", "age", "version"],
    wide: [
      "name",
      "status",
      "roles",
      "age",
      "version",
      "internal-ip",
      "external-ip",
      "os-image",
      "kernel-version",
      "container-runtime",
    ],
  },
  abilities: ["cordon"],
  summarize: (object) => summarize(object as Node),
  health,
  drill: ({ name }) => ({ resource: "pods", scope: { fieldSelector: `spec.nodeName=${name}` } }),
});
