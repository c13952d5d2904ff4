import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { configmaps } from "./configmaps.ts";

const headers = ["DATA"];

describe("configmaps", () => {
  test.each([
    ["empty", "0", "ok"],
    ["mixed", "3", "ok"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(configmaps, state);
    expect(cells(configmaps, row, headers).join("  ")).toBe(text);
    expect(healthText(configmaps, row)).toBe(health);
  });
});
