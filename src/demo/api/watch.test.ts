import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RawWatch, send } from "../../../test/support/raw-http.ts";
import { type DemoCluster, ManualClock, startDemo } from "../index.ts";

let demo: DemoCluster;
let clock: ManualClock;
const watches: RawWatch[] = [];
const path = "/api/v1/namespaces/watched/configmaps?watch=true";
const configMap = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "watched", labels },
  data: {},
});

beforeEach(async () => {
  clock = new ManualClock();
  demo = await startDemo({ world: "empty", clock, warmUp: 1000, futureVersionWait: 0 });
  demo.objects.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "watched" } });
});
afterEach(async () => {
  for (const watch of watches.splice(0)) watch.close();
  await demo.close();
});

async function watch(query = "", headers = {}): Promise<RawWatch> {
  const opened = await RawWatch.open(demo, path + query, { headers });
  watches.push(opened);
  return opened;
}

describe("a watch", () => {
  test("tells of every change after its resourceVersion, in order", async () => {
    const before = demo.revision;
    const created = demo.objects.create(configMap("a"));
    const stream = await watch(`&resourceVersion=${before}`);
    demo.objects.patch("configmaps", "watched/a", { data: { key: "1" } });
    demo.objects.delete("configmaps", "watched/a");
    const events = await stream.take(3);
    expect(events.map(({ type }) => type)).toEqual(["ADDED", "MODIFIED", "DELETED"]);
    expect(events[0]?.object).toMatchObject({
      kind: "ConfigMap",
      apiVersion: "v1",
      metadata: created.metadata,
    });
    expect(events[2]?.object).toMatchObject({
      data: { key: "1" },
      metadata: { resourceVersion: demo.revision },
    });
  });

  test("without a resourceVersion begins with what there is", async () => {
    demo.objects.create(configMap("a"));
    const stream = await watch();
    demo.objects.create(configMap("b"));
    const events = await stream.take(2);
    expect(events.map(({ type, object }) => [type, object.metadata.name])).toEqual([
      ["ADDED", "a"],
      ["ADDED", "b"],
    ]);
  });

  test("from before the history ends with an Expired error in the stream, under HTTP 200", async () => {
    const stream = await watch("&resourceVersion=5");
    expect(stream.status).toBe(200);
    expect(await stream.next()).toMatchObject({
      type: "ERROR",
      object: {
        kind: "Status",
        status: "Failure",
        reason: "Expired",
        code: 410,
        message: `too old resource version: 5 (${demo.revision})`,
      },
    });
    expect(await stream.next()).toBeUndefined();
  });

  test("from before a compaction is expired too", async () => {
    const before = demo.revision;
    demo.objects.create(configMap("a"));
    demo.compact();
    const stream = await watch(`&resourceVersion=${before}`);
    expect(await stream.next()).toMatchObject({ type: "ERROR", object: { code: 410 } });
  });

  test("with a selector sees objects come into view and leave it", async () => {
    const stream = await watch(`&resourceVersion=${demo.revision}&labelSelector=color=blue`);
    demo.objects.create(configMap("a", { color: "red" }));
    demo.objects.patch("configmaps", "watched/a", { metadata: { labels: { color: "blue" } } });
    demo.objects.patch("configmaps", "watched/a", { data: { key: "1" } });
    const leaving = demo.objects.patch("configmaps", "watched/a", { metadata: { labels: { color: "red" } } });
    const events = await stream.take(3);
    expect(events.map(({ type }) => type)).toEqual(["ADDED", "MODIFIED", "DELETED"]);
    expect(events[2]?.object.metadata).toMatchObject({
      labels: { color: "blue" },
      resourceVersion: leaving.metadata.resourceVersion,
    });
  });

  test("with a field selector follows one object", async () => {
    const stream = await watch(`&resourceVersion=${demo.revision}&fieldSelector=metadata.name=b`);
    demo.objects.create(configMap("a"));
    demo.objects.create(configMap("b"));
    expect(await stream.next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "b" } } });
  });

  test("keeps to its namespace", async () => {
    const stream = await watch(`&resourceVersion=${demo.revision}`);
    demo.objects.create({ ...configMap("elsewhere"), metadata: { name: "elsewhere", namespace: "default" } });
    demo.objects.create(configMap("here"));
    expect((await stream.next())?.object.metadata.name).toBe("here");
  });

  test("is bookmarked every minute when it asks for that", async () => {
    const stream = await watch(`&resourceVersion=${demo.revision}&allowWatchBookmarks=true`);
    demo.objects.create({ ...configMap("elsewhere"), metadata: { name: "elsewhere", namespace: "default" } });
    const later = demo.revision;
    clock.advance(61_000);
    const bookmark = await stream.next();
    expect(bookmark).toMatchObject({ type: "BOOKMARK", object: { kind: "ConfigMap", apiVersion: "v1" } });
    expect(Number(bookmark?.object.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(later));
    expect(bookmark?.object.metadata).not.toHaveProperty("annotations");
  });

  test("ends cleanly after timeoutSeconds, with a last bookmark", async () => {
    const stream = await watch(
      `&resourceVersion=${demo.revision}&allowWatchBookmarks=true&timeoutSeconds=30`,
    );
    clock.advance(31_000);
    expect(await stream.next()).toMatchObject({ type: "BOOKMARK" });
    expect(await stream.next()).toBeUndefined();
  });

  test("of a custom resource ends when its definition goes", async () => {
    demo.objects.create(gadgets);
    const stream = await RawWatch.open(demo, "/apis/example.com/v1/gadgets?watch=true");
    demo.objects.delete("crd", "gadgets.example.com");
    expect(await stream.next()).toBeUndefined();
  });
});

