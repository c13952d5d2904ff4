import { expect, test } from "vitest";
import { pathSteps, valueAt } from "./json-path.ts";

const pod = {
  metadata: { name: "a", labels: { "app.kubernetes.io/name": "web" } },
  status: { containerStatuses: [{ restartCount: 3, ready: true }] },
};

test.each([
  [".metadata.name", "a"],
  ["{.metadata.name}", "a"],
  ["metadata.name", "a"],
  [".status.containerStatuses[0].restartCount", 3],
  [".status.containerStatuses[*].ready", true],
  [".status.containerStatuses[1].restartCount", undefined],
  [".status", undefined],
  [".metadata.labels.app\\.kubernetes\\.io/name", "web"],
  [".metadata.labels['app.kubernetes.io/name']", "web"],
  [".metadata.toString", undefined],
])("%s leads to %j", (path, value) => {
  expect(valueAt(pod, pathSteps(path) ?? [])).toBe(value);
});

test.each(["", "{}", ".", "a..b", ".a[", ".a[?(@.b)]", "a b"])("%j is no path", (path) => {
  expect(pathSteps(path)).toBeUndefined();
});
