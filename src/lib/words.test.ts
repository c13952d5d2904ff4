import { expect, test } from "vitest";
import { counted, pluralTitle } from "./words.ts";

test.each([
  ["Pod", "pods", "Pods"],
  ["Ingress", "ingresses", "Ingresses"],
  ["NetworkPolicy", "networkpolicies", "NetworkPolicies"],
  ["Endpoints", "endpoints", "Endpoints"],
  ["PodMetrics", "pods", "PodMetrics"],
  ["Widget of \u001b[31m the shop", "widgets", "Widgets"],
  ["Cactus", "prickles", "prickles"],
])("the plural of %s, %s by API name, is titled %s", (kind, resource, title) => {
  expect(pluralTitle(kind, resource)).toBe(title);
});

test("a count carries its unit and groups its thousands", () => {
  expect([counted(1, "pod", "pods"), counted(10_000, "pod", "pods")]).toEqual(["1 pod", "10,000 pods"]);
});
