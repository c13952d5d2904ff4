import type { Row } from "../cache/types.ts";
import { ageColumn, levelTone, nameColumn, share } from "./columns.ts";
import { deletion, healthy, isYoung, verdict } from "./health.ts";
import { defineKind, type Health } from "./kind.ts";
import { count } from "./sentence.ts";

interface Endpoint {
  readonly addresses?: readonly string[];
  readonly conditions?: { readonly ready?: boolean; readonly terminating?: boolean };
}

interface EndpointPort {
  readonly name?: string;
  readonly port?: number;
}

interface EndpointSlice {
  readonly addressType?: string;
  readonly ports?: readonly EndpointPort[];
  readonly endpoints?: readonly Endpoint[];
}

interface EndpointSliceSummary {
  readonly addressType: string;
  readonly ports: string;
  readonly endpoints: string;
  /** Endpoints that take traffic. */
  readonly ready: number;
  /** Endpoints that are meant to: those whose pods are not on their way out. */
  readonly serving: number;
}

const shown = 3;

function summarize(slice: EndpointSlice): EndpointSliceSummary {
  const ports = slice.ports ?? [];
  const endpoints = slice.endpoints ?? [];
  const staying = endpoints.filter(({ conditions }) => conditions?.terminating !== true);
  return {
    addressType: slice.addressType ?? "",
    ports: firstOf(ports.map(({ port, name }) => (port === undefined ? (name ?? "*") : String(port)))),
    endpoints: firstOf(endpoints.flatMap(({ addresses }) => addresses ?? [])),
    // A slice that does not say counts as ready, by the API's own rule.
    ready: staying.filter(({ conditions }) => conditions?.ready !== false).length,
    serving: staying.length,
  };
}

/** The first few and how many more, as `listWithMoreString` in k8s.io/kubernetes' printers.go has it. */
function firstOf(texts: readonly string[]): string {
  const first = texts.slice(0, shown).join(",");
  if (texts.length > shown) return `${first} + ${texts.length - shown} more...`;
  return first || "<unset>";
}

function health(row: Row<EndpointSliceSummary>, now: number): Health {
  const { ready, serving } = row.summary;
  const leaving = deletion(row, now);
  if (leaving !== undefined) return leaving;
  if (serving === 0) return verdict("done", "", "no endpoints");
  if (ready > 0) return healthy;
  return verdict(isYoung(row, now) ? "busy" : "warn", "NotReady", `0 of ${count(serving, "endpoint")} ready`);
}

/** EndpointSlices. */
export const endpointslices = defineKind<EndpointSliceSummary>({
  gvr: { group: "discovery.k8s.io", version: "v1", resource: "endpointslices" },
  kind: "EndpointSlice",
  singular: "endpointslice",
  shortNames: [],
  namespaced: true,
  doc: "The addresses behind a service.",
  form: "object",
  fields: [
    "addressType",
    "ports.name",
    "ports.port",
    "endpoints.addresses",
    "endpoints.conditions.ready",
    "endpoints.conditions.terminating",
  ],
  columns: [
    nameColumn,
    {
      id: "addresstype",
      header: "ADDRESSTYPE",
      doc: "IPv4, IPv6 or host names.",
      value: ({ summary }) => summary.addressType,
      priority: 5,
    },
    {
      id: "ports",
      header: "PORTS",
      doc: "The ports of every endpoint.",
      value: ({ summary }) => summary.ports,
      minWidth: 8,
      priority: 4,
    },
    {
      id: "endpoints",
      header: "ENDPOINTS",
      doc: "The first few addresses.",
      value: ({ summary }) => summary.endpoints,
      minWidth: 16,
      priority: 1,
    },
    {
      id: "ready",
      header: "READY",
      doc: "Endpoints that take traffic, of those whose pods are to stay.",
      value: ({ summary }) => share(summary.ready, summary.serving),
      text: ({ summary }) => `${summary.ready}/${summary.serving}`,
      tone: (row, now) => levelTone(health(row, now).level),
      align: "right",
      priority: 2,
    },
    ageColumn,
  ],
  printed: {
    narrow: ["name", "addresstype", "ports", "endpoints", "age"],
    wide: ["name", "addresstype", "ports", "endpoints", "age"],
  },
  abilities: [],
  summarize: (object) => summarize(object as EndpointSlice),
  health,
  drill: ({ namespace, labels }) => {
    const service = labels["kubernetes.io/service-name"];
    if (service === undefined) return undefined;
    return { resource: "services", scope: { namespace, fieldSelector: `metadata.name=${service}` } };
  },
});
