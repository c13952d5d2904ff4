import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send } from "../../../test/support/raw-http.ts";
import { type DemoCluster, ManualClock, startDemo } from "../index.ts";

let demo: DemoCluster;
const configMaps = "/api/v1/namespaces/default/configmaps";
const deployments = "/apis/apps/v1/namespaces/default/deployments";

beforeAll(async () => {
  demo = await startDemo({ world: "empty", clock: new ManualClock(), warmUp: 1000 });
});
afterAll(() => demo.close());

const configMap = (name: string, data: Record<string, string> = {}) => ({ metadata: { name }, data });
const deployment = (name: string, image = "registry.example.com/web:1") => ({
  metadata: { name, labels: { app: name } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: "web", image, env: [{ name: "A", value: "1" }] }] },
    },
  },
});
const create = (path: string, body: unknown) => send(demo, path, { method: "POST", body });
const patch = (path: string, type: string, body: unknown, query = "") =>
  send(demo, `${path}${query}`, {
    method: "PATCH",
    body,
    headers: { "content-type": `application/${type}` },
  });

describe("creating", () => {
  test("gives the object an identity and the defaults", async () => {
    const { status, json } = await create(deployments, deployment("created"));
    expect(status).toBe(201);
    expect(json).toMatchObject({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "created", namespace: "default", generation: 1 },
      spec: {
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
        template: { spec: { restartPolicy: "Always", containers: [{ imagePullPolicy: "IfNotPresent" }] } },
      },
    });
    expect(json.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("makes a name from generateName", async () => {
    const { json } = await create(configMaps, { metadata: { generateName: "made-" } });
    expect(json.metadata.name).toMatch(/^made-[b-z2-9]{5}$/);
  });

  test("throws away a status that came along", async () => {
    const { json } = await create(deployments, { ...deployment("hopeful"), status: { readyReplicas: 9 } });
    expect(json.status).not.toHaveProperty("readyReplicas");
  });

  test("under dryRun=All checks everything and changes nothing", async () => {
    const before = demo.revision;
    const { status, json } = await create(`${configMaps}?dryRun=All`, configMap("dry"));
    expect(status).toBe(201);
    expect(json.metadata.name).toBe("dry");
    expect(demo.revision).toBe(before);
  });

  test.each([
    [
      "a name that is taken",
      configMap("kube-root-ca.crt"),
      409,
      "AlreadyExists",
      'configmaps "kube-root-ca.crt" already exists',
    ],
    ["no name", { metadata: {} }, 422, "Invalid", /name or generateName is required/],
    ["a bad name", configMap("Bad_Name"), 422, "Invalid", /a lowercase RFC 1123 subdomain/],
    [
      "another namespace than its path's",
      { metadata: { name: "x", namespace: "other" } },
      400,
      "BadRequest",
      "the namespace of the provided object does not match the namespace sent on the request",
    ],
  ])("refuses %s", async (_what, body, code, reason, message) => {
    const { status, json } = await create(configMaps, body);
    expect({ status, reason: json.reason }).toEqual({ status: code, reason });
    expect(json.message).toMatch(message);
  });

  test("refuses a pod without containers, naming the field", async () => {
    const { status, json } = await create("/api/v1/namespaces/default/pods", {
      metadata: { name: "x" },
      spec: {},
    });
    expect(status).toBe(422);
    expect(json).toMatchObject({
      message: 'Pod "x" is invalid: spec.containers: Required value',
      details: { kind: "Pod", causes: [{ reason: "FieldValueRequired", field: "spec.containers" }] },
    });
  });

  test("in a namespace that is not there is 404, in one that is going 403", async () => {
    const missing = await create("/api/v1/namespaces/nowhere/configmaps", configMap("x"));
    expect(missing).toMatchObject({ status: 404, json: { message: 'namespaces "nowhere" not found' } });
    demo.objects.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "going" } });
    demo.objects.delete("namespaces", "going");
    const going = await create("/api/v1/namespaces/going/configmaps", configMap("x"));
    expect(going.json).toMatchObject({
      code: 403,
      details: { causes: [{ reason: "NamespaceTerminating" }] },
    });
  });

  test("refuses a body that is not JSON, and one in an unknown format", async () => {
    expect(await send(demo, configMaps, { method: "POST", body: "{" })).toMatchObject({ status: 400 });
    const odd = await send(demo, configMaps, {
      method: "POST",
      body: "x",
      headers: { "content-type": "text/plain" },
    });
    expect(odd).toMatchObject({ status: 415, json: { reason: "UnsupportedMediaType" } });
  });
});

