import { expect, test } from "vitest";
import { ApiError } from "../api-error.ts";
import { codedError, connectionError } from "./connection-error.ts";

const to = {
  authority: "api.example.com:6443",
  host: "api.example.com",
  tried: "GET https://api.example.com:6443/api",
};

test.each([
  ["ECONNREFUSED", "api.example.com:6443 refused the connection", "runs"],
  ["ENOTFOUND", "the name api.example.com is not known", "DNS"],
  ["EAI_AGAIN", "no name server answered for api.example.com", "DNS"],
  ["EHOSTUNREACH", "there is no route to api.example.com:6443", "VPN"],
  ["ENETUNREACH", "there is no route to api.example.com:6443", "VPN"],
  ["ETIMEDOUT", "api.example.com:6443 does not answer", "firewall"],
  ["ECONNRESET", "api.example.com:6443 closed the connection", "try again"],
  ["EPIPE", "api.example.com:6443 closed the connection", "try again"],
])("%s becomes a sentence with a next step", (code, message, nextStep) => {
  expect(connectionError(codedError(code, "raw"), to)).toMatchObject({
    kind: "connection",
    message,
    nextStep: expect.stringContaining(nextStep),
    reason: code,
    tried: to.tried,
  });
});

test("a name whose addresses all refuse is one refusal", () => {
  const each = ["::1", "127.0.0.1"].map((address) => codedError("ECONNREFUSED", `connect ${address}`));
  const error = Object.assign(new AggregateError(each), { code: "ECONNREFUSED" });
  expect(connectionError(error, to)).toMatchObject({
    message: "api.example.com:6443 refused the connection",
  });
});

test("the proxy on the way is named", () => {
  const error = connectionError(codedError("ECONNRESET", "raw"), { ...to, proxy: "http://p:3128" });
  expect(error).toMatchObject({
    message: "api.example.com:6443 through proxy http://p:3128 closed the connection",
  });
});

test("an error nobody foresaw keeps its own words", () => {
  expect(connectionError(new Error("odd"), to)).toMatchObject({
    kind: "connection",
    message: "the connection to api.example.com:6443 failed: odd",
  });
});

test("an ApiError passes as it is", () => {
  const error = new ApiError({ kind: "credentials", message: "no", tried: "log in" });
  expect(connectionError(error, to)).toBe(error);
});
