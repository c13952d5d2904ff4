import { expect, test } from "vitest";
import { bypassesProxy } from "./no-proxy.ts";

test.each([
  ["", "localhost", 443, true],
  ["", "127.0.0.1", 443, true],
  ["", "127.9.9.9", 443, true],
  ["", "::1", 443, true],
  ["", "api.example.com", 443, false],
  ["*", "api.example.com", 443, true],
  ["example.com", "example.com", 443, true],
  ["example.com", "API.Example.COM", 443, true],
  ["example.com", "notexample.com", 443, false],
  [".example.com", "example.com", 443, false],
  [".example.com", "api.example.com", 443, true],
  ["*.example.com", "api.example.com", 443, true],
  ["*.example.com", "example.com", 443, false],
  ["example.com:6443", "example.com", 6443, true],
  ["example.com:6443", "example.com", 443, false],
  ["10.0.0.0/8", "10.96.0.1", 443, true],
  ["10.0.0.0/8", "11.0.0.1", 443, false],
  ["10.0.0.0/8", "api.example.com", 443, false],
  ["10.0.0.1", "10.0.0.1", 6443, true],
  ["10.0.0.1:443", "10.0.0.1", 6443, false],
  ["fd00::/8", "fd12::1", 443, true],
  ["[fd12::1]:6443", "fd12::1", 6443, true],
  ["fd12::1", "fd12::1", 6443, true],
  [" a.test ,, b.test ", "b.test", 443, true],
  ["10.0.0.0/99", "10.0.0.1", 443, false],
  [":443", "example.com", 443, false],
])("NO_PROXY=%j and %s:%i: direct is %s", (noProxy, host, port, expected) => {
  expect(bypassesProxy(noProxy, host, port)).toBe(expected);
});
