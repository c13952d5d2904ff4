import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { customresourcedefinitions } from "./customresourcedefinitions.ts";

const headers = ["SCOPE", "VERSIONS"];

describe("customresourcedefinitions", () => {
  test.each([
    ["cluster-scoped", "Cluster  v1(storage)", "ok"],
    ["established", "Namespaced  v1(storage),v1beta1", "ok"],
    ["names-conflict", "Namespaced  v1(storage)", 'bad KindConflict: "Backup" is already in use'],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(customresourcedefinitions, state);
    expect(cells(customresourcedefinitions, row, headers).join("  ")).toBe(text);
    expect(healthText(customresourcedefinitions, row)).toBe(health);
  });

  test.each([["established", { resource: "backups.stable.example.com", scope: {} }]])(
    "%s: opens %j",
    (state, drill) => {
      expect(customresourcedefinitions.drill?.(fixtureRow(customresourcedefinitions, state))).toEqual(drill);
    },
  );
});
