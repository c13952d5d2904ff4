import type { Row } from "../cache/types.ts";
import { formatAge } from "../lib/age.ts";
import { ageColumn, levelTone, nameColumn } from "./columns.ts";
import { deletion, grace, healthy, isYoung, verdict } from "./health.ts";
import { defineKind, type Health } from "./kind.ts";
import { labelsText } from "./labels-text.ts";
import { type LoadBalancerStatus, loadBalancerAddresses } from "./load-balancer.ts";
import { podsBySelector, type SelectorSummary, selectorColumn } from "./workload.ts";

interface ServicePort {
  readonly port?: number;
  readonly nodePort?: number;
  readonly protocol?: string;
}

interface Service {
  readonly spec?: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[];
    readonly externalIPs?: readonly string[];
    readonly externalName?: string;
    readonly ports?: readonly ServicePort[];
    readonly selector?: Readonly<Record<string, string>>;
  };
  readonly status?: { readonly loadBalancer?: LoadBalancerStatus };
}

interface ServiceSummary extends SelectorSummary {
  readonly type: string;
  readonly clusterIP: string;
  readonly externalIP: string;
  readonly ports: string;
}

const pending = "<pending>";

function summarize(service: Service): ServiceSummary {
  const spec = service.spec ?? {};
  return {
    type: spec.type ?? "",
    clusterIP: spec.clusterIPs?.[0] ?? (spec.clusterIP || "<none>"),
    externalIP: externalText(spec, service.status?.loadBalancer),
    ports: spec.ports?.map(portText).join(",") || "<none>",
    selector: labelsText(spec.selector),
  };
}

/** EXTERNAL-IP as `getServiceExternalIP` in k8s.io/kubernetes' printers.go has it. */
function externalText(spec: NonNullable<Service["spec"]>, status: LoadBalancerStatus | undefined): string {
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case "ClusterIP":
    case "NodePort":
      return external.join(",") || "<none>";
    case "LoadBalancer":
      return [...loadBalancerAddresses(status), ...external].join(",") || pending;
    case "ExternalName":
      return spec.externalName ?? "";
    default:
      return "<unknown>";
  }
}

function portText({ port = 0, nodePort, protocol = "TCP" }: ServicePort): string {
  return nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
}

function health(row: Row<ServiceSummary>, now: number): Health {
  const leaving = deletion(row, now);
  if (leaving !== undefined) return leaving;
  if (row.summary.externalIP !== pending) return healthy;
  const level = isYoung(row, now, grace.address) ? "busy" : "warn";
  return verdict(
    level,
    "Pending",
    `no load balancer has given it an address for ${formatAge(now - row.createdAt)}`,
  );
}

/** Services. */
export const services = defineKind<ServiceSummary>({
  gvr: { group: "", version: "v1", resource: "services" },
  kind: "Service",
  singular: "service",
  shortNames: ["svc"],
  namespaced: true,
  doc: "One stable name and address for a changing set of pods.",
  form: "object",
  fields: [
    "spec.type",
    "spec.clusterIP",
    "spec.clusterIPs",
    "spec.externalIPs",
    "spec.externalName",
    "spec.ports.port",
    "spec.ports.nodePort",
    "spec.ports.protocol",
    "spec.selector",
    "status.loadBalancer.ingress.ip",
    "status.loadBalancer.ingress.hostname",
  ],
  columns: [
    nameColumn,
    {
      id: "type",
      header: "TYPE",
      doc: "How it is reached: in the cluster only, by a port of every node, or by a load balancer.",
      value: ({ summary }) => summary.type,
      priority: 4,
    },
    {
      id: "cluster-ip",
      header: "CLUSTER-IP",
      doc: "Its address in the cluster; None for a headless one.",
      value: ({ summary }) => summary.clusterIP,
      priority: 2,
    },
    {
      id: "external-ip",
      header: "EXTERNAL-IP",
      doc: "Where it is reached from outside.",
      value: ({ summary }) => summary.externalIP,
      tone: (row, now) => levelTone(health(row, now).level),
      maxWidth: 40,
      minWidth: 15,
      priority: 5,
    },
    {
      id: "ports",
      header: "PORT(S)",
      doc: "Its ports, each with the node's port where there is one.",
      value: ({ summary }) => summary.ports,
      maxWidth: 40,
      minWidth: 12,
      priority: 1,
    },
    selectorColumn,
    ageColumn,
  ],
  abilities: ["logs", "port-forward"],
  summarize: (object) => summarize(object as Service),
  health,
  drill: podsBySelector,
});