describe("a WatchList", () => {
  const query = "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

  test("sends what there is, says where that ends, and goes on", async () => {
    demo.objects.create(configMap("a"));
    demo.objects.create(configMap("b"));
    const at = demo.revision;
    const stream = await watch(query);
    const [first, second, end] = await stream.take(3);
    expect([first?.object.metadata.name, second?.object.metadata.name]).toEqual(["a", "b"]);
    expect(end).toMatchObject({
      type: "BOOKMARK",
      object: { metadata: { resourceVersion: at, annotations: { "k8s.io/initial-events-end": "true" } } },
    });
    demo.objects.create(configMap("c"));
    expect(await stream.next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "c" } } });
  });

  test("of nothing still says that it is complete", async () => {
    const stream = await watch(query);
    expect(await stream.next()).toMatchObject({ type: "BOOKMARK" });
  });

  test("of a future resourceVersion is refused as too large", async () => {
    const stream = await watch(`${query}&resourceVersion=99999999`);
    expect(await stream.next()).toMatchObject({
      type: "ERROR",
      object: { code: 504, details: { causes: [{ reason: "ResourceVersionTooLarge" }] } },
    });
  });

  test("is invalid without resourceVersionMatch", async () => {
    const { status, json } = await send(demo, `${path}&sendInitialEvents=true`);
    expect(status).toBe(422);
    expect(json.message).toContain("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  });

  test("is refused by a server without the feature", async () => {
    const old = await startDemo({ world: "empty", clock, warmUp: 0, watchList: false });
    const { status, json } = await send(old, `${path}${query}`);
    await old.close();
    expect(status).toBe(422);
    expect(json.message).toContain("unless the WatchList feature gate is enabled");
  });
});

describe("a watch in Table form", () => {
  const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";

  test("sends the columns with the first row only", async () => {
    const stream = await watch(`&resourceVersion=${demo.revision}`, { accept });
    demo.objects.create(configMap("a"));
    demo.objects.create(configMap("b"));
    const [first, second] = await stream.take(2);
    expect(first?.object.columnDefinitions?.map(({ name }) => name)).toEqual(["Name", "Data", "Age"]);
    expect(first?.object.rows[0]?.cells.slice(0, 2)).toEqual(["a", 0]);
    expect(first?.object.rows[0]?.object).toMatchObject({ kind: "PartialObjectMetadata" });
    expect(second?.object.columnDefinitions).toBeNull();
  });

  test("marks the end of the initial rows even without objects", async () => {
    const stream = await watch(
      "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&includeObject=None",
      { accept },
    );
    const end = await stream.next();
    expect(end?.type).toBe("BOOKMARK");
    expect(end?.object.rows[0]?.object?.metadata.annotations).toEqual({
      "k8s.io/initial-events-end": "true",
    });
  });
});

const gadgets = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "gadgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "gadgets", kind: "Gadget" },
    versions: [{ name: "v1", served: true, storage: true }],
  },
};
