import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { secrets } from "./secrets.ts";

const headers = ["TYPE", "DATA"];

describe("secrets", () => {
  test.each([
    ["empty", "Opaque  0", "ok"],
    ["tls", "kubernetes.io/tls  2", "ok"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(secrets, state);
    expect(cells(secrets, row, headers).join("  ")).toBe(text);
    expect(healthText(secrets, row)).toBe(health);
  });
});
