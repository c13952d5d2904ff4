import { connect } from "node:http2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { open, RawWatch, send } from "../../../test/support/raw-http.ts";
import {
  type DemoCluster,
  htmlFault,
  ManualClock,
  startDemo,
  statusFault,
  tooManyRequestsFault,
} from "../index.ts";

let demo: DemoCluster;
beforeEach(async () => {
  demo = await startDemo({ world: "empty", clock: new ManualClock(), warmUp: 1000, tls: false });
});
afterEach(() => demo.close());

const pods = "/api/v1/pods";
const configMaps = "/api/v1/configmaps";
const someObjects = (count: number) => {
  for (let made = 0; made < count; made += 1)
    demo.objects.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `c${made}`, namespace: "default" },
    });
};

describe("a fault", () => {
  test("hits only what it matches, and only so often", async () => {
    const fault = demo.faults.add(
      { verb: "list", resource: "pods" },
      statusFault(503, "ServiceUnavailable", "the server is currently unable to handle the request"),
      { times: 1, skip: 1 },
    );
    const statuses = [];
    for (const path of [configMaps, pods, pods, pods]) statuses.push((await send(demo, path)).status);
    expect(statuses).toEqual([200, 200, 503, 200]);
    expect(fault.hits).toBe(1);
  });

  test("stays until it is removed", async () => {
    const fault = demo.faults.add({ path: /^\/apis/ }, htmlFault(502));
    const { status, headers, text } = await send(demo, "/apis");
    expect({ status, type: headers["content-type"] }).toEqual({ status: 502, type: "text/html" });
    expect(text).toContain("<html>");
    fault.remove();
    expect((await send(demo, "/apis")).status).toBe(200);
  });

  test("may be the plain 429 of priority and fairness", async () => {
    demo.faults.add({ user: "viewer" }, tooManyRequestsFault(7), { times: 1 });
    const { status, headers, text } = await send(demo, configMaps, { token: "demo-viewer" });
    expect({ status, wait: headers["retry-after"] }).toEqual({ status: 429, wait: "7" });
    expect(text).toBe("Too many requests, please try again later.\n");
  });

  test("may close the connection instead of answering", async () => {
    demo.faults.add({ path: pods }, { do: "drop" });
    await expect(send(demo, pods)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(demo.requests.list({ path: pods })).toMatchObject([{ status: 0, outcome: "cut" }]);
  });

  test("may cut a list in the middle", async () => {
    someObjects(50);
    demo.faults.add({ path: configMaps }, { do: "reset", afterBytes: 1000 });
    await expect(send(demo, configMaps)).rejects.toThrow();
    expect(demo.requests.list({ path: configMaps })[0]?.sent).toBe(1000);
  });

  test("may cut a watch after so many events", async () => {
    someObjects(5);
    demo.faults.add({ verb: "watch" }, { do: "reset", afterEvents: 3 });
    const watch = await RawWatch.open(demo, `${configMaps}?watch=true`);
    expect(await watch.take(3)).toHaveLength(3);
    await expect(watch.next()).rejects.toThrow();
  });

  test("may end a watch cleanly", async () => {
    someObjects(5);
    demo.faults.add({ verb: "watch" }, { do: "end", afterEvents: 2 });
    const watch = await RawWatch.open(demo, `${configMaps}?watch=true`);
    expect(await watch.take(3)).toHaveLength(2);
  });

  test("may fall silent and keep the connection", async () => {
    someObjects(3);
    demo.faults.add({ verb: "watch" }, { do: "stall", afterEvents: 1 });
    const watch = await RawWatch.open(demo, `${configMaps}?watch=true`);
    expect((await watch.next())?.type).toBe("ADDED");
    someObjects(0);
    const [silent] = demo.open({ verb: "watch" });
    expect(silent?.isOpen).toBe(true);
    silent?.reset();
    await expect(watch.next()).rejects.toThrow();
  });

  test("may delay an answer", async () => {
    demo.faults.add({ path: pods }, { do: "delay", milliseconds: 30 });
    const answer = await send(demo, pods);
    expect(answer.status).toBe(200);
  });

  test("may make WatchList unknown, as old servers or careless ones have it", async () => {
    const query = `${configMaps}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`;
    demo.faults.add({ verb: "watch" }, { do: "initial-events", how: "refuse" }, { times: 1 });
    const refused = await send(demo, query);
    expect(refused).toMatchObject({
      status: 422,
      json: { message: expect.stringMatching(/resourceVersionMatch is forbidden for watch/) },
    });
    someObjects(1);
    demo.faults.add({ verb: "watch" }, { do: "initial-events", how: "ignore" }, { times: 1 });
    const careless = await RawWatch.open(demo, query);
    const before = demo.objects.list("configmaps").length;
    const events = await careless.take(before);
    expect(events.every(({ type }) => type === "ADDED")).toBe(true);
    demo.objects.patch("configmaps", "default/c0", { data: { a: "1" } });
    expect((await careless.next())?.type).toBe("MODIFIED");
    careless.close();
  });
});

describe("what is open", () => {
  test("can be reset, ended or stalled at any time", async () => {
    const watch = await RawWatch.open(demo, `${configMaps}?watch=true&resourceVersion=${demo.revision}`);
    for (const reply of demo.open({ verb: "watch", resource: "configmaps" })) reply.end();
    expect(await watch.next()).toBeUndefined();
    const second = await RawWatch.open(demo, `${configMaps}?watch=true&resourceVersion=${demo.revision}`);
    for (const reply of demo.open({ verb: "watch" })) reply.reset();
    await expect(second.next()).rejects.toThrow();
  });

  test("goes when the server stops, and the cluster is the same when it comes back on its port", async () => {
    const { url } = demo;
    const watch = await RawWatch.open(demo, `${configMaps}?watch=true&resourceVersion=${demo.revision}`);
    const at = demo.revision;
    await demo.stop();
    await expect(watch.next()).rejects.toThrow();
    await expect(send({ url, certificate: undefined }, pods)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    someObjects(1);
    await demo.start();
    expect(demo.url).toBe(url);
    const resumed = await RawWatch.open(demo, `${configMaps}?watch=true&resourceVersion=${at}`);
    expect(await resumed.next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "c0" } } });
    resumed.close();
  });
});

