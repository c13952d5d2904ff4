import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { daemonsets } from "./daemonsets.ts";

const headers = ["DESIRED", "CURRENT", "READY", "UP-TO-DATE", "AVAILABLE", "NODE SELECTOR"];

describe("daemonsets", () => {
  test.each([
    ["no-nodes", "0  0  0  0  0  accelerator=tpu", "done: no node is meant to run it"],
    [
      "on-delete",
      "5  5  5  1  5  <none>",
      "warn OnDelete: updated on 1 of 5 nodes; pods are replaced only when deleted",
    ],
    [
      "partly-ready",
      "5  5  4  5  4  disk=ssd,kubernetes.io/os=linux",
      "warn NotReady: ready on 4 of 5 nodes",
    ],
    ["ready", "5  5  5  5  5  <none>", "ok"],
    [
      "rolling-out",
      "5  5  4  2  4  <none>",
      "busy Progressing: rolling out: updated on 2 of 5 nodes, ready on 4 of 5 nodes",
    ],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(daemonsets, state);
    expect(cells(daemonsets, row, headers).join("  ")).toBe(text);
    expect(healthText(daemonsets, row)).toBe(health);
  });
});
