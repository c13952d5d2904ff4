import { describe, expect, test } from "vitest";
import type { ApiResource } from "../types.ts";
import { Catalog } from "./catalog.ts";

function resource(text: string, kind: string, more: Partial<ApiResource> = {}): ApiResource {
  const [plural = "", version = "", ...group] = text.split(".");
  return {
    gvr: { group: group.join("."), version, resource: plural },
    kind,
    namespaced: true,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    verbs: ["get", "list", "watch"],
    subresources: [],
    preferred: true,
    stale: false,
    ...more,
  };
}

const catalog = new Catalog([
  resource("events.v1.events.k8s.io", "Event", { shortNames: ["ev"] }),
  resource("pods.v1", "Pod", { shortNames: ["po"], categories: ["all"] }),
  resource("events.v1", "Event", { shortNames: ["ev"] }),
  resource("services.v1", "Service", { shortNames: ["svc"], categories: ["all"] }),
  resource("deployments.v1.apps", "Deployment", { shortNames: ["deploy"], categories: ["all"] }),
  resource("deployments.v1beta1.apps", "Deployment", { preferred: false, categories: ["all"] }),
  resource("ingresses.v1.networking.k8s.io", "Ingress", { shortNames: ["ing"] }),
  resource("services.v1.serving.knative.dev", "Service", { shortNames: ["kservice", "po"] }),
  resource("pods.v1beta1.metrics.k8s.io", "PodMetrics", { singular: "" }),
]);

const text = (found: ApiResource | undefined) =>
  found === undefined
    ? undefined
    : [found.gvr.resource, found.gvr.version, found.gvr.group].filter(Boolean).join(".");

describe("a resource is found as kubectl finds it", () => {
  test.each([
    ["its plural", "pods", "pods.v1"],
    ["its singular", "pod", "pods.v1"],
    ["its kind", "Deployment", "deployments.v1.apps"],
    ["any case", "PODS", "pods.v1"],
    ["its short name", "deploy", "deployments.v1.apps"],
    ["spaces around it", " po ", "pods.v1"],
    ["a kind of another plural", "podmetrics", "pods.v1beta1.metrics.k8s.io"],
    ["a name in several groups: the core group goes first", "events", "events.v1"],
    ["a short name in several groups: the core group goes first", "ev", "events.v1"],
    ["its group", "events.events.k8s.io", "events.v1.events.k8s.io"],
    ["a part of its group", "ing.net", "ingresses.v1.networking.k8s.io"],
    ["version and group", "deployments.v1beta1.apps", "deployments.v1beta1.apps"],
    ["version in the core group", "pods.v1", "pods.v1"],
    ["the kind and its group", "service.serving.knative.dev", "services.v1.serving.knative.dev"],
    ["a group that does not have it", "pods.apps", undefined],
    ["nothing", "", undefined],
    ["a name that is not there", "gadgets", undefined],
  ])("by %s", (_, name, expected) => {
    expect(text(catalog.find(name))).toBe(expected);
  });

  test("and the others of its name come after it", () => {
    expect(catalog.candidates("services").map(text)).toEqual([
      "services.v1",
      "services.v1.serving.knative.dev",
    ]);
  });

  test("by group, version and resource", () => {
    expect(catalog.get({ group: "apps", version: "v1beta1", resource: "deployments" })?.preferred).toBe(
      false,
    );
    expect(catalog.get({ group: "apps", version: "v2", resource: "deployments" })).toBeUndefined();
  });
});

test("a category holds each of its resources once", () => {
  expect(catalog.category("all").map(text)).toEqual(["pods.v1", "services.v1", "deployments.v1.apps"]);
});

test.each([
  ["deploymnets", "deployments"],
  ["ingres.networking.k8s.io", "ingress"],
])("near %s lies %s", (wrong, right) => {
  expect(catalog.nearest(wrong)).toContain(right);
});