describe("the request log", () => {
  test("tells who asked what, how it went and how much it was", async () => {
    demo.requests.clear();
    const { bytes } = await send(demo, `${pods}?limit=5`, { headers: { "user-agent": "story/1.0" } });
    await send(demo, configMaps, { token: "demo-viewer" });
    expect(demo.requests.list()).toMatchObject([
      {
        method: "GET",
        path: pods,
        query: "limit=5",
        verb: "list",
        target: { resource: "pods" },
        userAgent: "story/1.0",
        user: "admin",
        status: 200,
        sent: bytes,
        httpVersion: "1.1",
      },
      { user: "viewer", status: 403 },
    ]);
    expect(demo.requests.list({ user: "viewer" })).toHaveLength(1);
  });

  test("knows a watch as open until somebody ends it", async () => {
    const answer = await open(demo, `${configMaps}?watch=true`);
    expect(demo.requests.list({ verb: "watch" })[0]?.outcome).toBe("open");
    answer.destroy();
    await expect.poll(() => demo.requests.list({ verb: "watch" })[0]?.outcome).toBe("cut");
  });
});

describe("over TLS", () => {
  test("a certificate of its own makes HTTP/1.1 and HTTP/2 work, and GOAWAY lets streams finish", async () => {
    const secure = await startDemo({ world: "empty", clock: new ManualClock(), warmUp: 1000 });
    expect((await send(secure, "/version")).status).toBe(200);
    const session = connect(secure.url, { ca: secure.certificate ?? "" });
    const goneAway = new Promise((resolve) => session.once("goaway", resolve));
    secure.faults.add({ path: pods }, { do: "goaway" });
    const status = await new Promise((resolve, reject) => {
      const request = session.request({ ":path": pods, authorization: "Bearer demo-admin" });
      request.on("response", (headers) => resolve(headers[":status"]));
      request.on("error", reject);
      request.end();
    });
    expect(status).toBe(200);
    await goneAway;
    expect(secure.requests.list({ path: pods })[0]?.httpVersion).toBe("2.0");
    session.close();
    await secure.close();
  });

  test("a cut HTTP/2 stream ends with an error, the others live on", async () => {
    const secure = await startDemo({ world: "empty", clock: new ManualClock(), warmUp: 1000 });
    const session = connect(secure.url, { ca: secure.certificate ?? "" });
    secure.faults.add({ path: pods }, { do: "reset", afterBytes: 10 });
    const read = (path: string) =>
      new Promise<number>((resolve, reject) => {
        const request = session.request({ ":path": path, authorization: "Bearer demo-admin" });
        let bytes = 0;
        request.on("data", (piece: Buffer) => {
          bytes += piece.length;
        });
        request.on("end", () => resolve(bytes));
        request.on("error", reject);
        request.end();
      });
    await expect(read(pods)).rejects.toMatchObject({ code: "ERR_HTTP2_STREAM_ERROR" });
    expect(await read(configMaps)).toBeGreaterThan(0);
    session.close();
    await secure.close();
  });
});
