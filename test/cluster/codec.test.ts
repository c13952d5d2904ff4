// Objects as a real API server sends them: what the codec makes of protobuf must be what the same server says in JSON.
import { Agent, type Dispatcher, request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  acceptFor,
  decode,
  decodeStatus,
  hasProtobufSchema,
  readList,
  readObject,
  readWatch,
} from "../../src/kube/codec/index.ts";
import type { KubeObject, ListChunk, ObjectForm, TypeMeta, WatchEvent } from "../../src/kube/types.ts";
import { collect } from "../support/codec/streams.ts";
import { withoutZeros } from "../support/codec/without-zeros.ts";
import { codecObjects, widgetDefinition } from "./codec-objects.ts";
import { sharedCluster } from "./shared-cluster.ts";
import { until } from "./until.ts";

const cluster = sharedCluster();
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
const protobuf = "application/vnd.kubernetes.protobuf";

let agent: Agent;
let namespace: string;

interface Listable {
  readonly path: string;
  readonly type: TypeMeta;
}

beforeAll(async () => {
  agent = new Agent({ connect: { ca: Buffer.from(cluster.details.caData, "base64").toString() } });
  namespace = await cluster.createNamespace("codec");
  const apply = (objects: readonly unknown[]) =>
    cluster.kubectl(["apply", "-n", namespace, "-f", "-"], {
      input: objects.map((object) => JSON.stringify(object)).join("\n---\n"),
    });
  await apply([widgetDefinition]);
  await until("widgets are served", async () => (await cluster.tryKubectl(["get", "widgets"])).code === 0);
  await apply(codecObjects);
  await until("the pods run", async () => {
    const phases = await cluster.kubectl([
      "get",
      "pods",
      "-n",
      namespace,
      "-o",
      "jsonpath={.items[*].status.phase}",
    ]);
    return phases.split(" ").filter((phase) => phase === "Running").length >= 3;
  });
});

afterAll(() => agent?.destroy());

function get(path: string, accept: string): Promise<Dispatcher.ResponseData> {
  const headers = { authorization: `Bearer ${cluster.details.tokens.admin}`, accept };
  return request(cluster.details.server + path, { dispatcher: agent, headers });
}

async function list(
  path: string,
  type: TypeMeta,
  accept: string,
): Promise<[ListChunk[], contentType: string]> {
  const { headers, body } = await get(path, accept);
  const contentType = String(headers["content-type"]);
  return [await collect(readList(body, contentType, { tried: `list ${path}`, type })), contentType];
}

const objectsOf = (chunks: readonly ListChunk[]) =>
  chunks.flatMap(({ objects }) => objects.map(({ encoded }) => decode(encoded)));

/** Every resource that can be listed, in every version. */
async function listables(): Promise<Listable[]> {
  const { groups } = await cluster.request<{
    groups: { versions: { groupVersion: string }[] }[];
  }>("GET", "/apis");
  const versions = groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion));
  const roots = ["/api/v1", ...versions.map((version) => `/apis/${version}`)];
  const lists = await Promise.all(roots.map(listablesBelow));
  return lists.flat();
}

async function listablesBelow(root: string): Promise<Listable[]> {
  const { groupVersion, resources } = await cluster.request<{
    groupVersion: string;
    resources: { name: string; kind: string; verbs: string[] }[];
  }>("GET", root);
  return resources
    .filter(({ verbs }) => verbs.includes("list"))
    .map(({ name, kind }) => ({ path: `${root}/${name}`, type: { apiVersion: groupVersion, kind } }));
}

/** An object of a JSON list as we keep it: with its type, and without what is dropped. */
function asKept(object: KubeObject, type: TypeMeta): KubeObject {
  const { [lastApplied]: _, ...annotations } = object.metadata.annotations ?? {};
  const metadata = { ...object.metadata, annotations, managedFields: undefined };
  const kept = { ...type, ...object, metadata };
  if (type.kind !== "Secret") return kept;
  const { data } = object as { data?: Record<string, string> };
  return { ...kept, data: Object.fromEntries(Object.keys(data ?? {}).map((key) => [key, ""])) };
}

