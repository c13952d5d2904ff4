import type { Row } from "../cache/types.ts";
import { formatAge } from "../lib/age.ts";
import { ageColumn, levelTone, nameColumn, orLast } from "./columns.ts";
import { deletion, grace, healthy, isYoung, verdict } from "./health.ts";
import { type Drill, defineKind, type Health } from "./kind.ts";
import { type LoadBalancerStatus, loadBalancerAddresses } from "./load-balancer.ts";

interface Backend {
  readonly service?: { readonly name?: string };
}

interface IngressRule {
  readonly host?: string;
  readonly http?: { readonly paths?: readonly { readonly backend?: Backend }[] };
}

interface Ingress {
  readonly spec?: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: Backend;
    readonly rules?: readonly IngressRule[];
    readonly tls?: readonly unknown[];
  };
  readonly status?: { readonly loadBalancer?: LoadBalancerStatus };
}

interface IngressSummary {
  readonly className: string;
  readonly hosts: string;
  readonly address: string;
  readonly hasTls: boolean;
  /** Services it leads to, each once. */
  readonly services: readonly string[];
}

function summarize(ingress: Ingress): IngressSummary {
  const spec = ingress.spec ?? {};
  const rules = spec.rules ?? [];
  const backends = [
    spec.defaultBackend,
    ...rules.flatMap(({ http }) => http?.paths?.map(({ backend }) => backend) ?? []),
  ];
  return {
    className: spec.ingressClassName ?? "<none>",
    hosts: hostsText(rules),
    address: loadBalancerAddresses(ingress.status?.loadBalancer).join(","),
    hasTls: (spec.tls?.length ?? 0) > 0,
    services: [...new Set(backends.flatMap((backend) => backend?.service?.name ?? []))],
  };
}

const shownHosts = 3;

/**
 * HOSTS as `formatHosts` in k8s.io/kubernetes' printers.go has it: rules without a host are passed over while the
 * list is short, yet count among those left out once it is full.
 */
function hostsText(rules: readonly IngressRule[]): string {
  const hosts: string[] = [];
  let isCut = false;
  for (const { host } of rules) {
    if (hosts.length === shownHosts) isCut = true;
    else if (host) hosts.push(host);
  }
  if (hosts.length === 0) return "*";
  return isCut ? `${hosts.join(",")} + ${rules.length - shownHosts} more...` : hosts.join(",");
}

function health(row: Row<IngressSummary>, now: number): Health {
  const leaving = deletion(row, now);
  if (leaving !== undefined) return leaving;
  if (row.summary.address !== "") return healthy;
  const level = isYoung(row, now, grace.address) ? "busy" : "warn";
  return verdict(
    level,
    "NoAddress",
    `no ingress controller has given it an address for ${formatAge(now - row.createdAt)}`,
  );
}

function drill({ namespace, summary: { services } }: Row<IngressSummary>): Drill | undefined {
  const [service] = services;
  if (service === undefined) return undefined;
  const only = services.length === 1 ? { fieldSelector: `metadata.name=${service}` } : {};
  return { resource: "services", scope: { namespace, ...only } };
}

/** Ingresses. */
export const ingresses = defineKind<IngressSummary>({
  gvr: { group: "networking.k8s.io", version: "v1", resource: "ingresses" },
  kind: "Ingress",
  singular: "ingress",
  shortNames: ["ing"],
  namespaced: true,
  doc: "Leads HTTP requests from outside to services, by host and path.",
  form: "object",
  fields: [
    "spec.ingressClassName",
    "spec.defaultBackend.service.name",
    "spec.rules.host",
    "spec.rules.http.paths.backend.service.name",
    "spec.tls.secretName",
    "status.loadBalancer.ingress.ip",
    "status.loadBalancer.ingress.hostname",
  ],
  columns: [
    nameColumn,
    {
      id: "class",
      header: "CLASS",
      doc: "Which controller looks after it.",
      value: ({ summary }) => summary.className,
      minWidth: 8,
      priority: 4,
    },
    {
      id: "hosts",
      header: "HOSTS",
      doc: "The first few host names it serves; * for all.",
      value: ({ summary }) => summary.hosts,
      maxWidth: 60,
      minWidth: 16,
      priority: 1,
    },
    {
      id: "address",
      header: "ADDRESS",
      doc: "Where its controller is reached from outside.",
      value: ({ summary }) => orLast(summary.address),
      tone: (row, now) => levelTone(health(row, now).level),
      maxWidth: 40,
      minWidth: 15,
      priority: 2,
    },
    {
      id: "ports",
      header: "PORTS",
      doc: "80, and 443 where it has a certificate.",
      value: ({ summary }) => (summary.hasTls ? "80, 443" : "80"),
      priority: 5,
    },
    ageColumn,
  ],
  abilities: [],
  summarize: (object) => summarize(object as Ingress),
  health,
  drill,
});
