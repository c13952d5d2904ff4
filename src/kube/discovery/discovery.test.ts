import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { failureOf, startHttp, transportTo } from "../../../test/support/loopback.ts";
import type { ApiResource } from "../types.ts";
import { createDiscovery, type DiscoveryStore } from "./discovery.ts";

interface Reply {
  readonly code?: number;
  readonly type?: string;
  readonly etag?: string;
  readonly body?: unknown;
}

const aggregated = (version: "v2" | "v2beta1") =>
  `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;

/** A server of fixed documents by path; the last word on a path stands. */
async function serverOf(documents: Record<string, Reply>) {
  const asked: { path: string; ifNoneMatch: string | undefined; accept: string | undefined }[] = [];
  const server = await startHttp((request: IncomingMessage, response) => {
    const path = request.url ?? "";
    const { accept, "if-none-match": ifNoneMatch } = request.headers;
    asked.push({ path, ifNoneMatch, accept });
    const { code = 200, type = "application/json", etag, body = {} } = documents[path] ?? { code: 404 };
    const unchanged = etag !== undefined && etag === ifNoneMatch;
    response.writeHead(unchanged ? 304 : code, {
      "content-type": type,
      ...(etag === undefined ? {} : { etag }),
    });
    response.end(unchanged ? undefined : JSON.stringify(body));
  });
  return { asked, transport: transportTo(server.url), documents };
}

const group = (name: string, ...versions: object[]) => ({ metadata: { name }, versions });
const version = (name: string, resources: object[], freshness = "Current") => ({
  version: name,
  resources,
  freshness,
});
const resource = (plural: string, kind: string, more: object = {}) => ({
  resource: plural,
  responseKind: { group: "", version: "v1", kind },
  scope: "Namespaced",
  singularResource: kind.toLowerCase(),
  verbs: ["get", "list", "watch"],
  ...more,
});

const core = {
  items: [
    {
      versions: [
        version("v1", [
          resource("pods", "Pod", {
            shortNames: ["po"],
            categories: ["all"],
            subresources: [
              { subresource: "log", verbs: ["get"] },
              { subresource: "exec", verbs: ["create"] },
            ],
          }),
          resource("namespaces", "Namespace", { scope: "Cluster", shortNames: ["ns"] }),
        ]),
      ],
    },
  ],
};
const named = {
  items: [
    group(
      "autoscaling",
      version("v2", [resource("horizontalpodautoscalers", "HorizontalPodAutoscaler")]),
      version("v1", [
        resource("horizontalpodautoscalers", "HorizontalPodAutoscaler"),
        resource("olds", "Old"),
      ]),
    ),
  ],
};

const names = (resources: readonly ApiResource[] = []) =>
  resources.map(({ gvr }) => `${gvr.resource}.${gvr.version}.${gvr.group}`);

describe("a server with aggregated discovery", () => {
  const documents = (v: "v2" | "v2beta1") => ({
    "/api": { type: aggregated(v), etag: '"a"', body: core },
    "/apis": { type: aggregated(v), etag: '"b"', body: named },
  });

  test.each(["v2", "v2beta1"] as const)("is asked twice and no more (%s)", async (v) => {
    const { transport, asked } = await serverOf(documents(v));
    const catalog = await createDiscovery({ transport }).load();
    expect(asked.map(({ path }) => path).sort()).toEqual(["/api", "/apis"]);
    expect(asked[0]?.accept).toBe(`${aggregated("v2")},${aggregated("v2beta1")},application/json`);
    expect(catalog.find("pods")).toEqual({
      gvr: { group: "", version: "v1", resource: "pods" },
      kind: "Pod",
      namespaced: true,
      singular: "pod",
      shortNames: ["po"],
      categories: ["all"],
      verbs: ["get", "list", "watch"],
      subresources: ["log", "exec"],
      preferred: true,
      stale: false,
    });
    expect(catalog.find("ns")?.namespaced).toBe(false);
  });

  test("prefers of each resource the version the server names first", async () => {
    const { transport } = await serverOf(documents("v2"));
    const catalog = await createDiscovery({ transport }).load();
    expect(names(catalog.resources.filter(({ preferred }) => preferred))).toEqual([
      "pods.v1.",
      "namespaces.v1.",
      "horizontalpodautoscalers.v2.autoscaling",
      "olds.v1.autoscaling",
    ]);
  });

  test("is asked again by ETag, and the catalog stays the same object while nothing changes", async () => {
    const { transport, asked, documents: served } = await serverOf(documents("v2"));
    const discovery = createDiscovery({ transport });
    const before = await discovery.load();
    expect(await discovery.refresh()).toBe(before);
    expect(
      asked
        .slice(2)
        .map(({ ifNoneMatch }) => ifNoneMatch)
        .sort(),
    ).toEqual(['"a"', '"b"']);
    served["/apis"] = {
      type: aggregated("v2"),
      etag: '"c"',
      body: { items: [group("new.io", version("v1", [resource("things", "Thing")]))] },
    };
    const after = await discovery.refresh();
    expect(after).not.toBe(before);
    expect(names(after.resources)).toEqual(["pods.v1.", "namespaces.v1.", "things.v1.new.io"]);
    expect(discovery.catalog).toBe(after);
  });

  test("keeps what was known of an aggregated API that is down, marked stale", async () => {
    const { transport, documents: served } = await serverOf(documents("v2"));
    const discovery = createDiscovery({ transport });
    served["/apis"] = {
      type: aggregated("v2"),
      body: { items: [group("metrics.k8s.io", version("v1beta1", [resource("pods", "PodMetrics")]))] },
    };
    await discovery.load();
    served["/apis"] = {
      type: aggregated("v2"),
      body: { items: [group("metrics.k8s.io", version("v1beta1", [], "Stale"))] },
    };
    const catalog = await discovery.refresh();
    expect(catalog.find("pods.metrics.k8s.io")).toMatchObject({
      kind: "PodMetrics",
      stale: true,
      preferred: true,
    });
    expect(catalog.find("pods")).toMatchObject({ kind: "Pod", stale: false });
  });

  test("is asked once for many who want to know at the same time", async () => {
    const { transport, asked } = await serverOf(documents("v2"));
    const discovery = createDiscovery({ transport });
    await Promise.all([discovery.load(), discovery.load(), discovery.refresh()]);
    expect(asked).toHaveLength(2);
  });
});

describe("an older server", () => {
  const list = (groupVersion: string, ...resources: object[]) => ({
    kind: "APIResourceList",
    groupVersion,
    resources,
  });
  const documents: Record<string, Reply> = {
    "/api": { body: { kind: "APIVersions", versions: ["v1"] } },
    "/apis": {
      body: {
        kind: "APIGroupList",
        groups: [
          {
            name: "batch",
            versions: [{ version: "v1beta1" }, { version: "v1" }],
            preferredVersion: { version: "v1" },
          },
          { name: "broken.io", versions: [{ version: "v1" }], preferredVersion: { version: "v1" } },
        ],
      },
    },
    "/api/v1": {
      body: list(
        "v1",
        {
          name: "pods",
          singularName: "",
          namespaced: true,
          kind: "Pod",
          verbs: ["list"],
          shortNames: ["po"],
        },
        { name: "pods/log", namespaced: true, kind: "Pod", verbs: ["get"] },
      ),
    },
    "/apis/batch/v1": {
      body: list("batch/v1", { name: "jobs", namespaced: true, kind: "Job", verbs: ["list"] }),
    },
    "/apis/batch/v1beta1": {
      body: list("batch/v1beta1", { name: "cronjobs", namespaced: true, kind: "CronJob", verbs: ["list"] }),
    },
    "/apis/broken.io/v1": { code: 503 },
  };

  test("is walked through group by group, and one that does not answer hides no other", async () => {
    const { transport, asked } = await serverOf(documents);
    const catalog = await createDiscovery({ transport }).load();
    expect(names(catalog.resources)).toEqual(["pods.v1.", "jobs.v1.batch", "cronjobs.v1beta1.batch"]);
    expect(catalog.find("po")).toMatchObject({ singular: "pod", subresources: ["log"], preferred: true });
    expect(asked).toHaveLength(6);
  });
});

describe("a server that cannot be asked", () => {
  test("fails with its own words, and what was known stays known", async () => {
    const message = "etcd leader changed";
    const { transport, documents } = await serverOf({
      "/api": { type: aggregated("v2"), body: core },
      "/apis": { type: aggregated("v2"), body: named },
    });
    const discovery = createDiscovery({ transport });
    const before = await discovery.load();
    documents["/api"] = { code: 500, body: { kind: "Status", code: 500, message } };
    expect(await failureOf(discovery.refresh())).toMatchObject({ code: 500, message, tried: "discover api" });
    expect(discovery.catalog).toBe(before);
  });

  test("because it is none, is told apart", async () => {
    const { transport } = await serverOf({});
    expect(await failureOf(createDiscovery({ transport }).load())).toMatchObject({
      kind: "protocol",
      message: expect.stringContaining("is not a Kubernetes API server"),
    });
  });
});

describe("a second start", () => {
  function memory(text?: string): DiscoveryStore & { text: () => string | undefined } {
    let kept = text;
    return {
      read: async () => kept,
      write: async (next) => {
        kept = next;
      },
      text: () => kept,
    };
  }

  const documents = {
    "/api": { type: aggregated("v2"), etag: '"a"', body: core },
    "/apis": { type: aggregated("v2"), etag: '"b"', body: named },
  };

  test("knows the resources without a request, and finds nothing changed by ETag", async () => {
    const { transport, asked } = await serverOf(documents);
    const store = memory();
    const first = await createDiscovery({ transport, store }).load();
    const second = createDiscovery({ transport, store });
    const catalog = await second.load();
    expect(asked).toHaveLength(2);
    expect(catalog.resources).toEqual(first.resources);
    expect(await second.refresh()).toBe(catalog);
  });

  test.each([
    ["damaged", () => "{"],
    ["of another version", (text: string) => text.replace('"version":1,', '"version":0,')],
    ["of another server", (text: string) => text.replace("http://127", "http://128")],
  ])("asks the server where what is stored is %s", async (_, damage) => {
    const { transport, asked } = await serverOf(documents);
    const store = memory();
    await createDiscovery({ transport, store }).load();
    const damaged = damage(store.text() ?? "");
    expect(damaged).not.toBe(store.text());
    const catalog = await createDiscovery({ transport, store: memory(damaged) }).load();
    expect(catalog.find("pods")?.kind).toBe("Pod");
    expect(asked).toHaveLength(4);
  });

  test("works without a store that works", async () => {
    const { transport } = await serverOf(documents);
    const store = {
      read: () => Promise.reject(new Error("disk")),
      write: () => Promise.reject(new Error("disk")),
    };
    const catalog = await createDiscovery({ transport, store }).load();
    expect(catalog.find("pods")?.kind).toBe("Pod");
  });
});
