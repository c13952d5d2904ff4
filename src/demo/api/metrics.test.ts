import { afterAll, beforeAll, expect, test } from "vitest";
import { send } from "../../../test/support/raw-http.ts";
import { type DemoCluster, ManualClock, startDemo } from "../index.ts";
import type { HorizontalPodAutoscaler } from "../objects.ts";

let demo: DemoCluster;
const clock = new ManualClock();
beforeAll(async () => {
  demo = await startDemo({ clock });
});
afterAll(() => demo.close());

const metrics = (path: string) => send(demo, `/apis/metrics.k8s.io/v1beta1/${path}`);

test("pods are measured container by container, and the numbers move", async () => {
  const api = "namespaces/payments/pods?labelSelector=app.kubernetes.io/name=api";
  const { json, text } = await metrics(api);
  expect(json.kind).toBe("PodMetricsList");
  expect(json.items[0]).toMatchObject({
    window: expect.stringMatching(/s$/),
    containers: [
      {
        name: "app",
        usage: { cpu: expect.stringMatching(/^\d+n$/), memory: expect.stringMatching(/^\d+Ki$/) },
      },
      { name: "proxy" },
    ],
  });
  expect((await metrics(api)).text).toBe(text);
  clock.advance(30_000);
  expect((await metrics(api)).text).not.toBe(text);
});

test("nodes are measured as the sum of what runs on them", async () => {
  const { json } = await metrics("nodes/node-a1");
  expect(json).toMatchObject({
    kind: "NodeMetrics",
    metadata: { name: "node-a1" },
    usage: { cpu: expect.stringMatching(/^\d+n$/) },
  });
  expect((await metrics("nodes")).json.items).toHaveLength(12);
});

test("there is no watch, and a pod that is not there is not found", async () => {
  expect((await metrics("pods?watch=true")).status).toBe(405);
  expect((await metrics("namespaces/payments/pods/nobody")).json.message).toBe(
    'pods.metrics.k8s.io "nobody" not found',
  );
});

test("without metrics the API answers 503 or 404, and an autoscaler says what it lacks", async () => {
  demo.setMetrics("unavailable");
  expect(await metrics("pods")).toMatchObject({ status: 503, json: { reason: "ServiceUnavailable" } });
  expect(demo.objects.get("apiservices", "v1beta1.metrics.k8s.io")).toMatchObject({
    status: { conditions: [{ type: "Available", status: "False" }] },
  });
  clock.advance(16_000);
  const scaler = demo.objects.get("hpa", "checkout/web") as HorizontalPodAutoscaler;
  expect(scaler.status.conditions).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: "ScalingActive", status: "False", reason: "FailedGetResourceMetric" }),
    ]),
  );
  demo.setMetrics("absent");
  expect((await metrics("pods")).status).toBe(404);
  demo.setMetrics("on");
  clock.advance(16_000);
  expect((await metrics("pods")).status).toBe(200);
});

test("an autoscaler follows the load between its bounds", () => {
  const sizes = new Set<number>();
  for (let step = 0; step < 80; step += 1) {
    clock.advance(15_000);
    sizes.add(
      (demo.objects.get("hpa", "checkout/web") as HorizontalPodAutoscaler).status.desiredReplicas ?? 0,
    );
  }
  expect(sizes.size).toBeGreaterThan(1);
  for (const size of sizes) expect(size).toBeGreaterThanOrEqual(6);
  const rescaled = demo.objects
    .list("events", { namespace: "checkout" })
    .filter(({ reason }) => reason === "SuccessfulRescale");
  expect(rescaled.length).toBeGreaterThan(0);
});
