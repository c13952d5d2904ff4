import { describe, expect, test } from "vitest";
import { bytesField, encodeObject } from "../../../test/support/codec/encode-protobuf.ts";
import { codecFixture, codecFixtures } from "../../../test/support/codec/fixtures.ts";
import { withoutZeros } from "../../../test/support/codec/without-zeros.ts";
import type { EncodedObject, KubeObject, TypeMeta } from "../types.ts";
import { decode } from "./decode.ts";
import { readEnvelope } from "./envelope.ts";
import { hasProtobufSchema } from "./known-message.ts";
import { fieldMask } from "./plan.ts";

const podType = { apiVersion: "v1", kind: "Pod" };

function encode(type: TypeMeta, object: Record<string, unknown>): EncodedObject {
  return { encoding: "protobuf", type, bytes: encodeObject(type, object) };
}

function examplePod(): EncodedObject {
  const { protobuf } = codecFixture("core.v1.Pod");
  const { type, start, end } = readEnvelope(protobuf);
  return { encoding: "protobuf", type, bytes: protobuf.subarray(start, end) };
}

const json = (type: TypeMeta, value: unknown, encoding: "json" | "table" = "json"): EncodedObject => ({
  encoding,
  type,
  bytes: Buffer.from(JSON.stringify(value)),
});

describe("protobuf is decoded to what the API's JSON says", () => {
  test.each(codecFixtures())("of a $name written anew", ({ json }) => {
    const { apiVersion = "", kind = "" } = json;
    const decoded = decode(encode({ apiVersion, kind }, json));
    expect(withoutZeros(decoded)).toEqual(withoutZeros(json));
  });

  test.each([
    [0],
    [-1],
    [2_147_483_647],
    [-2_147_483_648],
    [2_147_483_648],
    [-2_147_483_649],
    [0x12_3456_789a],
    [Number.MAX_SAFE_INTEGER],
    [Number.MIN_SAFE_INTEGER],
    [2 ** 62],
  ])("with the integer %i", (generation) => {
    const decoded = decode(encode(podType, { metadata: { generation } }));
    expect(decoded.metadata.generation ?? 0).toBe(generation);
  });

  test.each(["", "a", "näme", "日本", "🚢 ship", "x".repeat(64), "x".repeat(65), "x".repeat(100_000)])(
    "with a text of any letters and length",
    (text) => {
      const decoded = decode(encode(podType, { metadata: { annotations: { note: text } } }));
      expect(decoded.metadata.annotations).toEqual({ note: text });
    },
  );

  test("with a map key that JavaScript objects treat specially", () => {
    const data = JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string>;
    const decoded = decode(encode({ apiVersion: "v1", kind: "ConfigMap" }, { data }));
    expect(JSON.stringify(decoded.data)).toBe('{"__proto__":"a","constructor":"b"}');
  });

  test("without the unset fields that a server writes all the same, where JSON leaves them out", () => {
    // ObjectMeta: an empty generateName, generation 0. ContainerStatus: not ready, no restarts, no started.
    const metadata = Buffer.from([0x12, 0, 0x38, 0]);
    const container = Buffer.from([0x0a, 1, 0x61, 0x20, 0, 0x28, 0]);
    const bytes = Buffer.concat([
      bytesField(1, metadata),
      bytesField(3, Buffer.concat([bytesField(1, Buffer.alloc(0)), bytesField(8, container)])),
    ]);
    expect(decode({ encoding: "protobuf", type: podType, bytes })).toEqual({
      ...podType,
      metadata: {},
      status: { containerStatuses: [{ name: "a", ready: false, restartCount: 0 }] },
    });
  });

  test("without the fields a newer server added", () => {
    const unknown = Buffer.from([0xfa, 0x3f, 0x03, 1, 2, 3, 0xf0, 0x3f, 0x96, 0x01]);
    const bytes = Buffer.concat([unknown, encodeObject(podType, { metadata: { name: "a" } }), unknown]);
    expect(decode({ encoding: "protobuf", type: podType, bytes })).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "a" },
    });
  });

  test("with numbers packed into one field, as other encoders may", () => {
    const type = { apiVersion: "v1", kind: "PodSecurityContext" };
    const bytes = Buffer.from([0x22, 3, 1, 0xac, 0x02]);
    expect(decode({ encoding: "protobuf", type, bytes }).supplementalGroups).toEqual([1, 300]);
  });

  test("whatever kind of memory it lies in", () => {
    const bytes = new Uint8Array(encodeObject(podType, { metadata: { name: "web" } }));
    expect(decode({ encoding: "protobuf", type: podType, bytes }).metadata.name).toBe("web");
  });
});

