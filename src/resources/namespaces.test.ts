import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { namespaces } from "./namespaces.ts";

const headers = ["STATUS"];

describe("namespaces", () => {
  test.each([
    ["active", "Active", "ok"],
    ["terminating", "Terminating", "busy Terminating: being deleted for 10s"],
    [
      "terminating-stuck",
      "Terminating",
      "warn DiscoveryFailed: being deleted for 40m: Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1",
    ],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(namespaces, state);
    expect(cells(namespaces, row, headers).join("  ")).toBe(text);
    expect(healthText(namespaces, row)).toBe(health);
  });

  test.each([["active", { resource: "pods", scope: { namespace: "payments" } }]])(
    "%s: opens %j",
    (state, drill) => {
      expect(namespaces.drill?.(fixtureRow(namespaces, state))).toEqual(drill);
    },
  );
});
