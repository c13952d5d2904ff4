import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { failureOf, startHttp, transportTo } from "../../../test/support/loopback.ts";
import { createRequests } from "./requests.ts";
import { createReviews } from "./reviews.ts";

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly type: string | undefined;
  readonly accept: string | undefined;
  readonly body: unknown;
}

interface Reply {
  readonly code?: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

/** A server that answers in turn and remembers what it was asked. */
async function serverWith(...replies: Reply[]) {
  const asked: Asked[] = [];
  const server = await startHttp(async (request, response) => {
    const url = new URL(request.url ?? "", "http://x");
    asked.push({
      method: request.method ?? "",
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      type: request.headers["content-type"],
      accept: request.headers.accept,
      body: await jsonOf(request),
    });
    const { code = 200, headers = {}, body } = replies[asked.length - 1] ?? { code: 500, body: {} };
    response.writeHead(code, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  const transport = transportTo(server.url);
  return { asked, requests: createRequests(transport), reviews: createReviews(transport) };
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text === "" ? undefined : JSON.parse(text);
}

const pods = { gvr: { group: "", version: "v1", resource: "pods" }, namespace: "payments" };
const pod = { ...pods, name: "api-1" };
const object = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api-1", resourceVersion: "7", managedFields: [] },
};

describe("reading", () => {
  test("one object gives all of it, managedFields too", async () => {
    const { requests, asked } = await serverWith({ body: object });
    expect(await requests.get(pod)).toEqual(object);
    expect(asked).toMatchObject([
      { method: "GET", path: "/api/v1/namespaces/payments/pods/api-1", accept: "application/json" },
    ]);
  });

  test("one object's metadata asks for no more", async () => {
    const { requests, asked } = await serverWith({
      body: { kind: "PartialObjectMetadata", metadata: { name: "api-1" } },
    });
    expect((await requests.get(pod, { form: "metadata" })).metadata.name).toBe("api-1");
    expect(asked[0]?.accept).toMatch(/^application\/json;as=PartialObjectMetadata;/);
  });

  test("a subresource, and a name that needs care in a path", async () => {
    const { requests, asked } = await serverWith({ body: object });
    await requests.get({ gvr: pods.gvr, namespace: "a", name: "b c/d", subresource: "status" });
    expect(asked[0]?.path).toBe("/api/v1/namespaces/a/pods/b%20c%2Fd/status");
  });

  test("a list goes through all its pages, whose objects say what they are", async () => {
    const { requests, asked } = await serverWith(
      {
        body: {
          kind: "PodList",
          metadata: { resourceVersion: "9", continue: "t1", remainingItemCount: 1 },
          items: [{ metadata: { name: "a" } }],
        },
      },
      { body: { kind: "PodList", metadata: { resourceVersion: "9" }, items: [{ metadata: { name: "b" } }] } },
    );
    const pages = [];
    for await (const page of requests.list(pods, { labelSelector: "app=api", resourceVersion: "5" }))
      pages.push(page);
    expect(pages).toEqual([
      {
        items: [{ apiVersion: "v1", kind: "Pod", metadata: { name: "a" } }],
        resourceVersion: "9",
        remainingItemCount: 1,
      },
      { items: [{ apiVersion: "v1", kind: "Pod", metadata: { name: "b" } }], resourceVersion: "9" },
    ]);
    expect(asked.map(({ query }) => query)).toEqual([
      { labelSelector: "app=api", limit: "500", resourceVersion: "5" },
      { labelSelector: "app=api", limit: "500", continue: "t1" },
    ]);
  });

  test("a list whose token expired goes on with the one the server offers instead", async () => {
    const expired = {
      kind: "Status",
      code: 410,
      reason: "Expired",
      message: "too old",
      metadata: { continue: "t2" },
    };
    const { requests, asked } = await serverWith(
      { body: { kind: "PodList", metadata: { continue: "t1" }, items: [{ metadata: { name: "a" } }] } },
      { code: 410, body: expired },
      { body: { kind: "PodList", metadata: {}, items: [{ metadata: { name: "b" } }] } },
    );
    const names = [];
    for await (const { items } of requests.list(pods))
      names.push(...items.map(({ metadata }) => metadata.name));
    expect(names).toEqual(["a", "b"]);
    expect(asked.map(({ query }) => query.continue)).toEqual([undefined, "t1", "t2"]);
  });

  test("the server's own table", async () => {
    const { requests, asked } = await serverWith({
      body: {
        kind: "Table",
        metadata: { resourceVersion: "9" },
        columnDefinitions: [{ name: "Name", type: "string", format: "name", description: "", priority: 0 }],
        rows: [{ cells: ["api-1"], object: { kind: "PartialObjectMetadata", metadata: { name: "api-1" } } }],
      },
    });
    expect(await requests.table(pods, { includeObject: "Metadata" })).toMatchObject({
      columns: [{ name: "Name" }],
      rows: [{ cells: ["api-1"], object: { metadata: { name: "api-1" } } }],
      resourceVersion: "9",
      continue: "",
    });
    expect(asked[0]).toMatchObject({
      query: { includeObject: "Metadata" },
      accept: expect.stringContaining("as=Table"),
    });
  });

  test("fails with what was tried", async () => {
    const { requests } = await serverWith({
      code: 404,
      body: {
        kind: "Status",
        code: 404,
        reason: "NotFound",
        message: 'pods "api-1" not found',
        details: { name: "api-1" },
      },
    });
    expect(await failureOf(requests.get(pod))).toMatchObject({
      code: 404,
      tried: "get pods api-1 in payments",
    });
  });

  test("fails where the answer is no JSON at all", async () => {
    const { requests } = await serverWith({
      body: "<html>Sign in",
      headers: { "content-type": "text/html" },
    });
    expect(await failureOf(requests.get(pod))).toMatchObject({
      kind: "protocol",
      message: "a web page answered, not a Kubernetes API server",
    });
  });
});

describe("writing", () => {
  test("creates with a manager and gives the server's warnings", async () => {
    const warning = '299 - "unknown field \\"spec.x\\"", 299 - "v1beta1 is deprecated"';
    const { requests, asked } = await serverWith({ code: 201, headers: { warning }, body: object });
    const options = { fieldManager: "periplus", fieldValidation: "Strict", dryRun: true } as const;
    expect(await requests.create(pods, object, options)).toEqual({
      object,
      warnings: ['unknown field "spec.x"', "v1beta1 is deprecated"],
    });
    expect(asked).toMatchObject([
      {
        method: "POST",
        path: "/api/v1/namespaces/payments/pods",
        query: { fieldManager: "periplus", fieldValidation: "Strict", dryRun: "All" },
        type: "application/json",
        body: object,
      },
    ]);
  });

  test("acts by a subresource", async () => {
    const { requests, asked } = await serverWith({ code: 201, body: { kind: "Status", status: "Success" } });
    await requests.create({ ...pod, subresource: "eviction" }, { kind: "Eviction" });
    expect(asked[0]?.path).toBe("/api/v1/namespaces/payments/pods/api-1/eviction");
  });

  test.each([
    ["merge", { type: "merge", value: { a: null } }, "application/merge-patch+json", { a: null }, {}],
    [
      "strategic merge",
      { type: "strategic", value: { a: 1 } },
      "application/strategic-merge-patch+json",
      { a: 1 },
      {},
    ],
    [
      "JSON",
      { type: "json", operations: [{ op: "remove", path: "/a" }] },
      "application/json-patch+json",
      [{ op: "remove", path: "/a" }],
      {},
    ],
    [
      "apply",
      { type: "apply", value: object, fieldManager: "me", force: true },
      "application/apply-patch+yaml",
      object,
      { fieldManager: "me", force: "true" },
    ],
  ] as const)("sends a %s patch as one", async (_, patch, type, body, query) => {
    const { requests, asked } = await serverWith({ body: object });
    await requests.patch(pod, patch);
    expect(asked).toEqual([
      {
        method: "PATCH",
        path: "/api/v1/namespaces/payments/pods/api-1",
        query,
        type,
        body,
        accept: "application/json",
      },
    ]);
  });

  test("says in a deletion's body all that is asked of it, since the server then ignores its query", async () => {
    const { requests, asked } = await serverWith({ body: { kind: "Status", status: "Success" } });
    const options = {
      dryRun: true,
      gracePeriodSeconds: 0,
      propagation: "Orphan",
      uid: "u1",
      resourceVersion: "7",
    } as const;
    expect(await requests.delete(pod, options)).toEqual({ gone: true, warnings: [] });
    expect(asked).toMatchObject([
      {
        method: "DELETE",
        query: {},
        body: {
          kind: "DeleteOptions",
          apiVersion: "v1",
          dryRun: ["All"],
          gracePeriodSeconds: 0,
          propagationPolicy: "Orphan",
          preconditions: { uid: "u1", resourceVersion: "7" },
        },
      },
    ]);
  });

  test("tells an object that is gone from one that something keeps", async () => {
    const kept = { ...object, metadata: { ...object.metadata, finalizers: ["example.com/wait"] } };
    const { requests } = await serverWith({ body: kept });
    expect(await requests.delete(pod)).toEqual({ gone: false, object: kept, warnings: [] });
  });
});

describe("the server itself", () => {
  test("tells its version", async () => {
    const body = { major: "1", minor: "37", gitVersion: "v1.37.1", platform: "linux/amd64" };
    const { requests } = await serverWith({ body });
    expect(await requests.version()).toEqual(body);
  });

  test.each([
    [200, "[+]ping ok\n[+]etcd ok\nreadyz check passed\n", true, ["[+]ping ok", "[+]etcd ok"]],
    [
      500,
      "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n",
      false,
      ["[+]ping ok", "[-]etcd failed: reason withheld"],
    ],
  ])("tells whether it is ready (%i)", async (code, body, ready, checks) => {
    const { requests } = await serverWith({ code, body, headers: { "content-type": "text/plain" } });
    expect(await requests.readyz()).toEqual({ ready, checks });
  });
});

describe("one's own rights", () => {
  test("for one action", async () => {
    const { reviews, asked } = await serverWith({
      code: 201,
      body: { status: { allowed: false, reason: "no rule" } },
    });
    const question = { verb: "list", group: "apps", resource: "deployments", namespace: "payments" };
    expect(await reviews.canI(question)).toEqual({ allowed: false, reason: "no rule" });
    expect(asked).toMatchObject([
      {
        path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        body: { kind: "SelfSubjectAccessReview", spec: { resourceAttributes: question } },
      },
    ]);
  });

  test.each([
    [{ incomplete: false }, false],
    [{ incomplete: true }, true],
    [{ evaluationError: "webhook does not list rules" }, true],
  ])("in a namespace, with a mark where an authorizer is silent %o", async (more, incomplete) => {
    const resourceRules = [{ verbs: ["get"], apiGroups: [""], resources: ["pods"], resourceNames: null }];
    const { reviews } = await serverWith({ code: 201, body: { status: { resourceRules, ...more } } });
    expect(await reviews.rulesIn("payments")).toEqual({
      rules: [{ verbs: ["get"], groups: [""], resources: ["pods"], names: [] }],
      incomplete,
    });
  });

  test("and who the server takes one for", async () => {
    const userInfo = {
      username: "jane",
      groups: ["dev", "system:authenticated"],
      extra: { scope: ["read"] },
    };
    const { reviews } = await serverWith({ code: 201, body: { status: { userInfo } } });
    expect(await reviews.whoAmI()).toEqual({ uid: "", ...userInfo });
  });
});