/** What is made up as it is asked for comes in any order. */
function inOrder(objects: readonly KubeObject[]): readonly KubeObject[] {
  const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace}/${metadata.name}`;
  return objects.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

describe("objects decoded from protobuf are what the server says in JSON", () => {
  test("in lists of every kind it has", async () => {
    const answered = { protobuf: 0, json: 0 };
    const filled = new Set<string>();
    for (const { path, type } of await listables()) {
      const isKnown = hasProtobufSchema(type);
      const [chunks, contentType] = await list(path, type, acceptFor("object", false, isKnown));
      expect(contentType, path).toBe(isKnown ? protobuf : "application/json");
      answered[isKnown ? "protobuf" : "json"] += 1;
      const { resourceVersion = "" } = chunks.at(-1)?.page ?? {};
      const exact =
        resourceVersion === "" ? "" : `?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`;
      const { items } = await cluster.request<{ items: KubeObject[] }>("GET", `${path}${exact}`);
      const objects = objectsOf(chunks);
      if (objects.length > 0) filled.add(type.kind);
      const kept = items.map((item) => asKept(item, type));
      expect(withoutZeros(inOrder(objects)), path).toEqual(withoutZeros(inOrder(kept)));
    }
    expect(answered.protobuf).toBeGreaterThan(50);
    expect(answered.json).toBeGreaterThan(0);
    expect([...filled]).toEqual(
      expect.arrayContaining(["Pod", "Deployment", "CustomResourceDefinition", "Widget"]),
    );
    expect([...filled]).toEqual(expect.arrayContaining(codecObjects.map(({ kind }) => kind)));
  });

  test.each([
    ["/apis/apps/v1", "deployments", "web"],
    ["/api/v1", "secrets", "passwords"],
    ["/api/v1", "configmaps", "settings"],
    ["/apis/batch/v1", "cronjobs", "nightly"],
    ["/apis/autoscaling/v2", "horizontalpodautoscalers", "web"],
  ])("in one object alone, of which nothing is dropped: %s %s", async (root, resource, name) => {
    const path = `${root}/namespaces/${namespace}/${resource}/${name}`;
    const { headers, body } = await get(path, protobuf);
    const object = readObject(await body.bytes(), String(headers["content-type"]), path);
    const json = await cluster.request<KubeObject>("GET", path);
    expect(headers["content-type"]).toBe(protobuf);
    expect(object.metadata).toHaveProperty("managedFields");
    expect(withoutZeros(object)).toEqual(withoutZeros(json));
  });
});

describe("a watch that begins with everything", () => {
  async function initialEvents(form: ObjectForm, preferProtobuf: boolean): Promise<[WatchEvent[], string]> {
    const query =
      "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const path = `/api/v1/namespaces/${namespace}/pods?${query}`;
    const { headers, body } = await get(path, acceptFor(form, true, preferProtobuf));
    const contentType = String(headers["content-type"]);
    const type = { apiVersion: "v1", kind: "Pod" };
    const events: WatchEvent[] = [];
    for await (const batch of readWatch(body, contentType, { tried: "watch pods", type })) {
      events.push(...batch);
      if (batch.some((event) => event.type === "BOOKMARK" && event.initialEventsEnd)) break;
    }
    return [events, contentType];
  }

  const names = (events: readonly WatchEvent[]) =>
    events.flatMap((event) => (event.type === "ADDED" ? [event.object.identity.name] : [])).sort();

  test("gives the same pods as protobuf, JSON, Table and metadata, and says where they end", async () => {
    const pods = await cluster.kubectl([
      "get",
      "pods",
      "-n",
      namespace,
      "-o",
      "jsonpath={.items[*].metadata.name}",
    ]);
    const asked = [
      ["object", true, `${protobuf};stream=watch`],
      ["object", false, "application/json"],
      ["table", false, "application/json"],
      ["metadata", false, "application/json"],
    ] as const;
    for (const [form, preferProtobuf, contentType] of asked) {
      const [events, came] = await initialEvents(form, preferProtobuf);
      expect(came, form).toBe(contentType);
      expect(names(events), form).toEqual(pods.split(" ").sort());
      expect(events.at(-1), form).toMatchObject({ type: "BOOKMARK", initialEventsEnd: true });
      expect(events[0]?.type, form).toBe(form === "table" ? "COLUMNS" : "ADDED");
    }
  });
});

test("a Table has the server's columns and one row for each object", async () => {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const [chunks] = await list(path, { apiVersion: "v1", kind: "Pod" }, acceptFor("table", false, false));
  expect(chunks[0]?.columns?.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["Name", "Ready", "Status"]),
  );
  for (const object of objectsOf(chunks)) {
    expect(object).toMatchObject({ kind: "Pod", metadata: { namespace } });
    expect(object.cells).toHaveLength(chunks[0]?.columns?.length ?? 0);
  }
});

test.each([protobuf, "application/json"])("an error asked for as %s is a Status", async (accept) => {
  const { headers, body, statusCode } = await get(`/api/v1/namespaces/${namespace}/pods/no-such-pod`, accept);
  expect(statusCode).toBe(404);
  expect(headers["content-type"]).toBe(accept);
  expect(decodeStatus(String(headers["content-type"]), await body.bytes())).toMatchObject({
    code: 404,
    reason: "NotFound",
    message: 'pods "no-such-pod" not found',
    details: { name: "no-such-pod", kind: "pods" },
  });
});
