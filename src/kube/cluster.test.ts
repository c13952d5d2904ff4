import { describe, expect, test } from "vitest";
import { failureOf, fixedCredentials, pem, startHttp2 } from "../../test/support/loopback.ts";
import { openCluster } from "./cluster.ts";

function resolved(server: string) {
  const context = { name: "prod", file: "config", cluster: "c", user: "u", namespace: "payments" };
  const cluster = {
    name: "c",
    file: "config",
    server,
    certificateAuthorityData: Buffer.from(pem("ca")).toString("base64"),
  };
  return { context, cluster, user: { name: "u", file: "config" }, namespace: "payments" };
}

describe("a context's client", () => {
  test("puts requests, reviews, discovery, lists and watches on the same few connections", async () => {
    const agents = new Set<string | undefined>();
    const server = await startHttp2((stream, path, headers) => {
      agents.add(headers["user-agent"]);
      stream.respond({ ":status": 200, "content-type": "application/json" });
      if (path.includes("watch=true"))
        stream.write(`{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"8"}}}\n`);
      else stream.end(path === "/version" ? '{"gitVersion":"v1.37.1"}' : '{"status":{"allowed":true}}');
    });
    const cluster = openCluster(resolved(server.url), { credentials: fixedCredentials(), version: "1.2.3" });
    expect(cluster).toMatchObject({ context: "prod", namespace: "payments", server: server.url });
    expect(await cluster.requests.version()).toMatchObject({ gitVersion: "v1.37.1" });
    expect(await cluster.reviews.canI({ verb: "get", group: "", resource: "pods" })).toMatchObject({
      allowed: true,
    });
    const pods = { gvr: { group: "", version: "v1", resource: "pods" }, kind: "Pod" };
    const watch = cluster
      .listWatch(pods, "object")
      .watch({ resourceVersion: "7" }, new AbortController().signal);
    const batches = watch[Symbol.asyncIterator]();
    expect(await batches.next()).toEqual({ done: false, value: [] });
    expect(await batches.next()).toMatchObject({ value: [{ type: "BOOKMARK", resourceVersion: "8" }] });
    expect(server.connections()).toBe(1);
    expect([...agents]).toEqual([expect.stringMatching(/^periplus\/1\.2\.3 \(\w+\/\w+\)$/)]);
    cluster.close();
    expect(await failureOf(batches.next())).toMatchObject({ kind: "connection" });
  });

  test("that may only read sends nothing else", async () => {
    const server = await startHttp2((stream) => stream.respond({ ":status": 200 }, { endStream: true }));
    const cluster = openCluster(resolved(server.url), {
      credentials: fixedCredentials(),
      version: "1.2.3",
      readOnly: true,
    });
    const pod = { gvr: { group: "", version: "v1", resource: "pods" }, namespace: "payments", name: "api-1" };
    expect(await failureOf(cluster.requests.delete(pod))).toMatchObject({ kind: "read-only" });
    expect(server.connections()).toBe(0);
  });
});
