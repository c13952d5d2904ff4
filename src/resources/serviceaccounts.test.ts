import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { serviceaccounts } from "./serviceaccounts.ts";

const headers = ["NAME", "AGE"];

describe("serviceaccounts", () => {
  test.each([["plain", "builder  60d", "ok"]])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(serviceaccounts, state);
    expect(cells(serviceaccounts, row, headers).join("  ")).toBe(text);
    expect(healthText(serviceaccounts, row)).toBe(health);
  });

  test.each([
    [
      "plain",
      { resource: "pods", scope: { namespace: "shop", fieldSelector: "spec.serviceAccountName=builder" } },
    ],
  ])("%s: opens %j", (state, drill) => {
    expect(serviceaccounts.drill?.(fixtureRow(serviceaccounts, state))).toEqual(drill);
  });
});
