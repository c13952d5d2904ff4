import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { persistentvolumes } from "./persistentvolumes.ts";

const headers = [
  "CAPACITY",
  "ACCESS MODES",
  "RECLAIM POLICY",
  "STATUS",
  "CLAIM",
  "STORAGECLASS",
  "VOLUMEATTRIBUTESCLASS",
  "REASON",
];

describe("persistentvolumes", () => {
  test.each([
    ["available", "20Gi  RWO,ROX  Retain  Available    fast  <unset>  ", "done Available: nobody claims it"],
    ["bound", "20Gi  RWO  Retain  Bound  shop/data-ledger-0  fast  <unset>  ", "ok"],
    [
      "failed",
      "20Gi  RWO  Delete  Failed  shop/data-queue-8  fast  <unset>  DeleteFailed",
      "bad DeleteFailed: rpc error: code = Internal desc = volume is still attached to node-b3",
    ],
    [
      "released",
      "20Gi  RWO  Retain  Released  shop/data-queue-7  fast  <unset>  ",
      "warn Released: its claim shop/data-queue-7 is gone; reclaim policy Retain",
    ],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(persistentvolumes, state);
    expect(cells(persistentvolumes, row, headers).join("  ")).toBe(text);
    expect(healthText(persistentvolumes, row)).toBe(health);
  });

  test.each([
    [
      "bound",
      {
        resource: "persistentvolumeclaims",
        scope: { namespace: "shop", fieldSelector: "metadata.name=data-ledger-0" },
      },
    ],
    ["available", undefined],
  ])("%s: opens %j", (state, drill) => {
    expect(persistentvolumes.drill?.(fixtureRow(persistentvolumes, state))).toEqual(drill);
  });
});
