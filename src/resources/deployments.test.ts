import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { deployments } from "./deployments.ts";

const headers = ["READY", "UP-TO-DATE", "AVAILABLE"];

describe("deployments", () => {
  test.each([
    ["lost-pods", "3/5  5  3", "warn MinimumReplicasUnavailable: 3 of 5 replicas ready"],
    ["new", "0/3  3  0", "busy ReplicaSetUpdated: rolling out: 0 of 3 replicas ready"],
    ["none-ready", "0/2  2  0", "bad MinimumReplicasUnavailable: 0 of 2 replicas ready"],
    ["old-pods-left", "4/3  3  4", "busy ReplicaSetUpdated: rolling out: 1 old pod left to stop"],
    ["paused", "4/4  1  4", "warn DeploymentPaused: rollout is paused: 1 of 4 replicas updated, 4 ready"],
    [
      "quota",
      "1/3  1  1",
      'bad FailedCreate: pods "greedy-5f6d8c9b7-" is forbidden: exceeded quota: compute, requested: cpu=2, used: cpu=9, limited: cpu=10',
    ],
    ["ready", "5/5  5  5", "ok"],
    ["rolling-out", "3/3  1  3", "busy ReplicaSetUpdated: rolling out: 1 of 3 replicas updated, 3 ready"],
    ["scaled-to-zero", "0/0  0  0", "done: scaled to zero"],
    ["scaling-to-zero", "2/0  2  2", "busy Progressing: scaled to zero, 2 pods left to stop"],
    [
      "stuck",
      "3/3  1  3",
      "warn ProgressDeadlineExceeded: rollout is stuck: 1 of 3 replicas updated, 3 ready",
    ],
    [
      "stuck-down",
      "0/2  2  0",
      "bad ProgressDeadlineExceeded: rollout is stuck: 2 of 2 replicas updated, 0 ready",
    ],
    ["unobserved", "2/3  2  2", "busy Progressing: its controller has not taken up the latest change yet"],
    ["waiting-min-ready", "3/3  3  1", "busy MinimumReplicasUnavailable: 1 of 3 replicas available"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(deployments, state);
    expect(cells(deployments, row, headers).join("  ")).toBe(text);
    expect(healthText(deployments, row)).toBe(health);
  });

  test.each([
    [
      "ready",
      {
        resource: "pods",
        scope: { namespace: "shop", labelSelector: "app=api,!legacy,tier in (back,front)" },
      },
    ],
  ])("%s: opens %j", (state, drill) => {
    const row = fixtureRow(deployments, state);
    expect(deployments.drill?.(row)).toEqual({ ...drill, rootUid: row.uid });
  });

  test("wide columns tell containers, images and selector", () => {
    expect(
      cells(deployments, fixtureRow(deployments, "ready"), ["CONTAINERS", "IMAGES", "SELECTOR"]),
    ).toEqual([
      "app,proxy",
      "registry.example/api:1.4.2,registry.example/proxy:2.0",
      "app=api,!legacy,tier in (back,front)",
    ]);
  });
});
