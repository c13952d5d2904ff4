import { expect, test } from "vitest";
import { acceptFor, encodingOf } from "./media-type.ts";

const protobuf = "application/vnd.kubernetes.protobuf";

test.each([
  ["object", false, true, `${protobuf},application/json`],
  ["object", true, true, `${protobuf};stream=watch,application/json`],
  ["object", false, false, "application/json"],
  ["object", true, false, "application/json"],
] as const)("%s, streaming %s, protobuf %s is asked for by %s", (form, streaming, preferProtobuf, accept) => {
  expect(acceptFor(form, streaming, preferProtobuf)).toBe(accept);
});

test("tables and metadata are asked for as JSON, with plain JSON for servers that cannot", () => {
  expect(acceptFor("table", true, true)).toMatch(/^application\/json;as=Table;v=v1;.*,application\/json$/);
  expect(acceptFor("metadata", false, true)).toMatch(/;as=PartialObjectMetadataList;.*,application\/json$/);
  expect(acceptFor("metadata", true, true)).toMatch(/;as=PartialObjectMetadata;.*,application\/json$/);
});

test.each([
  ["application/json", "json"],
  ["application/json;charset=utf-8", "json"],
  ["application/json;as=Table;v=v1;g=meta.k8s.io", "json"],
  ["application/apply-patch+json", "json"],
  ["", "json"],
  [undefined, "json"],
  [`${protobuf};stream=watch`, "protobuf"],
  ["Application/Vnd.Kubernetes.Protobuf", "protobuf"],
] as const)("an answer of %s is read as %s", (contentType, encoding) => {
  expect(encodingOf(contentType, "test")).toBe(encoding);
});

test.each(["text/html; charset=utf-8", "application/cbor", "text/plain"])(
  "an answer of %s is refused with a hint at the server's address",
  (contentType) => {
    expect(() => encodingOf(contentType, "list pods")).toThrow(
      expect.objectContaining({
        kind: "protocol",
        tried: "list pods",
        message: expect.stringContaining(contentType.split(";")[0] ?? ""),
        nextStep: expect.stringContaining("login page"),
      }),
    );
  },
);
