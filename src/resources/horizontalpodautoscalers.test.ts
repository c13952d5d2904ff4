import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { horizontalpodautoscalers } from "./horizontalpodautoscalers.ts";

const headers = ["REFERENCE", "TARGETS", "MINPODS", "MAXPODS", "REPLICAS"];

describe("horizontalpodautoscalers", () => {
  test.each([
    [
      "at-maximum",
      "Deployment/checkout  cpu: 97%/80%  2  10  10",
      "warn TooManyReplicas: wants more than its maximum of 10 replicas",
    ],
    ["at-minimum", "Deployment/mailer  cpu: 3%/80%  2  10  2", "ok"],
    ["container-metric", "Deployment/mesh  cpu: 35%/70%  2  10  4", "ok"],
    ["cpu", "Deployment/api  cpu: 41%/80%  2  10  4", "ok"],
    [
      "disabled",
      "Deployment/nightly  cpu: <unknown>/80%  2  10  0",
      "done ScalingDisabled: its target is scaled to zero",
    ],
    ["external", "StatefulSet/queue  12/30 (avg), 7/100  2  10  4", "ok"],
    ["kinds-of-metrics", "Deployment/web  memory: 312Mi/500Mi, 750/1k + 1 more...  <unset>  10  4", "ok"],
    [
      "no-metrics",
      "Deployment/search  cpu: <unknown>/80%  2  10  4",
      "warn FailedGetResourceMetric: does not scale: the server could not find the requested resource (get pods.metrics.k8s.io)",
    ],
    [
      "no-target",
      "Deployment/ghost  cpu: <unknown>/80%  2  10  0",
      'bad FailedGetScale: does not scale: deployments/scale.apps "ghost" not found',
    ],
    ["object-average", "Rollout/edge  <unknown>/50 (avg)  2  10  4", "ok"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(horizontalpodautoscalers, state);
    expect(cells(horizontalpodautoscalers, row, headers).join("  ")).toBe(text);
    expect(healthText(horizontalpodautoscalers, row)).toBe(health);
  });

  test.each([
    [
      "cpu",
      { resource: "deployments.apps", scope: { namespace: "shop", fieldSelector: "metadata.name=api" } },
    ],
    [
      "object-average",
      { resource: "rollouts.argoproj.io", scope: { namespace: "shop", fieldSelector: "metadata.name=edge" } },
    ],
  ])("%s: opens %j", (state, drill) => {
    expect(horizontalpodautoscalers.drill?.(fixtureRow(horizontalpodautoscalers, state))).toEqual(drill);
  });
});
