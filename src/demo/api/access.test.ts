import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send } from "../../../test/support/raw-http.ts";
import { type DemoCluster, ManualClock, startDemo } from "../index.ts";

let demo: DemoCluster;
beforeAll(async () => {
  demo = await startDemo({
    world: "staging",
    clock: new ManualClock(),
    warmUp: 1000,
    tokens: { "payments-robot": { name: "system:serviceaccount:payments:robot", uid: "", groups: [] } },
  });
});
afterAll(() => demo.close());

const viewer = "demo-viewer";
const review = (path: string, spec: object, token = viewer) =>
  send(demo, path, { method: "POST", token, body: { spec } });
const accessReviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

describe("a request", () => {
  test("without a token is 401, but for health and version", async () => {
    const { status, json } = await send(demo, "/api/v1/pods", { token: "" });
    expect({ status, reason: json.reason, message: json.message }).toEqual({
      status: 401,
      reason: "Unauthorized",
      message: "Unauthorized",
    });
    expect((await send(demo, "/api", { token: "unknown" })).status).toBe(401);
    expect((await send(demo, "/version", { token: "" })).status).toBe(200);
    expect((await send(demo, "/readyz", { token: "" })).text).toBe("ok");
  });

  test("of the viewer is forbidden cluster-wide, in the authorizer's words", async () => {
    const { status, json } = await send(demo, "/api/v1/pods", { token: viewer });
    expect(status).toBe(403);
    expect(json).toMatchObject({
      reason: "Forbidden",
      message:
        'pods is forbidden: User "viewer" cannot list resource "pods" in API group "" at the cluster scope',
      details: { kind: "pods" },
    });
  });

  test.each([
    ["/api/v1/namespaces/payments/pods", 200],
    ["/api/v1/namespaces/checkout/pods", 200],
    ["/api/v1/namespaces/identity/pods", 403],
    ["/api/v1/namespaces/payments/secrets", 403],
    ["/api/v1/namespaces", 403],
    ["/api/v1/nodes", 403],
    ["/apis", 200],
  ])("of the viewer to %s is answered with %i", async (path, expected) => {
    expect((await send(demo, path, { token: viewer })).status).toBe(expected);
  });

  test("of the viewer changes nothing", async () => {
    const { status, json } = await send(demo, "/apis/apps/v1/namespaces/payments/deployments/api", {
      method: "DELETE",
      token: viewer,
    });
    expect(status).toBe(403);
    expect(json.message).toBe(
      'deployments.apps "api" is forbidden: User "viewer" cannot delete resource "deployments" in API group "apps" in the namespace "payments"',
    );
  });

  test("follows roles and bindings made later, down to one named object", async () => {
    const subjects = [{ kind: "ServiceAccount", name: "robot", namespace: "payments" }];
    demo.objects.create({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: "one-config", namespace: "payments" },
      rules: [{ apiGroups: [""], resources: ["configmaps"], resourceNames: ["api-config"], verbs: ["get"] }],
    });
    demo.objects.create({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "one-config", namespace: "payments" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "one-config" },
      subjects,
    });
    const read = (name: string) =>
      send(demo, `/api/v1/namespaces/payments/configmaps/${name}`, { token: "payments-robot" });
    expect((await read("api-config")).status).toBe(200);
    expect((await read("worker-config")).status).toBe(403);
  });

  test("may be made in another's name by somebody allowed to", async () => {
    const headers = { "impersonate-user": "viewer" };
    expect((await send(demo, "/api/v1/nodes", { headers })).status).toBe(403);
    const refused = await send(demo, "/api/v1/nodes", {
      token: viewer,
      headers: { "impersonate-user": "admin" },
    });
    expect(refused.json.message).toContain('cannot impersonate resource "users"');
  });
});

describe("a review", () => {
  test("answers whether one may", async () => {
    const attributes = { namespace: "payments", verb: "list", resource: "pods" };
    const yes = await review(accessReviews, { resourceAttributes: attributes });
    expect(yes.status).toBe(201);
    expect(yes.json.status).toMatchObject({ allowed: true });
    const no = await review(accessReviews, { resourceAttributes: { ...attributes, namespace: "identity" } });
    expect(no.json.status).toEqual({ allowed: false });
    const path = await review(accessReviews, { nonResourceAttributes: { path: "/apis", verb: "get" } });
    expect(path.json.status).toMatchObject({ allowed: true });
  });

  test("tells all rules of a namespace", async () => {
    const path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
    const { json } = await review(path, { namespace: "payments" });
    expect(json.status).toMatchObject({
      incomplete: false,
      resourceRules: expect.arrayContaining([
        { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: ["get", "list", "watch"] },
      ]),
    });
  });

  test("tells who one is", async () => {
    const { json } = await review("/apis/authentication.k8s.io/v1/selfsubjectreviews", {});
    expect(json.status).toEqual({
      userInfo: { username: "viewer", uid: "b1f5a2d4-0002", groups: ["developers", "system:authenticated"] },
    });
  });
});
