import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { events } from "./events.ts";

const headers = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"];

describe("events", () => {
  test.each([
    [
      "normal",
      "9m  Normal  ScalingReplicaSet  deployment/api  Scaled up replica set api-7d9c6b5f4 from 4 to 5",
      "ok",
    ],
    [
      "series",
      "30s  Warning  FailedScheduling  pod/ledger-0  0/5 nodes are available: 5 Insufficient cpu.",
      "warn FailedScheduling: pod/ledger-0: 0/5 nodes are available: 5 Insufficient cpu.",
    ],
    [
      "single",
      "4m59s  Normal  Scheduled  pod/ledger-1  Successfully assigned shop/ledger-1 to node-a2",
      "ok",
    ],
    [
      "warning",
      "40s  Warning  BackOff  pod/api-7d9c6b5f4-9hz2m  Back-off restarting failed container app in pod api-7d9c6b5f4-9hz2m_shop(0b6f3a1e)",
      "warn BackOff: pod/api-7d9c6b5f4-9hz2m: Back-off restarting failed container app in pod api-7d9c6b5f4-9hz2m_shop(0b6f3a1e)",
    ],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(events, state);
    expect(cells(events, row, headers).join("  ")).toBe(text);
    expect(healthText(events, row)).toBe(health);
  });

  test.each([
    [
      "normal",
      { resource: "deployments.apps", scope: { namespace: "shop", fieldSelector: "metadata.name=api" } },
    ],
    ["series", { resource: "pods", scope: { namespace: "shop", fieldSelector: "metadata.name=ledger-0" } }],
  ])("%s: opens %j", (state, drill) => {
    expect(events.drill?.(fixtureRow(events, state))).toEqual(drill);
  });

  test("wide columns tell where it comes from and how often it was seen", () => {
    const wide = ["SUBOBJECT", "SOURCE", "FIRST SEEN", "COUNT", "NAME"];
    expect(cells(events, fixtureRow(events, "warning"), wide)).toEqual([
      "spec.containers{app}",
      "kubelet, node-b1",
      "3h",
      "57",
      "api-7d9c6b5f4-9hz2m.18a3f0c1",
    ]);
    expect(cells(events, fixtureRow(events, "series"), wide).slice(1, 4)).toEqual([
      "default-scheduler, default-scheduler-cp-1",
      "4m59s",
      "9",
    ]);
  });
});
