import type { Node } from "../objects.ts";
import { conditionOf } from "../objects.ts";
import { ageColumn, defineKind, nameColumn, statusSubresource, textColumn } from "./resource-kind.ts";

const rolePrefix = "node-role.kubernetes.io/";

function readiness({ spec, status }: Node): string {
  const ready = conditionOf(status.conditions, "Ready")?.status;
  const state = ready === undefined ? "Unknown" : ready === "True" ? "Ready" : "NotReady";
  return spec.unschedulable === true ? `${state},SchedulingDisabled` : state;
}

function roles({ metadata }: Node): string {
  const names = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) return key.slice(rolePrefix.length);
    return key === "kubernetes.io/role" && value !== "" ? value : [];
  });
  return [...new Set(names)].sort().join(",") || "<none>";
}

const address = (node: Node, type: string) =>
  node.status.addresses?.find((entry) => entry.type === type)?.address ?? "<none>";
const info = (node: Node, field: string) => String(node.status.nodeInfo?.[field] ?? "<unknown>");

function kernel(node: Node): string {
  const architecture = node.status.nodeInfo?.architecture;
  return architecture === undefined
    ? info(node, "kernelVersion")
    : `${info(node, "kernelVersion")} (${architecture})`;
}

export const nodes = defineKind<Node>({
  group: "",
  version: "v1",
  resource: "nodes",
  kind: "Node",
  namespaced: false,
  shortNames: ["no"],
  subresources: [statusSubresource("Node")],
  columns: [
    nameColumn,
    textColumn("Status", readiness),
    textColumn("Roles", roles),
    ageColumn,
    textColumn("Version", (node) => String(node.status.nodeInfo?.kubeletVersion ?? "")),
    textColumn("Internal-IP", (node) => address(node, "InternalIP"), 1),
    textColumn("External-IP", (node) => address(node, "ExternalIP"), 1),
    textColumn("OS-Image", (node) => info(node, "osImage"), 1),
    textColumn("Kernel-Version", kernel, 1),
    textColumn("Container-Runtime", (node) => info(node, "containerRuntimeVersion"), 1),
  ],
  fieldNames: ["spec.unschedulable"],
  fields: ({ spec }) => ({ "spec.unschedulable": String(spec.unschedulable ?? false) }),
  prepare: (node) => ({ ...node, spec: node.spec ?? {}, status: node.status ?? {} }),
});
