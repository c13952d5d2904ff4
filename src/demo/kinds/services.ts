import type { EndpointSlice, Service } from "../objects.ts";
import {
  ageColumn,
  defineKind,
  labelsText,
  nameColumn,
  required,
  shortList,
  statusSubresource,
  textColumn,
  type WriteContext,
} from "./resource-kind.ts";

function externalAddress({ spec, status }: Service): string {
  const own = spec.externalIPs ?? [];
  if (spec.type === "ExternalName") return spec.externalName ?? "";
  if (spec.type !== "LoadBalancer") return own.join(",") || "<none>";
  const balanced = (status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? "");
  return [...balanced, ...own].join(",") || "<pending>";
}

function portsText({ spec }: Service): string {
  const ports = (spec.ports ?? []).map(({ port, nodePort, protocol }) =>
    nodePort === undefined ? `${port}/${protocol}` : `${port}:${nodePort}/${protocol}`,
  );
  return ports.join(",") || "<none>";
}

function withAddresses(
  spec: Service["spec"],
  old: Service | undefined,
  context: WriteContext,
): Service["spec"] {
  const { type = "ClusterIP" } = spec;
  const exposed = type === "NodePort" || type === "LoadBalancer";
  const ports = (spec.ports ?? []).map((port) => ({
    protocol: "TCP",
    targetPort: port.port,
    ...(exposed ? { nodePort: port.nodePort ?? Number(context.allocate("nodePort")) } : {}),
    ...port,
  }));
  const named = { ...spec, type, ...(ports.length > 0 ? { ports } : {}) };
  if (type === "ExternalName") return named;
  const clusterIP = spec.clusterIP ?? old?.spec.clusterIP ?? context.allocate("clusterIP");
  return {
    sessionAffinity: "None",
    internalTrafficPolicy: "Cluster",
    ipFamilies: ["IPv4"],
    ipFamilyPolicy: "SingleStack",
    ...named,
    clusterIP,
    clusterIPs: spec.clusterIPs ?? [clusterIP],
  };
}

export const services = defineKind<Service>({
  group: "",
  version: "v1",
  resource: "services",
  kind: "Service",
  namespaced: true,
  shortNames: ["svc"],
  categories: ["all"],
  subresources: [statusSubresource("Service")],
  columns: [
    nameColumn,
    textColumn("Type", ({ spec }) => spec.type ?? ""),
    textColumn("Cluster-IP", ({ spec }) => spec.clusterIPs?.[0] ?? spec.clusterIP ?? "<none>"),
    textColumn("External-IP", externalAddress),
    textColumn("Port(s)", portsText),
    ageColumn,
    textColumn("Selector", ({ spec }) => labelsText(spec.selector), 1),
  ],
  fieldNames: ["spec.clusterIP", "spec.type"],
  fields: ({ spec }) => ({ "spec.clusterIP": spec.clusterIP ?? "", "spec.type": spec.type ?? "" }),
  prepare: (service, old, context) => ({
    ...service,
    spec: withAddresses(service.spec ?? {}, old, context),
    status: service.status ?? { loadBalancer: {} },
  }),
  validate: ({ spec }) =>
    spec.type !== "ExternalName" && spec.clusterIP !== "None" && (spec.ports ?? []).length === 0
      ? [required("spec.ports")]
      : [],
});

export const endpointSlices = defineKind<EndpointSlice>({
  group: "discovery.k8s.io",
  version: "v1",
  resource: "endpointslices",
  kind: "EndpointSlice",
  namespaced: true,
  generation: true,
  columns: [
    nameColumn,
    textColumn("AddressType", ({ addressType }) => addressType),
    textColumn("Ports", ({ ports }) =>
      shortList(
        (ports ?? []).map(({ port, name }) => String(port ?? name ?? "*")),
        3,
        "<unset>",
      ),
    ),
    textColumn("Endpoints", ({ endpoints }) =>
      shortList(
        (endpoints ?? []).flatMap(({ addresses }) => addresses),
        3,
        "<unset>",
      ),
    ),
    ageColumn,
  ],
});