describe("updating", () => {
  test("counts the generation up when the spec changes, and only then", async () => {
    const { json } = await create(deployments, deployment("counted"));
    const labelled = { ...json, metadata: { ...json.metadata, labels: { app: "counted", more: "yes" } } };
    const first = await send(demo, `${deployments}/counted`, { method: "PUT", body: labelled });
    expect(first.json.metadata.generation).toBe(1);
    const scaled = await patch(`${deployments}/counted`, "merge-patch+json", { spec: { replicas: 3 } });
    expect(scaled.json.metadata.generation).toBe(2);
  });

  test("with a stale resourceVersion conflicts", async () => {
    const { json } = await create(configMaps, configMap("contested"));
    await patch(`${configMaps}/contested`, "merge-patch+json", { data: { a: "1" } });
    const { status, json: answer } = await send(demo, `${configMaps}/contested`, {
      method: "PUT",
      body: json,
    });
    expect(status).toBe(409);
    expect(answer).toMatchObject({ reason: "Conflict" });
    expect(answer.message).toContain(
      "the object has been modified; please apply your changes to the latest version",
    );
  });

  test("another object of the same name conflicts by its uid", async () => {
    const { json } = await create(configMaps, configMap("reborn"));
    demo.objects.remove("configmaps", "default/reborn");
    await create(configMaps, configMap("reborn"));
    const { resourceVersion: _old, ...metadata } = json.metadata;
    const { status, json: answer } = await send(demo, `${configMaps}/reborn`, {
      method: "PUT",
      body: { ...json, metadata },
    });
    expect(status).toBe(409);
    expect(answer.message).toContain("Precondition failed: UID in precondition");
  });

  test("that changes nothing gives no new resourceVersion", async () => {
    const { json } = await create(configMaps, configMap("same", { a: "1" }));
    const { json: again } = await send(demo, `${configMaps}/same`, { method: "PUT", body: json });
    expect(again.metadata.resourceVersion).toBe(json.metadata.resourceVersion);
  });

  test("the status goes through its subresource, and the rest stays", async () => {
    await create(deployments, deployment("reported"));
    const { json } = await patch(`${deployments}/reported/status`, "merge-patch+json", {
      spec: { replicas: 9 },
      status: { readyReplicas: 1 },
    });
    expect(json).toMatchObject({ spec: { replicas: 2 }, status: { readyReplicas: 1 } });
    const main = await patch(`${deployments}/reported`, "merge-patch+json", { status: { readyReplicas: 7 } });
    expect(main.json).toMatchObject({ status: { readyReplicas: 1 } });
  });

  test("refuses what cannot change", async () => {
    await create(deployments, deployment("fixed"));
    const { status, json } = await patch(`${deployments}/fixed`, "merge-patch+json", {
      spec: {
        selector: { matchLabels: { app: "other" } },
        template: { metadata: { labels: { app: "other" } } },
      },
    });
    expect(status).toBe(422);
    expect(json.message).toContain("spec.selector");
    expect(json.message).toContain("field is immutable");
  });
});

describe("patching", () => {
  test("merges lists by key in the strategic form and replaces them in the merge form", async () => {
    await create(deployments, deployment("patched"));
    const body = {
      spec: { template: { spec: { containers: [{ name: "web", env: [{ name: "B", value: "2" }] }] } } },
    };
    const strategic = await patch(`${deployments}/patched`, "strategic-merge-patch+json", body);
    expect(strategic.json.spec).toMatchObject({
      template: {
        spec: {
          containers: [
            {
              image: "registry.example.com/web:1",
              env: [
                { name: "A", value: "1" },
                { name: "B", value: "2" },
              ],
            },
          ],
        },
      },
    });
    const merge = await patch(`${deployments}/patched`, "merge-patch+json", body);
    expect(merge).toMatchObject({
      status: 422,
      json: { message: expect.stringMatching(/containers\[0\]\.image: Required value/) },
    });
  });

  test("with JSON patch tests before it changes", async () => {
    await create(configMaps, configMap("tested", { a: "1" }));
    const wrong = [
      { op: "test", path: "/data/a", value: "2" },
      { op: "remove", path: "/data/a" },
    ];
    expect(await patch(`${configMaps}/tested`, "json-patch+json", wrong)).toMatchObject({ status: 422 });
    const right = [
      { op: "test", path: "/data/a", value: "1" },
      { op: "add", path: "/data/b", value: "2" },
    ];
    expect((await patch(`${configMaps}/tested`, "json-patch+json", right)).json.data).toEqual({
      a: "1",
      b: "2",
    });
  });

  test("refuses unknown patch types", async () => {
    const { status, json } = await patch(`${configMaps}/tested`, "json", {});
    expect(status).toBe(415);
    expect(json.message).toContain("application/strategic-merge-patch+json");
  });
});

