import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { statefulsets } from "./statefulsets.ts";

const headers = ["READY"];

describe("statefulsets", () => {
  test.each([
    ["none-ready", "0/1", "bad NotReady: 0 of 1 replica ready"],
    [
      "on-delete",
      "3/3",
      "warn OnDelete: 2 replicas of 3 left to update, 3 ready; pods are replaced only when deleted",
    ],
    ["partition", "3/3", "ok"],
    ["partly-ready", "2/3", "warn NotReady: 2 of 3 replicas ready"],
    ["ready", "3/3", "ok"],
    ["rolling-out", "2/3", "busy Progressing: rolling out: 2 replicas of 3 left to update, 2 ready"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(statefulsets, state);
    expect(cells(statefulsets, row, headers).join("  ")).toBe(text);
    expect(healthText(statefulsets, row)).toBe(health);
  });
});
