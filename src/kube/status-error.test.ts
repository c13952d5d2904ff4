import { describe, expect, test } from "vitest";
import { ApiError } from "./api-error.ts";
import { errorOfStatus, isExpired, readStatusError, statusError } from "./status-error.ts";
import type { Status } from "./types.ts";

const tried = "list pods in payments";

function answer(status: number, body: string, headers: Record<string, string> = {}) {
  return statusError({ status, headers, body: Buffer.from(body) }, tried);
}

const failure = (code: number, reason: string, message: string, details: Status["details"] = {}) =>
  JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", code, reason, message, details });

describe("an answer with a Status keeps the server's words and adds what to do", () => {
  test.each<[number, string, string, Status["details"], string]>([
    [401, "Unauthorized", "Unauthorized", {}, "log in again"],
    [403, "Forbidden", 'pods is forbidden: User "jane" cannot list', {}, "choose a namespace you may read"],
    [
      403,
      "Forbidden",
      'pods is forbidden: User "jane" cannot watch resource "pods" in API group "" in the namespace "web"',
      {},
      "ask the cluster's administrator for the right to watch pods",
    ],
    [404, "NotFound", 'pods "api-1" not found', { name: "api-1" }, "deleted in the meantime"],
    [
      404,
      "NotFound",
      "the server could not find the requested resource",
      {},
      "serves the kind in this version",
    ],
    [409, "AlreadyExists", 'pods "api-1" already exists', {}, "choose another name"],
    [409, "Conflict", "the object has been modified", {}, "load it again"],
    [
      409,
      "Conflict",
      "the UID in the precondition (a) does not match the UID in record (b)",
      {},
      "another of the same name",
    ],
    [
      409,
      "Conflict",
      "Apply failed with 1 conflict",
      { causes: [{ reason: "FieldManagerConflict" }] },
      "by force",
    ],
    [410, "Expired", "The provided continue parameter is too old", {}, "load the list again"],
    [422, "Invalid", 'Pod "api-1" is invalid: spec.x: Required value', {}, "correct the fields"],
    [
      429,
      "TooManyRequests",
      "Cannot evict pod",
      { causes: [{ reason: "DisruptionBudget" }] },
      "disruption budget",
    ],
    [429, "TooManyRequests", "too many requests", {}, "limits requests"],
    [500, "InternalError", "etcdserver: request timed out", {}, "the API server's log"],
    [503, "ServiceUnavailable", "the server is currently unable to handle the request", {}, "not available"],
    [504, "Timeout", "request did not complete", {}, "too slow"],
  ])("%i %s: %s", (code, reason, message, details, nextStep) => {
    expect(answer(code, failure(code, reason, message, details))).toMatchObject({
      kind: "status",
      code,
      reason,
      message,
      tried,
      nextStep: expect.stringContaining(nextStep),
      status: { code, reason, message },
    });
  });
});

describe("how long to wait", () => {
  const date = "Sun, 22 Nov 2026 10:00:00 GMT";
  test.each<[string, Record<string, string>, number | undefined, number | undefined]>([
    ["seconds", { "retry-after": "7" }, undefined, 7000],
    [
      "a date, by the server's own clock",
      { "retry-after": "Sun, 22 Nov 2026 10:00:30 GMT", date },
      undefined,
      30_000,
    ],
    ["a date that has passed", { "retry-after": "Sun, 22 Nov 2026 09:00:00 GMT", date }, undefined, 0],
    ["the Status alone", {}, 2, 2000],
    ["the header before the Status", { "retry-after": "7" }, 2, 7000],
    ["neither", { "retry-after": "soon" }, undefined, undefined],
  ])("is told by %s", (_, headers, retryAfterSeconds, expected) => {
    const details = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
    expect(answer(429, failure(429, "TooManyRequests", "wait", details), headers).retryAfter).toBe(expected);
  });
});

describe("an answer without a Status", () => {
  test("of priority and fairness is its plain text", () => {
    const error = answer(429, "Too many requests, please try again later.\n", {
      "content-type": "text/plain; charset=utf-8",
      "retry-after": "1",
    });
    expect(error).toMatchObject({
      kind: "status",
      code: 429,
      reason: "TooManyRequests",
      message: "Too many requests, please try again later.",
      retryAfter: 1000,
    });
  });

  test("and without words still says what it was", () => {
    expect(answer(503, "").message).toBe("the server answered 503 ServiceUnavailable");
  });

  test.each([
    [
      200,
      "<!DOCTYPE html><html>",
      { "content-type": "text/html; charset=utf-8" },
      "a web page answered, not",
    ],
    [502, "\n<html><body>Bad gateway", {}, "a web page answered, not"],
    [
      302,
      "",
      { location: "https://login.example.com/start?x" },
      "a web page answered that leads to https://login.example.com",
    ],
  ])("but a web page (%i) is no answer of Kubernetes", (code, body, headers, message) => {
    expect(answer(code, body, headers)).toMatchObject({
      kind: "protocol",
      code,
      message: expect.stringContaining(message),
      nextStep: expect.stringContaining("login page or proxy"),
    });
  });

  test("but JSON of another sort is not mistaken for one", () => {
    expect(answer(403, '{"error":"denied by gateway"}')).toMatchObject({
      message: '{"error":"denied by gateway"}',
    });
  });
});

test("the line end behind a node's words is none of them", () => {
  expect(errorOfStatus({ code: 400, message: "no previous log\n" }, "reading it").message).toBe(
    "no previous log",
  );
});

test("an ERROR event of a watch becomes the same error", () => {
  const status: Status = { code: 410, reason: "Expired", message: "too old resource version: 5 (20333)" };
  expect(errorOfStatus(status, "watch pods")).toMatchObject({
    kind: "status",
    code: 410,
    tried: "watch pods",
  });
});

describe("an answer whose connection ends in its body", () => {
  const lost = new ApiError({ kind: "connection", message: "the server closed the connection", tried });
  async function* cut(text: string, error: Error) {
    yield Buffer.from(text);
    throw error;
  }

  test.each(["", '{"kind":"Sta'])("is told by its code after %j", async (text) => {
    const response = { status: 401, headers: { "content-type": "application/json" }, body: cut(text, lost) };
    expect(await readStatusError(response, tried)).toMatchObject({
      kind: "status",
      code: 401,
      reason: "Unauthorized",
      nextStep: expect.stringContaining("log in again"),
    });
  });

  test("because nobody wants it any more, is none", async () => {
    const left = new DOMException("left", "AbortError");
    const response = { status: 401, headers: {}, body: cut("", left) };
    await expect(readStatusError(response, tried)).rejects.toBe(left);
  });
});

test.each<[Status, boolean]>([
  [{ code: 410, reason: "Expired" }, true],
  [{ code: 410, reason: "Gone" }, true],
  [{ code: 404, reason: "NotFound" }, false],
])("%o means the version is too old: %s", (status, expected) => {
  expect(isExpired(errorOfStatus(status, tried))).toBe(expected);
});
