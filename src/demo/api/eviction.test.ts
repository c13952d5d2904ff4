import { afterAll, beforeAll, expect, test } from "vitest";
import { send } from "../../../test/support/raw-http.ts";
import { type DemoCluster, ManualClock, startDemo } from "../index.ts";
import type { PodDisruptionBudget } from "../objects.ts";

let demo: DemoCluster;
const clock = new ManualClock();
beforeAll(async () => {
  demo = await startDemo({ clock });
});
afterAll(() => demo.close());

const namesOf = (app: string) =>
  demo.objects
    .list("pods", { namespace: "payments", labelSelector: `app.kubernetes.io/name=${app}` })
    .map(({ metadata }) => metadata.name);
const evict = (name: string | undefined, more: object = {}) =>
  send(demo, `/api/v1/namespaces/payments/pods/${name}/eviction`, {
    method: "POST",
    body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name }, ...more },
  });
const budget = () => demo.objects.get("pdb", "payments/webhooks") as PodDisruptionBudget;

test("an eviction is a deletion that spends a budget, and 429 when it is spent", async () => {
  expect(budget().status).toMatchObject({
    expectedPods: 3,
    currentHealthy: 3,
    desiredHealthy: 2,
    disruptionsAllowed: 1,
  });
  const [first, second] = namesOf("webhooks");
  expect((await evict(first)).status).toBe(201);
  expect(demo.objects.get("pods", `payments/${first}`)?.metadata.deletionTimestamp).toBeTruthy();
  const refused = await evict(second);
  expect(refused.status).toBe(429);
  expect(refused.json).toMatchObject({
    reason: "TooManyRequests",
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: {
      causes: [
        {
          reason: "DisruptionBudget",
          message: "The disruption budget webhooks needs 2 healthy pods and has 3 currently",
        },
      ],
    },
  });
  clock.advance(30_000);
  expect(budget().status.disruptionsAllowed).toBe(1);
  expect((await evict(second)).status).toBe(201);
});

test("a pod without a budget goes at once, and a rehearsal changes nothing", async () => {
  const [name] = namesOf("worker");
  expect((await evict(name, { deleteOptions: { dryRun: ["All"] } })).status).toBe(201);
  expect(demo.objects.get("pods", `payments/${name}`)?.metadata.deletionTimestamp).toBeUndefined();
  expect((await evict(name)).status).toBe(201);
  expect((await evict("nobody")).status).toBe(404);
});

test("two budgets over one pod are more than the API can weigh", async () => {
  demo.objects.create({
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: "second", namespace: "payments" },
    spec: { maxUnavailable: 1, selector: { matchLabels: { "app.kubernetes.io/name": "webhooks" } } },
  });
  clock.advance(1000);
  const { status, json } = await evict(namesOf("webhooks")[0]);
  expect(status).toBe(500);
  expect(json.message).toContain("more than one PodDisruptionBudget");
});