describe("applying", () => {
  const apply = (body: unknown, manager: string, more = "") =>
    patch(`${configMaps}/applied`, "apply-patch+yaml", body, `?fieldManager=${manager}${more}`);
  const config = (data: Record<string, string>) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "applied" },
    data,
  });

  test("creates, merges, and takes away what a manager no longer names", async () => {
    expect((await apply(config({ a: "1", b: "1" }), "first")).status).toBe(201);
    expect((await apply(config({ c: "1" }), "second")).json.data).toEqual({ a: "1", b: "1", c: "1" });
    expect((await apply(config({ a: "2" }), "first")).json.data).toEqual({ a: "2", c: "1" });
  });

  test("names the manager and the field of a conflict, and yields to force", async () => {
    const refused = await apply(config({ a: "9" }), "second");
    expect(refused.status).toBe(409);
    expect(refused.json).toMatchObject({
      message: 'Apply failed with 1 conflict: conflict with "first": .data.a',
      details: { causes: [{ reason: "FieldManagerConflict", field: ".data.a" }] },
    });
    expect((await apply(config({ a: "9" }), "second", "&force=true")).json.data).toMatchObject({ a: "9" });
  });

  test("takes YAML and wants a manager", async () => {
    const yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\ndata: {y: 'yes'}\n";
    expect((await apply(yaml, "third")).json.data).toMatchObject({ y: "yes" });
    const nameless = await patch(`${configMaps}/applied`, "apply-patch+yaml", yaml);
    expect(nameless).toMatchObject({
      status: 422,
      json: { message: expect.stringMatching(/fieldManager: Required value/) },
    });
  });
});

describe("deleting", () => {
  test("answers Success with the uid of what is gone", async () => {
    const { json } = await create(configMaps, configMap("gone"));
    const deleted = await send(demo, `${configMaps}/gone`, { method: "DELETE" });
    expect(deleted.json).toMatchObject({
      kind: "Status",
      status: "Success",
      details: { name: "gone", kind: "configmaps", uid: json.metadata.uid },
    });
    expect(await send(demo, `${configMaps}/gone`)).toMatchObject({
      status: 404,
      json: { message: 'configmaps "gone" not found' },
    });
  });

  test("waits for finalizers, and is done when the last one goes", async () => {
    await create(configMaps, { metadata: { name: "held", finalizers: ["example.com/hold"] } });
    const deleted = await send(demo, `${configMaps}/held`, { method: "DELETE" });
    expect(deleted.json).toMatchObject({ kind: "ConfigMap" });
    expect(deleted.json.metadata.deletionTimestamp).toBeTruthy();
    await patch(`${configMaps}/held`, "merge-patch+json", { metadata: { finalizers: null } });
    expect((await send(demo, `${configMaps}/held`)).status).toBe(404);
  });

  test("holds to the uid it was told", async () => {
    await create(configMaps, configMap("guarded"));
    const refused = await send(demo, `${configMaps}/guarded`, {
      method: "DELETE",
      body: { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: "another" } },
    });
    expect(refused).toMatchObject({ status: 409, json: { reason: "Conflict" } });
    expect((await send(demo, `${configMaps}/guarded`)).status).toBe(200);
  });

  test("gives a running pod its grace", async () => {
    demo.objects.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "graceful", namespace: "default" },
      spec: { nodeName: "node-a1", containers: [{ name: "c", image: "i:1" }] },
    });
    const { json } = await send(demo, "/api/v1/namespaces/default/pods/graceful?gracePeriodSeconds=7", {
      method: "DELETE",
    });
    expect(json.metadata).toMatchObject({ deletionGracePeriodSeconds: 7 });
    const at = (time: string | undefined) => Date.parse(time ?? "");
    expect(at(json.metadata.deletionTimestamp)).toBe(demo.clock.now() + 7000);
  });

  test("a collection takes what the selector names", async () => {
    for (const name of ["c1", "c2"]) await create(configMaps, { metadata: { name, labels: { batch: "x" } } });
    const { json } = await send(demo, `${configMaps}?labelSelector=batch=x`, { method: "DELETE" });
    expect(json.items.map(({ metadata }) => metadata.name)).toEqual(["c1", "c2"]);
    expect((await send(demo, `${configMaps}?labelSelector=batch=x`)).json.items).toEqual([]);
  });
});

describe("scaling", () => {
  test("reads and writes the replicas of a Deployment through its scale", async () => {
    await create(deployments, deployment("scaled"));
    const read = await send(demo, `${deployments}/scaled/scale`);
    expect(read.json).toMatchObject({
      kind: "Scale",
      apiVersion: "autoscaling/v1",
      spec: { replicas: 2 },
      status: { selector: "app=scaled" },
    });
    const written = await patch(`${deployments}/scaled/scale`, "merge-patch+json", { spec: { replicas: 5 } });
    expect(written.json.spec).toEqual({ replicas: 5 });
    expect((await send(demo, `${deployments}/scaled`)).json.spec).toMatchObject({ replicas: 5 });
  });

  test("works for a custom resource that declares it, and is unknown for others", async () => {
    demo.objects.create({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "pools.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "pools", kind: "Pool" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            subresources: { scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.size" } },
          },
        ],
      },
    });
    const pools = "/apis/example.com/v1/namespaces/default/pools";
    await create(pools, {
      apiVersion: "example.com/v1",
      kind: "Pool",
      metadata: { name: "p" },
      spec: { size: 1 },
    });
    await patch(`${pools}/p/scale`, "merge-patch+json", { spec: { replicas: 4 } });
    expect((await send(demo, `${pools}/p`)).json.spec).toEqual({ size: 4 });
    expect((await send(demo, `${configMaps}/tested/scale`)).status).toBe(404);
  });
});
