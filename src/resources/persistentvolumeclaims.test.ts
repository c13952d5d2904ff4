import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { persistentvolumeclaims } from "./persistentvolumeclaims.ts";

const headers = ["STATUS", "VOLUME", "CAPACITY", "ACCESS MODES", "STORAGECLASS", "VOLUMEATTRIBUTESCLASS"];

describe("persistentvolumeclaims", () => {
  test.each([
    ["beta-class", "Bound  pvc-3e2f  1500M  RWX  ancient  <unset>", "ok"],
    ["bound", "Bound  pvc-1a2b  20Gi  RWO,ROX  fast  <unset>", "ok"],
    [
      "lost",
      "Lost  pvc-9f8e  0    fast  <unset>",
      "bad Lost: the volume it was bound to is gone, and its data with it",
    ],
    ["pending", "Pending        fast  <unset>", "warn Pending: no volume for 9m (storage class fast)"],
    ["pending-new", "Pending          <unset>", "busy Pending: no volume for 5s (it names no storage class)"],
    [
      "resizing",
      "Bound  pvc-7c6d  10Gi  RWOP  fast  gold",
      "busy FileSystemResizePending: Waiting for user to (re-)start a pod to finish file system resize of volume on node.",
    ],
    [
      "terminating",
      "Terminating  pvc-5d4c  20Gi  RWO  fast  <unset>",
      "warn Terminating: being deleted for 20m: a pod still uses it, or another finalizer holds it",
    ],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(persistentvolumeclaims, state);
    expect(cells(persistentvolumeclaims, row, headers).join("  ")).toBe(text);
    expect(healthText(persistentvolumeclaims, row)).toBe(health);
  });

  test.each([
    ["bound", { resource: "persistentvolumes", scope: { fieldSelector: "metadata.name=pvc-1a2b" } }],
    ["pending", undefined],
  ])("%s: opens %j", (state, drill) => {
    expect(persistentvolumeclaims.drill?.(fixtureRow(persistentvolumeclaims, state))).toEqual(drill);
  });
});
