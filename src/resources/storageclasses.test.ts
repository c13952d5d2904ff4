import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { storageclasses } from "./storageclasses.ts";

const headers = ["NAME", "PROVISIONER", "RECLAIMPOLICY", "VOLUMEBINDINGMODE", "ALLOWVOLUMEEXPANSION"];

describe("storageclasses", () => {
  test.each([
    ["default", "fast (default)  disk.example  Delete  WaitForFirstConsumer  true", "ok"],
    ["plain", "slow  disk.example  Retain  Immediate  false", "ok"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(storageclasses, state);
    expect(cells(storageclasses, row, headers).join("  ")).toBe(text);
    expect(healthText(storageclasses, row)).toBe(health);
  });
});
