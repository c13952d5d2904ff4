import { describe, expect, test } from "vitest";
import { failureOf, startHttp, textOf, transportTo } from "../../../test/support/loopback.ts";
import type { WireRequest } from "./types.ts";

const pod = "/api/v1/namespaces/payments/pods/api-1";
const dryRun = { query: { dryRun: "All" } };

const letThrough: [string, Omit<WireRequest, "path"> & { path: string }][] = [
  ["a read", { method: "GET", path: pod }],
  ["a HEAD", { method: "HEAD", path: pod }],
  [
    "asking for one's rights",
    { method: "POST", path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" },
  ],
  [
    "asking for one's rules",
    { method: "POST", path: "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews" },
  ],
  ["asking who one is", { method: "POST", path: "/apis/authentication.k8s.io/v1/selfsubjectreviews" }],
  ["a patch that is only tried", { method: "PATCH", path: pod, ...dryRun }],
  [
    "an object named like a subresource, only tried",
    { method: "PATCH", path: "/api/v1/namespaces/x/services/proxy", ...dryRun },
  ],
  ["a deletion that is only tried, by its query", { method: "DELETE", path: pod, ...dryRun }],
  ["a deletion that is only tried, by its body", { method: "DELETE", path: pod, body: '{"dryRun":["All"]}' }],
];

const refused: [string, Omit<WireRequest, "path"> & { path: string }][] = [
  ["a patch", { method: "PATCH", path: pod, body: "{}" }],
  ["a replacement", { method: "PUT", path: pod }],
  ["a deletion", { method: "DELETE", path: pod }],
  ["a new object", { method: "POST", path: "/api/v1/namespaces/payments/pods" }],
  ["an eviction", { method: "POST", path: `${pod}/eviction` }],
  [
    "a token review, which hands a token out",
    { method: "POST", path: "/apis/authentication.k8s.io/v1/tokenreviews" },
  ],
  ["a new token", { method: "POST", path: "/api/v1/namespaces/x/serviceaccounts/y/token" }],
  ["a deletion whose query is ignored for its body", { method: "DELETE", path: pod, body: "{}", ...dryRun }],
  [
    "a deletion with a body that cannot be read",
    { method: "DELETE", path: pod, body: "dryRun: [All]", ...dryRun },
  ],
  ["another value of dryRun", { method: "PATCH", path: pod, query: { dryRun: "true" } }],
  ["a dryRun in the path", { method: "PATCH", path: `${pod}?dryRun=All` }],
  ["a dry run that is handed to a pod", { method: "POST", path: `${pod}/exec`, ...dryRun }],
  ["a dry run that is handed on, under a disguise", { method: "POST", path: `${pod}/%65xec`, ...dryRun }],
  [
    "a dry run that is handed to a service",
    { method: "POST", path: "/api/v1/namespaces/x/services/y/proxy/pay", ...dryRun },
  ],
  ["a dry run that is handed to a node", { method: "POST", path: "/api/v1/nodes/n1/proxy/run", ...dryRun }],
  [
    "a name that only begins like a review",
    { method: "POST", path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews/x" },
  ],
];

describe("a read-only context", () => {
  test.each(letThrough)("lets %s through", async (_, request) => {
    const server = await startHttp((_request, response) => response.end("done"));
    const transport = transportTo(server.url, { readOnly: true });
    await textOf(await transport.send(request));
    expect(transport.counters().requests).toBe(1);
  });

  test.each(refused)("refuses %s before it leaves", async (_, request) => {
    const server = await startHttp((_request, response) => response.end("done"));
    const transport = transportTo(server.url, { readOnly: true });
    expect(await failureOf(transport.send(request))).toMatchObject({
      kind: "read-only",
      tried: `${request.method} ${server.url}${request.path}`,
    });
    expect(server.connections()).toBe(0);
  });

  test.each(["exec", "attach", "portforward"])("refuses to open a WebSocket to %s", async (subresource) => {
    const server = await startHttp(() => undefined);
    const transport = transportTo(server.url, { readOnly: true });
    expect(
      await failureOf(transport.upgrade({ path: `${pod}/${subresource}` }, ["v5.channel.k8s.io"])),
    ).toMatchObject({
      kind: "read-only",
      tried: `open a WebSocket to ${server.url}${pod}/${subresource}`,
    });
    expect(server.connections()).toBe(0);
  });
});
