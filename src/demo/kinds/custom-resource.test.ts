import { expect, test } from "vitest";
import { valueAt } from "./custom-resource.ts";

const object = {
  metadata: { name: "x", annotations: { "example.com/owner": "team" } },
  spec: { replicas: 3, hosts: ["a", "b"], ports: [{ name: "web", port: 80 }] },
  status: {
    conditions: [
      { type: "Synced", status: "True" },
      { type: "Ready", status: "False" },
    ],
  },
};

test.each([
  [".metadata.name", "x"],
  [".spec.replicas", 3],
  [".spec.hosts[1]", "b"],
  [".spec.hosts[*]", "a"],
  [".spec.ports[0].port", 80],
  ['.status.conditions[?(@.type=="Ready")].status', "False"],
  [".status.conditions[?(@.type == 'Synced')].status", "True"],
  [".metadata.annotations['example.com/owner']", "team"],
  [".metadata.annotations.example\\.com/owner", undefined],
  [".spec.missing.deeper", undefined],
  ['.status.conditions[?(@.type=="Other")].status', undefined],
])("the printer column path %s finds %j", (path, expected) => {
  expect(valueAt(object, path)).toEqual(expected);
});
