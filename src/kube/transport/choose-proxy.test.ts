import { expect, test } from "vitest";
import { ApiError } from "../api-error.ts";
import { chooseProxy, type Environment } from "./choose-proxy.ts";
import { parseEndpoint } from "./endpoint.ts";

function choose(server: string, env: Environment, proxyUrl?: string) {
  const cluster = { name: "prod", file: "config", server, ...(proxyUrl === undefined ? {} : { proxyUrl }) };
  return chooseProxy(cluster, parseEndpoint(cluster), env)?.text;
}

const https = "https://api.example.com:6443";

test.each<[string, string, Environment, string | undefined]>([
  ["none by default", https, {}, undefined],
  ["HTTPS_PROXY for https", https, { HTTPS_PROXY: "http://p:3128", HTTP_PROXY: "http://q" }, "http://p:3128"],
  [
    "HTTP_PROXY for http",
    "http://api.example.com",
    { HTTPS_PROXY: "http://p", HTTP_PROXY: "http://q" },
    "http://q:80",
  ],
  ["lower case where upper is not set", https, { https_proxy: "http://p:1" }, "http://p:1"],
  ["upper case before lower", https, { HTTPS_PROXY: "http://p:1", https_proxy: "http://q:2" }, "http://p:1"],
  [
    "an address without a scheme as http",
    https,
    { HTTPS_PROXY: "p.example.com:3128" },
    "http://p.example.com:3128",
  ],
  ["less what NO_PROXY names", https, { HTTPS_PROXY: "http://p:1", NO_PROXY: ".example.com" }, undefined],
  ["never for this machine", "https://127.0.0.1:6443", { HTTPS_PROXY: "http://p:1" }, undefined],
  [
    "not HTTP_PROXY under CGI",
    "http://a.test",
    { HTTP_PROXY: "http://p:1", REQUEST_METHOD: "GET" },
    undefined,
  ],
  ["socks5h as socks5", https, { HTTPS_PROXY: "socks5h://p" }, "socks5h://p:1080"],
])("the proxy of the environment: %s", (_, server, env, expected) => {
  expect(choose(server, env)).toBe(expected);
});

test("proxy-url goes before the environment, and knows no exceptions", () => {
  const env = { HTTPS_PROXY: "http://other:1", NO_PROXY: "*" };
  expect(choose("https://127.0.0.1:6443", env, "socks5://me:secret@p.example.com:1080")).toBe(
    "socks5://p.example.com:1080",
  );
});

test("a proxy of another sort is refused, without a word of its password", () => {
  const attempt = () => choose(https, {}, "ftp://me:secret@p.example.com");
  expect(attempt).toThrow(ApiError);
  expect(attempt).toThrow("proxy-url of cluster prod is not the address of an http, https or socks5 proxy");
});
