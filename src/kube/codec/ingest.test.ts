import { describe, expect, test } from "vitest";
import { encodeObject } from "../../../test/support/codec/encode-protobuf.ts";
import type { TypeMeta, WireObject } from "../types.ts";
import { decode } from "./decode.ts";
import { ingestJson, ingestRow } from "./ingest-json.ts";
import { ingestProtobuf, protobufKind } from "./ingest-protobuf.ts";

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
const podType = { apiVersion: "v1", kind: "Pod" };
const secretType = { apiVersion: "v1", kind: "Secret" };

const metadata = {
  name: "web-0",
  namespace: "shop",
  uid: "1b3c",
  resourceVersion: "77",
  labels: { app: "web" },
  annotations: { a: "1", [lastApplied]: '{"spec":"a copy of everything"}', z: "2" },
  finalizers: ["example.com/hold"],
  managedFields: [{ manager: "kubectl", fieldsType: "FieldsV1" }, { manager: "kubelet" }],
};
const keptMetadata = { ...metadata, annotations: { a: "1", z: "2" }, managedFields: undefined };

/** Both ways an object of a built-in kind can come. */
const wires: [string, (type: TypeMeta, object: Record<string, unknown>) => WireObject][] = [
  [
    "protobuf",
    (type, object) => {
      const bytes = encodeObject(type, object);
      const padded = Buffer.concat([Buffer.from("before"), bytes, Buffer.from("after")]);
      return ingestProtobuf(padded, 6, 6 + bytes.length, protobufKind(type, "test"));
    },
  ],
  ["json", (type, object) => ingestJson(structuredClone(object), type)],
];

describe.each(wires)("an object that came as %s", (_, ingest) => {
  test("has its identity read", () => {
    expect(ingest(podType, { metadata }).identity).toEqual({
      uid: "1b3c",
      name: "web-0",
      namespace: "shop",
      resourceVersion: "77",
    });
  });

  test("of the cluster's scope has an empty namespace", () => {
    expect(ingest({ apiVersion: "v1", kind: "Node" }, { metadata: { name: "n" } }).identity.namespace).toBe(
      "",
    );
  });

  test("loses managedFields and the last-applied annotation, and nothing else", () => {
    const { encoded } = ingest(podType, { metadata, spec: { nodeName: "n1" }, status: { phase: "Running" } });
    expect(encoded.bytes.length).toBeLessThan(200 + (encoded.encoding === "json" ? 150 : 0));
    expect(decode(encoded)).toEqual({
      ...podType,
      metadata: keptMetadata,
      spec: { nodeName: "n1" },
      status: { phase: "Running" },
    });
  });

  test("with nothing to lose is kept as it is", () => {
    const object = { metadata: { name: "a", uid: "u" }, spec: { nodeName: "n" } };
    expect(decode(ingest(podType, object).encoded)).toEqual({ ...podType, ...object });
  });

  test("larger than any real one is kept whole", () => {
    const annotations = { large: "x".repeat(3_000_000), [lastApplied]: "y".repeat(3_000_000) };
    const { encoded } = ingest(podType, { metadata: { name: "a", annotations } });
    expect(decode(encoded).metadata.annotations).toEqual({ large: annotations.large });
  });

  test("and is a Secret keeps the keys of its values, but no value", () => {
    const secret = {
      metadata: { name: "db", annotations: { [lastApplied]: "hunter2" } },
      data: { password: Buffer.from("hunter2").toString("base64"), user: "YWRtaW4=" },
      stringData: { token: "hunter2" },
      type: "Opaque",
    };
    const { encoded } = ingest(secretType, secret);
    expect(decode(encoded)).toEqual({
      ...secretType,
      metadata: expect.objectContaining({ name: "db" }),
      data: { password: "", user: "" },
      stringData: { token: "" },
      type: "Opaque",
    });
    const text = Buffer.from(encoded.bytes).toString("latin1");
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain(secret.data.password);
  });

  test("and is a ConfigMap keeps its values", () => {
    const type = { apiVersion: "v1", kind: "ConfigMap" };
    expect(decode(ingest(type, { metadata: { name: "c" }, data: { a: "1" } }).encoded).data).toEqual({
      a: "1",
    });
  });

  test("has memory of its own, which the body's memory can be reused under", () => {
    const { bytes } = ingest(podType, { metadata }).encoded;
    expect(bytes.byteOffset).toBe(0);
    expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
  });
});

test("a kind of another group that is called Secret too keeps its values", () => {
  const type = { apiVersion: "example.com/v1", kind: "Secret" };
  expect(decode(ingestJson({ metadata: {}, data: { a: "b" } }, type).encoded).data).toEqual({ a: "b" });
});

test("JSON in which nothing is dropped is kept to the letter, with numbers JavaScript cannot hold", () => {
  const text = '{"metadata":{"name":"a"},"spec":{"big":9007199254740993, "exact":1.0}}';
  const bytes = Buffer.from(text);
  const object = ingestJson(JSON.parse(text), podType, { bytes, start: 0, end: bytes.length });
  expect(Buffer.from(object.encoded.bytes).toString()).toBe(text);
});

test.each([[{}], [{ metadata: null }], [{ metadata: "x" }], [{ metadata: { name: 7 } }]])(
  "JSON without usable metadata, %j, has an empty identity",
  (object) => {
    expect(ingestJson(object, podType).identity).toEqual({
      uid: "",
      name: "",
      namespace: "",
      resourceVersion: "",
    });
  },
);

test("a kind without metadata has an empty identity in protobuf too", () => {
  const type = { apiVersion: "custom.metrics.k8s.io/v1beta1", kind: "MetricValue" };
  const bytes = encodeObject(type, { describedObject: { kind: "Pod", name: "a" }, value: "1" });
  const object = ingestProtobuf(bytes, 0, bytes.length, protobufKind(type, "test"));
  expect(object.identity.name).toBe("");
  expect(decode(object.encoded)).toMatchObject({ describedObject: { kind: "Pod", name: "a" }, value: "1" });
});

describe("a Table's row", () => {
  const cells = ["web-0", "1/1", "Running"];

  test("has the identity of its object, and loses what objects lose", () => {
    const row = ingestRow({ cells, object: { kind: "PartialObjectMetadata", metadata } }, podType);
    expect(row.identity).toMatchObject({ uid: "1b3c", name: "web-0", namespace: "shop" });
    expect(row.encoded.encoding).toBe("table");
    expect(decode(row.encoded)).toEqual({ ...podType, metadata: keptMetadata, cells });
  });

  test("that came without its object is called by its first cell", () => {
    expect(ingestRow({ cells, object: null }, podType).identity).toMatchObject({ uid: "", name: "web-0" });
  });
});
