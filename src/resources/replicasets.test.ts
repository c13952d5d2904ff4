import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { replicasets } from "./replicasets.ts";

const headers = ["DESIRED", "CURRENT", "READY"];

describe("replicasets", () => {
  test.each([
    ["old-revision", "0  0  0", "done: scaled to zero"],
    ["partly-ready", "5  5  2", "warn NotReady: 2 of 5 replicas ready"],
    [
      "quota",
      "3  0  0",
      'bad FailedCreate: pods "api-66b8f7d4c-" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
    ],
    ["ready", "5  5  5", "ok"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(replicasets, state);
    expect(cells(replicasets, row, headers).join("  ")).toBe(text);
    expect(healthText(replicasets, row)).toBe(health);
  });
});
