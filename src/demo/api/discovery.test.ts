import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send } from "../../../test/support/raw-http.ts";
import { type DemoCluster, ManualClock, startDemo } from "../index.ts";

let demo: DemoCluster;
beforeAll(async () => {
  demo = await startDemo({ world: "production", clock: new ManualClock(), warmUp: 1000 });
});
afterAll(() => demo.close());

const aggregated =
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

interface Group {
  readonly metadata: { readonly name?: string };
  readonly versions: readonly {
    readonly version: string;
    readonly freshness: string;
    readonly resources: readonly {
      readonly resource: string;
      readonly shortNames?: readonly string[];
      readonly subresources?: readonly { readonly subresource: string }[];
    }[];
  }[];
}

const groupsOf = (items: unknown) => items as readonly Group[];
const discover = (path: string, headers = {}) =>
  send(demo, path, { headers: { accept: aggregated, ...headers } });

describe("aggregated discovery", () => {
  test("gives every group, version and resource in two answers", async () => {
    const core = await discover("/api");
    expect(core.headers["content-type"]).toBe(
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
    );
    const [group] = groupsOf(core.json.items);
    expect(group?.metadata).not.toHaveProperty("name");
    const pods = group?.versions[0]?.resources.find(({ resource }) => resource === "pods");
    expect(pods).toMatchObject({
      responseKind: { group: "", version: "", kind: "Pod" },
      scope: "Namespaced",
      singularResource: "pod",
      shortNames: ["po"],
    });
    expect(pods?.subresources?.map(({ subresource }) => subresource)).toContain("log");
    const named = groupsOf((await discover("/apis")).json.items).map(({ metadata }) => metadata.name);
    expect(named).toEqual(expect.arrayContaining(["apps", "batch", "metrics.k8s.io", "pki.example.com"]));
  });

  test("answers 304 while nothing has changed", async () => {
    const first = await discover("/apis");
    const again = await discover("/apis", { "if-none-match": String(first.headers.etag) });
    expect(again).toMatchObject({ status: 304, text: "" });
  });

  test("changes as soon as a definition is made, which is then served", async () => {
    const before = await discover("/apis");
    demo.objects.create({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.shop.example.com" },
      spec: {
        group: "shop.example.com",
        scope: "Cluster",
        names: { plural: "widgets", kind: "Widget", shortNames: ["wd"] },
        versions: [{ name: "v1", served: true, storage: true }],
      },
    });
    const after = await discover("/apis", { "if-none-match": String(before.headers.etag) });
    expect(after.status).toBe(200);
    expect(groupsOf(after.json.items).map(({ metadata }) => metadata.name)).toContain("shop.example.com");
    expect((await send(demo, "/apis/shop.example.com/v1/widgets")).json).toMatchObject({
      kind: "WidgetList",
    });
    demo.objects.delete("crd", "widgets.shop.example.com");
    expect((await send(demo, "/apis/shop.example.com/v1/widgets")).status).toBe(404);
  });

  test("marks metrics stale while their server is down, and forgets them when it is gone", async () => {
    const freshness = async () =>
      groupsOf((await discover("/apis")).json.items).find(
        ({ metadata }) => metadata.name === "metrics.k8s.io",
      )?.versions[0]?.freshness;
    expect(await freshness()).toBe("Current");
    demo.setMetrics("unavailable");
    expect(await freshness()).toBe("Stale");
    demo.setMetrics("absent");
    expect(await freshness()).toBeUndefined();
    demo.setMetrics("on");
  });
});

describe("discovery of the older kind", () => {
  test("goes from versions and groups to resource lists", async () => {
    expect((await send(demo, "/api")).json).toMatchObject({ kind: "APIVersions", versions: ["v1"] });
    const groups = (await send(demo, "/apis")).json;
    expect(groups).toMatchObject({
      kind: "APIGroupList",
      groups: expect.arrayContaining([
        {
          name: "apps",
          versions: [{ groupVersion: "apps/v1", version: "v1" }],
          preferredVersion: { groupVersion: "apps/v1", version: "v1" },
        },
      ]),
    });
    expect((await send(demo, "/apis/apps")).json).toMatchObject({ kind: "APIGroup", name: "apps" });
    expect((await send(demo, "/apis/apps/v1")).json).toMatchObject({
      kind: "APIResourceList",
      groupVersion: "apps/v1",
      resources: expect.arrayContaining([
        expect.objectContaining({ name: "deployments", singularName: "deployment", shortNames: ["deploy"] }),
        expect.objectContaining({ name: "deployments/scale", group: "autoscaling", kind: "Scale" }),
      ]),
    });
  });

  test("is all there is on an old server", async () => {
    const old = await startDemo({
      world: "empty",
      clock: new ManualClock(),
      warmUp: 0,
      aggregatedDiscovery: false,
    });
    const { json } = await send(old, "/apis", { headers: { accept: aggregated } });
    await old.close();
    expect(json.kind).toBe("APIGroupList");
  });

  test("does not know what is not there", async () => {
    expect((await send(demo, "/apis/nothing.example.com/v1")).status).toBe(404);
  });
});

test("the version is that of the nodes' kubelets", async () => {
  const { json } = await send(demo, "/version");
  expect(json).toMatchObject({ major: "1", gitVersion: "v1.37.1" });
  expect(demo.objects.get("node", "node-a1")).toMatchObject({
    status: { nodeInfo: { kubeletVersion: json.gitVersion } },
  });
});

test("verbose health lists its checks", async () => {
  expect((await send(demo, "/livez?verbose")).text).toMatch(/^\[\+\]ping ok\n[\s\S]*livez check passed\n$/);
});
