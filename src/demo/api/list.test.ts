import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send } from "../../../test/support/raw-http.ts";
import { type DemoCluster, ManualClock, startDemo } from "../index.ts";

let demo: DemoCluster;
const clock = new ManualClock();
const configMap = (name: string, labels = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "lists", labels },
  data: { key: name },
});

beforeAll(async () => {
  demo = await startDemo({ world: "empty", clock, warmUp: 1000, futureVersionWait: 0 });
  demo.objects.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "lists" } });
  for (const name of ["a", "b", "c", "d", "e"])
    demo.objects.create(configMap(name, { parity: "ace".includes(name) ? "odd" : "even" }));
});
afterAll(() => demo.close());

const list = (query = "", headers = {}) =>
  send(demo, `/api/v1/namespaces/lists/configmaps${query}`, { headers });
const names = (items: readonly { readonly metadata: { readonly name?: string } }[]) =>
  items.map(({ metadata }) => metadata.name);

describe("a list", () => {
  test("names its kind once and gives items by name, without kind of their own", async () => {
    const { status, json } = await list();
    expect(status).toBe(200);
    expect(json).toMatchObject({ kind: "ConfigMapList", apiVersion: "v1" });
    expect(names(json.items)).toEqual(["a", "b", "c", "d", "e"]);
    expect(json.items[0]).not.toHaveProperty("kind");
    expect(json.metadata.resourceVersion).toBe(demo.revision);
  });

  test("covers all namespaces when none is named", async () => {
    const { json } = await send(demo, "/api/v1/configmaps");
    const namespaces = new Set(json.items.map(({ metadata }) => metadata.namespace));
    expect(namespaces).toContain("lists");
    expect(namespaces).toContain("kube-system");
  });

  test.each([
    ["labelSelector=parity=odd", ["a", "c", "e"]],
    ["labelSelector=parity in (even)", ["b", "d"]],
    ["labelSelector=!parity", []],
    ["fieldSelector=metadata.name=b", ["b"]],
    ["fieldSelector=metadata.name!=b&labelSelector=parity=even", ["d"]],
  ])("keeps to %s", async (query, expected) => {
    const { json } = await list(`?${encodeURI(query)}`);
    expect(names(json.items)).toEqual(expected);
  });

  test.each([
    ["labelSelector=a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    [
      "fieldSelector=data.key=x",
      '"data.key" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    ["resourceVersion=abc", /resourceVersion: Invalid value: "abc"/],
    ["limit=many", 'strconv.ParseInt: parsing "many": invalid syntax'],
    ["continue=nonsense", "continue key is not valid"],
  ])("refuses %s with 400", async (query, message) => {
    const { status, json } = await list(`?${encodeURI(query)}`);
    expect(status).toBe(400);
    expect(json).toMatchObject({ kind: "Status", reason: "BadRequest", code: 400 });
    expect(json.message).toMatch(message);
  });

  test("comes in pages that fit together", async () => {
    const first = await list("?limit=2");
    expect(first.json.metadata.remainingItemCount).toBe(3);
    const second = await list(`?limit=2&continue=${first.json.metadata.continue}`);
    const third = await list(`?limit=2&continue=${second.json.metadata.continue}`);
    expect([...names(first.json.items), ...names(second.json.items), ...names(third.json.items)]).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e",
    ]);
    expect(third.json.metadata).not.toHaveProperty("continue");
    expect(second.json.metadata.resourceVersion).toBe(first.json.metadata.resourceVersion);
  });

  test("stays with the state of its first page while objects come and go", async () => {
    const first = await list("?limit=3");
    demo.objects.create(configMap("dd"));
    demo.objects.delete("configmaps", "lists/e");
    const second = await list(`?continue=${first.json.metadata.continue}`);
    expect(names(second.json.items)).toEqual(["d", "e"]);
    demo.objects.delete("configmaps", "lists/dd");
    demo.objects.create(configMap("e", { parity: "odd" }));
  });

  test("does not say how many remain when a selector hides some", async () => {
    const { json } = await list("?limit=1&labelSelector=parity=odd");
    expect(json.metadata.continue).toBeTruthy();
    expect(json.metadata).not.toHaveProperty("remainingItemCount");
  });

  test("that lost its history offers a token to go on with an inconsistent rest", async () => {
    const first = await list("?limit=2");
    demo.objects.patch("configmaps", "lists/a", { data: { key: "newer" } });
    demo.compact();
    const expired = await list(`?limit=2&continue=${first.json.metadata.continue}`);
    expect(expired.status).toBe(410);
    expect(expired.json).toMatchObject({ reason: "Expired", code: 410 });
    const rest = await list(`?continue=${expired.json.metadata.continue}`);
    expect(names(rest.json.items)).toEqual(["c", "d", "e"]);
  });

  test("from resourceVersion 0 ignores the limit", async () => {
    const { json } = await list("?limit=2&resourceVersion=0");
    expect(json.items).toHaveLength(5);
    expect(json.metadata).not.toHaveProperty("continue");
  });

  test("at an exact resourceVersion shows the past", async () => {
    const before = demo.revision;
    demo.objects.patch("configmaps", "lists/b", { data: { key: "changed" } });
    const { json } = await list(`?resourceVersion=${before}&resourceVersionMatch=Exact`);
    expect(json.items[1]).toMatchObject({ data: { key: "b" } });
    expect(json.metadata.resourceVersion).toBe(before);
  });

  test("at an exact resourceVersion before the history is Expired", async () => {
    const { status, json } = await list("?resourceVersion=5&resourceVersionMatch=Exact");
    expect(status).toBe(410);
    expect(json.message).toBe("The resourceVersion for the provided list is too old.");
  });

  test("of a future resourceVersion is refused as too large, and says when to come back", async () => {
    const { status, json, headers } = await list("?resourceVersion=99999999");
    expect(status).toBe(504);
    expect(headers["retry-after"]).toBe("1");
    expect(json).toMatchObject({
      reason: "Timeout",
      details: { causes: [{ reason: "ResourceVersionTooLarge" }], retryAfterSeconds: 1 },
    });
  });

  test.each([
    ["resourceVersionMatch=Exact", "resourceVersionMatch is forbidden unless resourceVersion is provided"],
    ["resourceVersion=0&resourceVersionMatch=Exact", 'resourceVersionMatch "exact" is forbidden'],
    ["sendInitialEvents=true", "sendInitialEvents is forbidden for list"],
  ])("with %s is invalid", async (query, message) => {
    const { status, json } = await list(`?${query}`);
    expect(status).toBe(422);
    expect(json.message).toContain(message);
  });

  test("is compressed when it is large and the client takes gzip", async () => {
    demo.objects.create({
      ...configMap("large"),
      data: { text: "x".repeat(300_000) },
    });
    const zipped = await list("", { "accept-encoding": "gzip" });
    const plain = await list();
    demo.objects.delete("configmaps", "lists/large");
    expect(zipped.headers["content-encoding"]).toBe("gzip");
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(zipped.bytes).toBeLessThan(plain.bytes / 10);
  });

  test("answers JSON to a client that would rather have protobuf, and 406 to one that takes nothing else", async () => {
    const both = await list("", { accept: "application/vnd.kubernetes.protobuf,application/json" });
    expect(both.headers["content-type"]).toBe("application/json");
    const only = await list("", { accept: "application/vnd.kubernetes.protobuf" });
    expect(only.status).toBe(406);
  });

  test("of an unknown resource is 404 in the server's words", async () => {
    const { status, json } = await send(demo, "/api/v1/gadgets");
    expect(status).toBe(404);
    expect(json.message).toBe("the server could not find the requested resource");
  });
});

