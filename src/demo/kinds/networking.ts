import type { KubeObject } from "../../kube/types.ts";
import type { LabelSelectorObject } from "../../lib/label-selector.ts";
import {
  ageColumn,
  defineKind,
  nameColumn,
  selectorText,
  shortList,
  statusSubresource,
  textColumn,
} from "./resource-kind.ts";

interface Ingress extends KubeObject {
  readonly spec: {
    readonly ingressClassName?: string;
    readonly rules?: readonly { readonly host?: string }[];
    readonly tls?: readonly unknown[];
  };
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
}

const hosts = ({ spec }: Ingress) =>
  shortList(
    (spec.rules ?? []).flatMap(({ host }) => host ?? []),
    3,
    "*",
  );
const addresses = ({ status }: Ingress) =>
  (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname).join(",");

export const ingresses = defineKind<Ingress>({
  group: "networking.k8s.io",
  version: "v1",
  resource: "ingresses",
  kind: "Ingress",
  namespaced: true,
  shortNames: ["ing"],
  generation: true,
  subresources: [statusSubresource("Ingress")],
  columns: [
    nameColumn,
    textColumn("Class", ({ spec }) => spec.ingressClassName ?? "<none>"),
    textColumn("Hosts", hosts),
    textColumn("Address", addresses),
    textColumn("Ports", ({ spec }) => ((spec.tls ?? []).length > 0 ? "80, 443" : "80")),
    ageColumn,
  ],
  prepare: (ingress) => ({ ...ingress, status: ingress.status ?? { loadBalancer: {} } }),
});

interface IngressClass extends KubeObject {
  readonly spec?: { readonly controller?: string };
}

export const ingressClasses = defineKind<IngressClass>({
  group: "networking.k8s.io",
  version: "v1",
  resource: "ingressclasses",
  kind: "IngressClass",
  namespaced: false,
  columns: [
    {
      ...nameColumn,
      cell: ({ metadata: { name, annotations } }) =>
        annotations?.["ingressclass.kubernetes.io/is-default-class"] === "true"
          ? `${name} (default)`
          : (name ?? ""),
    },
    textColumn("Controller", ({ spec }) => spec?.controller ?? ""),
    textColumn("Parameters", () => "<none>"),
    ageColumn,
  ],
});

interface NetworkPolicy extends KubeObject {
  readonly spec?: { readonly podSelector?: LabelSelectorObject };
}

export const networkPolicies = defineKind<NetworkPolicy>({
  group: "networking.k8s.io",
  version: "v1",
  resource: "networkpolicies",
  kind: "NetworkPolicy",
  namespaced: true,
  shortNames: ["netpol"],
  generation: true,
  columns: [nameColumn, textColumn("Pod-Selector", ({ spec }) => selectorText(spec?.podSelector)), ageColumn],
});
