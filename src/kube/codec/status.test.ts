import { expect, test } from "vitest";
import { encodeBody } from "../../../test/support/codec/encode-protobuf.ts";
import { codecFixture } from "../../../test/support/codec/fixtures.ts";
import { decodeStatus } from "./status.ts";

const protobuf = "application/vnd.kubernetes.protobuf";
const json = "application/json";

const status = {
  status: "Failure",
  message: 'pods "web" is forbidden',
  reason: "Forbidden",
  code: 403,
  metadata: { continue: "token" },
  details: {
    name: "web",
    kind: "pods",
    retryAfterSeconds: 5,
    causes: [{ reason: "FieldValueInvalid", message: "too long", field: "spec.x" }],
  },
};
const object = { kind: "Status", apiVersion: "v1", ...status };

test.each([
  ["JSON", json, Buffer.from(JSON.stringify(object))],
  ["JSON without a Content-Type", "", Buffer.from(JSON.stringify(object))],
  ["protobuf", protobuf, encodeBody(object)],
])("an error's Status is read from %s", (_, contentType, body) => {
  expect(decodeStatus(contentType, body)).toEqual(status);
});

test("the Status of Kubernetes' own examples is read", () => {
  const { protobuf: body, json: expected } = codecFixture("core.v1.Status");
  expect(decodeStatus(protobuf, body)).toMatchObject({
    code: expected.code,
    details: { causes: [{ field: "fieldValue" }], retryAfterSeconds: 5 },
  });
});

test("fields of the wrong type are left out", () => {
  const body = Buffer.from(
    '{"kind":"Status","code":"403","message":7,"details":{"causes":[null,{"field":1}]}}',
  );
  expect(decodeStatus(json, body)).toEqual({ details: { causes: [{}] } });
});

test.each([
  ["plain text", "text/plain", "Too many requests, please try again later."],
  ["a web page", "text/html", "<html>"],
  ["text said to be JSON", json, "Too many requests"],
  ["JSON of another kind", json, '{"kind":"Pod"}'],
  ["JSON that is no object", json, "null"],
  ["text said to be protobuf", protobuf, "Too many requests"],
  ["protobuf of another kind", protobuf, encodeBody({ apiVersion: "v1", kind: "Pod" })],
  ["nothing", json, ""],
])("%s is no Status, and no failure either", (_, contentType, body) => {
  expect(decodeStatus(contentType, Buffer.from(body))).toBeUndefined();
});