test("a path that cannot be read is refused", async () => {
  expect((await send(demo, "/api/v1/namespaces/%zz/pods")).status).toBe(400);
});

describe("events", () => {
  const event = {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    metadata: { name: "seen", namespace: "lists" },
    regarding: { kind: "ConfigMap", name: "a", namespace: "lists" },
    note: "it was looked at",
    reason: "Seen",
    type: "Normal",
    reportingController: "reader",
    eventTime: "2026-11-17T14:00:00.000000Z",
  };

  test("are one store behind two APIs with different names for the same fields", async () => {
    const made = await send(demo, "/apis/events.k8s.io/v1/namespaces/lists/events", {
      method: "POST",
      body: event,
    });
    expect(made).toMatchObject({ status: 201, json: { regarding: { name: "a" }, note: "it was looked at" } });
    const core = await send(
      demo,
      "/api/v1/namespaces/lists/events?fieldSelector=involvedObject.name=a,reason=Seen",
    );
    expect(core.json.items).toMatchObject([
      {
        involvedObject: { kind: "ConfigMap", name: "a" },
        message: "it was looked at",
        reportingComponent: "reader",
      },
    ]);
    const byNewName = "/apis/events.k8s.io/v1/namespaces/lists/events?fieldSelector=regarding.name=a";
    expect((await send(demo, byNewName)).json.items).toHaveLength(1);
    expect((await send(demo, `${byNewName},involvedObject.name=a`)).status).toBe(400);
  });
});

describe("metadata only", () => {
  test("leaves out everything else, in lists and for one object", async () => {
    const accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
    const { json } = await list("", { accept });
    expect(json.kind).toBe("PartialObjectMetadataList");
    expect(Object.keys(json.items[0] ?? {})).toEqual(["kind", "apiVersion", "metadata"]);
    const one = await send(demo, "/api/v1/namespaces/lists/configmaps/a", {
      headers: { accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" },
    });
    expect(one.json).toMatchObject({ kind: "PartialObjectMetadata", metadata: { name: "a" } });
    expect(one.json).not.toHaveProperty("data");
  });
});
