import { describe, expect, test } from "vitest";
import { safeLines, safeWords, secretValues } from "./secrets.ts";

describe("another program's words are fit to show", () => {
  test.each([
    ["escapes go", "\u001b[31merror:\u001b[0m no\u001b]0;title\u0007 luck", "error: no luck"],
    ["lines become one", "error:\r\n\n  try   again\n", "error: try   again"],
    ["controls are shown", "a\u0000b\u202ec", "a␀b⇄c"],
    [
      "ids stay",
      "request 123e4567-e89b-12d3-a456-426614174000",
      "request 123e4567-e89b-12d3-a456-426614174000",
    ],
    [
      "paths stay",
      "/usr/lib/google-cloud-sdk/lib/third_party/Client1/x.py",
      "/usr/lib/google-cloud-sdk/lib/third_party/Client1/x.py",
    ],
  ])("%s", (_, text, shown) => {
    expect(safeWords(text)).toBe(shown);
  });

  test("only the end of a long text is kept", () => {
    expect(safeWords(`${"a ".repeat(1000)}the end`, { limit: 20 })).toMatch(/^…[a ]+the end$/);
  });
});

test.each([
  ["a JSON Web Token", "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl now"],
  ["an EKS token", "k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1hem9uYXdzLmNvbS8"],
  ["a header", "Authorization: Bearer s3cr3t-s3cr3t"],
  ["a key", "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIC\n-----END EC PRIVATE KEY-----"],
  ["half a key", "x -----BEGIN PRIVATE KEY-----\nMHcCAQEEIC"],
  ["an assignment", "client_secret=s3cr3t"],
  ["JSON", '{"refresh_token": "s3cr3t", "password":"s3cr3t"}'],
  ["YAML", "id-token: s3cr3t"],
  ["a flag", "ran login --client-secret s3cr3t --api-key=s3cr3t"],
  ["a random string", "Vm0wd2QyUXlVWGxWV0d4V1YwZDRWMVl3WkRSV01WbDNXa1JTVjAx"],
])("%s does not show", (_, text) => {
  expect(safeWords(text)).not.toMatch(/s3cr3t|eyJzdWIi|c2lnbmF0|aHR0cHM6|MHcCAQEEIC|Vm0wd2Q/);
  expect(safeWords(text)).toContain("[hidden]");
});

test("a known secret never shows, whatever it looks like", () => {
  expect(safeWords("login of bob with hunter2 failed", { known: ["hunter2", ""] })).toBe(
    "login of bob with [hidden] failed",
  );
});

test("a key that comes line by line does not show", () => {
  const key = [
    "got:",
    "-----BEGIN EC PRIVATE KEY-----",
    "MHcCAQEE/IC",
    "x/y",
    "-----END EC PRIVATE KEY-----",
    "done",
  ];
  expect(key.map(safeLines({}))).toEqual(["got:", "[hidden]", "", "", "", "done"]);
});

test("secrets are found by the names of variables and flags", () => {
  const env = [
    { name: "AWS_PROFILE", value: "dev" },
    { name: "AWS_SECRET_ACCESS_KEY", value: "one" },
    { name: "VAULT_TOKEN", value: "two" },
  ];
  expect(
    secretValues(env, ["login", "--client-secret=three", "--password", "four", "--cluster", "x"]),
  ).toEqual(["one", "two", "three", "four"]);
});