describe("a mask limits what is read of protobuf", () => {
  const pod = codecFixture("core.v1.Pod").json as KubeObject & {
    spec: { volumes: { name: string; configMap?: unknown }[]; nodeName: string };
    status: { containerStatuses: { ready: boolean; restartCount: number }[] };
  };
  const head = { apiVersion: "v1", kind: "Pod" };

  test.each([
    ["one leaf", ["spec.nodeName"], { metadata: {}, spec: { nodeName: pod.spec.nodeName } }],
    ["a leaf in arrays", ["spec.volumes.name"], { metadata: {}, spec: { volumes: [{ name: "nameValue" }] } }],
    [
      "two leaves in one array",
      ["status.containerStatuses.ready", "status.containerStatuses.restartCount"],
      { metadata: {}, status: { containerStatuses: [{ ready: true, restartCount: 5 }] } },
    ],
    ["a whole object", ["metadata"], { metadata: pod.metadata }],
    ["a map", ["metadata.labels"], { metadata: { labels: pod.metadata.labels } }],
    [
      "a key of a map, with all of the map",
      ["metadata.labels.app"],
      { metadata: { labels: pod.metadata.labels } },
    ],
    [
      "a field that protobuf keeps one level deeper",
      ["spec.volumes.configMap"],
      { metadata: {}, spec: { volumes: [{ configMap: pod.spec.volumes[0]?.configMap }] } },
    ],
    ["the wider of two paths", ["metadata.labels.app", "metadata"], { metadata: pod.metadata }],
    ["nothing that exists", ["spec.noSuchField", "nothing"], { metadata: {}, spec: {} }],
    ["nothing", [], { metadata: {} }],
  ] as const)("to %s", (_, paths, expected) => {
    const decoded = decode(examplePod(), fieldMask(paths));
    expect(withoutZeros(decoded)).toEqual(withoutZeros({ ...head, ...expected }));
  });

  test("and takes all of a map of objects for a path that goes on below it", () => {
    const type = { apiVersion: "apiextensions.k8s.io/v1", kind: "JSONSchemaProps" };
    const properties = { a: { type: "string", format: "date" } };
    const decoded = decode(encode(type, { properties, title: "t" }), fieldMask(["properties.type"]));
    expect(decoded).toEqual({ ...type, metadata: {}, properties });
  });

  test("and one not made by us is understood too", () => {
    expect(decode(examplePod(), { paths: ["metadata.name"] }).metadata).toEqual({ name: "nameValue" });
  });

  test("while JSON gives all, so that at least the masked fields are there", () => {
    const encoded = json(podType, { metadata: { name: "a" }, spec: { nodeName: "n" } });
    expect(decode(encoded, fieldMask(["spec.nodeName"]))).toEqual({
      ...head,
      metadata: { name: "a" },
      spec: { nodeName: "n" },
    });
  });
});

describe("JSON", () => {
  const type = { apiVersion: "example.com/v1", kind: "Widget" };

  test("gets the kind and version its list left out", () => {
    expect(decode(json(type, { metadata: { name: "a" }, spec: {} }))).toEqual({
      ...type,
      metadata: { name: "a" },
      spec: {},
    });
  });

  test("without metadata gets empty metadata", () => {
    expect(decode(json(type, { metadata: null }))).toEqual({ ...type, metadata: {} });
  });

  test("of a Table's row gives its metadata and its cells", () => {
    const row = { cells: ["a", "1/1"], object: { kind: "PartialObjectMetadata", metadata: { name: "a" } } };
    expect(decode(json(type, row, "table"))).toEqual({
      ...type,
      metadata: { name: "a" },
      cells: ["a", "1/1"],
    });
  });
});

test.each([
  ["v1", "Pod", true],
  ["apps/v1", "Deployment", true],
  ["v1", "Status", true],
  ["apiextensions.k8s.io/v1", "CustomResourceDefinition", true],
  ["apiregistration.k8s.io/v1", "APIService", true],
  ["metrics.k8s.io/v1beta1", "NodeMetrics", true],
  ["example.com/v1", "Widget", false],
  // A custom resource that is called as a built-in kind is.
  ["example.com/v1", "Pod", false],
  ["example.com/v1", "Status", false],
  // Alpha versions change.
  ["storage.k8s.io/v1alpha1", "VolumeAttachment", false],
])("of %s %s a schema is known: %s", (apiVersion, kind, known) => {
  expect(hasProtobufSchema({ apiVersion, kind })).toBe(known);
});

describe("damaged bytes are a protocol error that names the kind", () => {
  const protocolError = expect.objectContaining({ kind: "protocol", tried: "decode Pod" });

  test.each([
    ["a length beyond the end", [0x0a, 0x7f, 0x00]],
    ["a value beyond its message", [0x0a, 0x02, 0x0a, 0x05, 1, 2, 3, 4, 5]],
    ["a number without end", [0x38, ...Array<number>(12).fill(0xff)]],
    ["the end within a number", [0x80]],
    ["the end after a tag", [0x0a]],
    ["a wire type that does not exist", [0x07]],
    ["a group", [0x0b]],
  ])("%s", (_, bytes) => {
    expect(() => decode({ encoding: "protobuf", type: podType, bytes: Buffer.from(bytes) })).toThrow(
      protocolError,
    );
  });

  test("messages nested without end", () => {
    const type = { apiVersion: "apiextensions.k8s.io/v1", kind: "JSONSchemaProps" };
    let schema: Record<string, unknown> = {};
    for (let depth = 0; depth < 600; depth++) schema = { not: schema };
    expect(() => decode(encode(type, schema))).toThrow(/more than 400 deep/);
  });

  test("JSON that is cut off, of which nothing is quoted", () => {
    const bytes = Buffer.from('{"data":{"password":"hunter2"');
    expect(() => decode({ encoding: "json", type: podType, bytes })).toThrow(
      expect.objectContaining({ kind: "protocol", message: expect.not.stringContaining("hunter2") }),
    );
  });

  test("JSON that is no object", () => {
    expect(() => decode(json(podType, [1]))).toThrow(protocolError);
  });

  test("protobuf of a kind without schema", () => {
    const type = { apiVersion: "example.com/v1", kind: "Widget" };
    expect(() => decode({ encoding: "protobuf", type, bytes: Buffer.alloc(0) })).toThrow(
      expect.objectContaining({ kind: "protocol", message: expect.stringContaining("Widget") }),
    );
  });
});
