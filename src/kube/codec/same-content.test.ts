import { describe, expect, test } from "vitest";
import { encodeObject } from "../../../test/support/codec/encode-protobuf.ts";
import type { EncodedObject } from "../types.ts";
import { sameContent } from "./same-content.ts";

const type = { apiVersion: "v1", kind: "Pod" };
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

const encodings: [string, (object: Record<string, unknown>) => EncodedObject][] = [
  ["protobuf", (object) => ({ encoding: "protobuf", type, bytes: encodeObject(type, object) })],
  ["JSON", (object) => ({ encoding: "json", type, bytes: bytesOf({ ...type, ...object }) })],
  ["a Table's row", (object) => ({ encoding: "table", type, bytes: bytesOf({ cells: ["a"], object }) })],
];

const metadata = { name: "a", uid: "u", resourceVersion: "99", labels: { app: "web" } };
const pod = { metadata, spec: { nodeName: "n1" }, status: { phase: "Running" } };

describe.each(encodings)("two versions in %s", (_, encode) => {
  const same = (changed: Record<string, unknown>) => sameContent(encode(pod), encode(changed));

  test.each(["99", "98", "100", "18446744073709551615", ""])(
    "that differ in the resourceVersion %s only are the same",
    (resourceVersion) => {
      expect(same({ ...pod, metadata: { ...metadata, resourceVersion } })).toBe(true);
    },
  );

  test("of which one has no resourceVersion differ or not, but never fail", () => {
    const { resourceVersion: _, ...without } = metadata;
    expect(same({ ...pod, metadata: without })).toEqual(expect.any(Boolean));
  });

  test.each([
    ["in the metadata before it", { ...pod, metadata: { ...metadata, uid: "v" } }],
    ["in the metadata behind it", { ...pod, metadata: { ...metadata, labels: { app: "wed" } } }],
    ["in a field that is there", { ...pod, status: { phase: "Pending" } }],
    ["in a field of equal length", { ...pod, status: { phase: "Runnint" } }],
    ["in a field that is not there", { ...pod, status: {} }],
    ["in the version and more", { ...pod, metadata: { ...metadata, resourceVersion: "100", name: "b" } }],
  ])("that differ %s are not the same", (_, changed) => {
    expect(same(changed)).toBe(false);
  });

  test("without metadata are compared whole", () => {
    const { metadata: _, ...bare } = pod;
    expect(sameContent(encode(bare), encode(bare))).toBe(true);
    expect(sameContent(encode(bare), encode({ ...bare, spec: { nodeName: "n2" } }))).toBe(false);
  });
});

test("a resourceVersion elsewhere in the object counts", () => {
  const encode = (resourceVersion: string): EncodedObject => ({
    encoding: "json",
    type,
    bytes: bytesOf({ spec: { metadata: { resourceVersion } }, metadata: { resourceVersion: "1" } }),
  });
  expect(sameContent(encode("1"), encode("2"))).toBe(false);
});

test("two encodings of one object are taken for different", () => {
  const [protobuf, json] = encodings.map(([, encode]) => encode(pod));
  expect(protobuf && json && sameContent(protobuf, json)).toBe(false);
});
