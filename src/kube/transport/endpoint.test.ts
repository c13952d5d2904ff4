import { expect, test } from "vitest";
import type { Cluster } from "../kubeconfig/types.ts";
import { parseEndpoint } from "./endpoint.ts";

const endpoint = (server: string, more: Partial<Cluster> = {}) =>
  parseEndpoint({ name: "prod", file: "config", server, ...more });

test.each<[string, Partial<Cluster>, object]>([
  ["https://10.1.2.3:6443", {}, { secure: true, host: "10.1.2.3", port: 6443, basePath: "" }],
  ["https://api.example.com", {}, { port: 443, authority: "api.example.com" }],
  ["http://api.example.com/", {}, { secure: false, port: 80, basePath: "" }],
  ["https://r.example.com/k8s/clusters/c-1/", {}, { basePath: "/k8s/clusters/c-1" }],
  ["https://[fd12::1]:6443", {}, { host: "fd12::1", authority: "[fd12::1]:6443" }],
  ["10.1.2.3:8080", {}, { secure: false, port: 8080 }],
  ["10.1.2.3:6443", { certificateAuthorityData: "Q0E=" }, { secure: false, port: 6443 }],
])("%s %o is read as kubectl reads it", (server, more, expected) => {
  expect(endpoint(server, more)).toMatchObject(expected);
});

test.each(["", "ftp://api.example.com", "https://"])(
  "%j is no server address, and the entry is named",
  (server) => {
    expect(() => endpoint(server)).toThrow("the server of cluster prod is not an http or https address");
  },
);
