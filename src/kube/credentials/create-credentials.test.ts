import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { failureOf, holdsNoSecret, secret } from "../../../test/support/kept-secrets.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { ApiError } from "../api-error.ts";
import type { Cluster, ResolvedContext, User } from "../kubeconfig/types.ts";
import { type CredentialsDeps, createCredentials } from "./create-credentials.ts";

const file = "/home/me/.kube/config";
const start = Date.UTC(2026, 0, 1);

function contextOf(user: Partial<User>, cluster: Partial<Cluster> = {}): ResolvedContext {
  return {
    context: { name: "prod", file, cluster: "c", user: "alice" },
    cluster: { name: "c", file, server: "https://c:6443", ...cluster },
    user: { name: "alice", file, ...user },
    namespace: "default",
  };
}

function setUp(user: Partial<User>, cluster: Partial<Cluster> = {}, more: Partial<CredentialsDeps> = {}) {
  const clock = { now: start };
  const deps = { env: {}, cwd: "/", now: () => clock.now, ...more };
  const credentials = createCredentials(contextOf(user, cluster), deps);
  holdsNoSecret(credentials.description);
  holdsNoSecret(credentials);
  return { credentials, clock };
}

const fixture = (name: string) =>
  readFile(new URL(`../../../test/fixtures/tls/${name}`, import.meta.url), "utf8");
const base64 = (text: string) => Buffer.from(text).toString("base64");
const jwt = (claims: object) =>
  `${base64("{}")}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;
const execV1 = { apiVersion: "client.authentication.k8s.io/v1", interactiveMode: "Never" } as const;

describe("what is sent", () => {
  test.each([
    ["a token", { token: secret("t") }, { authorization: `Bearer ${secret("t")}` }, "user alice (token)"],
    [
      "user and password",
      { username: "bob", password: "päss" },
      { authorization: `Basic ${base64("bob:päss")}` },
      "user alice (basic)",
    ],
    ["a password alone is nothing", { password: "x" }, {}, "user alice (no credentials)"],
    ["nothing", {}, {}, "user alice (no credentials)"],
  ])("%s", async (_, user, headers, description) => {
    const { credentials } = setUp(user);
    expect(await credentials.current()).toEqual({ headers, generation: 1 });
    expect(credentials.description).toBe(description);
  });

  test.each([["http://c:6443"], ["c:6443"], ["10.0.0.1:6443"]])(
    "nothing secret goes to %s, but acting as another user does",
    async (server) => {
      const { credentials } = setUp({ token: secret("t"), as: "bob" }, { server });
      expect(await credentials.current()).toEqual({ headers: { "impersonate-user": "bob" }, generation: 1 });
      expect(credentials.description).toBe("user alice (nothing is sent over plain http), acting as bob");
    },
  );

  test.each([
    ["a token", { token: secret("t") }],
    ["user and password", { username: "u", password: secret("p") }],
  ])("%s keeps plugin and auth-provider from being asked", async (_, given) => {
    const exec = { ...execV1, command: "/does/not/exist" };
    for (const other of [{ exec }, { authProvider: { name: "gcp", config: {} } }]) {
      const { credentials } = setUp({ ...given, ...other });
      expect((await credentials.current()).headers).toHaveProperty("authorization");
    }
  });

  test("a client certificate keeps the plugin from being asked, and goes beside a token", async () => {
    const pair = {
      clientCertificateData: base64(await fixture("client.pem")),
      clientKeyData: base64(await fixture("client-key.pem")),
    };
    const alone = setUp({ ...pair, exec: { ...execV1, command: "/does/not/exist" } });
    expect(await alone.credentials.current()).toEqual({
      headers: {},
      certificate: { cert: await fixture("client.pem"), key: await fixture("client-key.pem") },
      generation: 1,
    });
    const both = setUp({ ...pair, token: secret("t") });
    expect(await both.credentials.current()).toMatchObject({
      headers: { authorization: `Bearer ${secret("t")}` },
      certificate: {},
    });
    expect(both.credentials.description).toBe("user alice (token and client certificate)");
  });
});

describe("acting as another user", () => {
  test("sends name, uid, groups and extra", async () => {
    const { credentials } = setUp({
      token: secret("t"),
      as: "bob",
      asUid: "7",
      asGroups: ["dev", "ops"],
      asUserExtra: { scopes: ["a", "b"], "example.org/Team%1": ["x"], none: [] },
    });
    expect((await credentials.current()).headers).toEqual({
      authorization: `Bearer ${secret("t")}`,
      "impersonate-user": "bob",
      "impersonate-uid": "7",
      "impersonate-group": ["dev", "ops"],
      "impersonate-extra-scopes": ["a", "b"],
      "impersonate-extra-example.org%2fteam%251": ["x"],
    });
    expect(credentials.description).toBe("user alice (token), acting as bob");
  });

  test("names in any script arrive as UTF-8", async () => {
    const server = createServer((request, response) => {
      response.end(Buffer.from(String(request.headers["impersonate-user"]), "latin1"));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    const { credentials } = setUp({ as: "größe-日本" });
    const { headers } = await credentials.current();
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      headers: { "impersonate-user": String(headers["impersonate-user"]) },
    });
    expect(await answer.text()).toBe("größe-日本");
  });

  test("a name with a line break is refused, as it would be another header", async () => {
    const { credentials } = setUp({ as: "bob\r\nimpersonate-group: system:masters" });
    expect((await failureOf(credentials.current())).message).toMatch(/control characters/);
  });
});

describe("a token file", () => {
  const tokenSetUp = async (content: string | undefined, user: Partial<User> = {}) => {
    const folder = await tempFolder();
    const path = join(folder.path, "token");
    if (content !== undefined) await folder.write("token", content);
    return { path, ...setUp({ tokenFile: path, ...user }) };
  };
  const tokenNow = async (credentials: ReturnType<typeof setUp>["credentials"]) =>
    (await credentials.current()).headers.authorization;

  test("beats the token, and is trimmed", async () => {
    const { credentials, path } = await tokenSetUp(`  ${secret("file")}\n`, { token: secret("static") });
    expect(await tokenNow(credentials)).toBe(`Bearer ${secret("file")}`);
    expect(credentials.description).toBe(`user alice (token file ${path})`);
  });

  test("is read again after a minute less ten seconds, and the credential is then another one", async () => {
    const { credentials, clock, path } = await tokenSetUp(secret("one"));
    const first = await credentials.current();
    await writeFile(path, secret("two"));
    clock.now = start + 49_999;
    expect(await credentials.current()).toBe(first);
    clock.now = start + 50_000;
    expect(await credentials.current()).toEqual({
      headers: { authorization: `Bearer ${secret("two")}` },
      generation: 2,
    });
  });

  test("that cannot be read any more leaves the last token in use", async () => {
    const { credentials, clock, path } = await tokenSetUp(secret("one"));
    await credentials.current();
    await rm(path);
    clock.now = start + 60_000;
    expect(await tokenNow(credentials)).toBe(`Bearer ${secret("one")}`);
  });

  test("that cannot be read leaves the static token in use", async () => {
    const { credentials } = await tokenSetUp(undefined, { token: secret("static") });
    expect(await tokenNow(credentials)).toBe(`Bearer ${secret("static")}`);
  });

  test.each([
    ["is missing", undefined, /token file .* of user alice cannot be read \(ENOENT\)/],
    ["is empty", " \n", /is empty/],
    ["holds two lines", `${secret("a")}\n${secret("b")}`, /holds line breaks/],
  ])("that %s is an error that says so", async (_, content, message) => {
    const { credentials } = await tokenSetUp(content);
    const error = await failureOf(credentials.current());
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ kind: "credentials", message: expect.stringMatching(message) });
  });

  test("is read at once when the server refuses the token", async () => {
    const { credentials, path } = await tokenSetUp(secret("one"));
    const first = await credentials.current();
    await writeFile(path, secret("two"));
    expect(await credentials.refresh(first)).toBe(true);
    expect(await tokenNow(credentials)).toBe(`Bearer ${secret("two")}`);
  });
});

describe("client certificates in files", () => {
  const filesSetUp = async (cert = "client.pem", key = "client-key.pem") => {
    const folder = await tempFolder();
    const clientCertificate = await folder.write("c.pem", await fixture(cert));
    const clientKey = await folder.write("k.pem", await fixture(key));
    return { folder, ...setUp({ clientCertificate, clientKey }) };
  };

  test("are read again after five minutes, once both have changed", async () => {
    const { folder, credentials, clock } = await filesSetUp();
    await credentials.current();
    await folder.write("c.pem", await fixture("client-next.pem"));
    clock.now += 5 * 60_000;
    expect((await credentials.current()).certificate?.cert).toBe(await fixture("client.pem"));
    await folder.write("k.pem", await fixture("client-next-key.pem"));
    clock.now += 5 * 60_000;
    expect(await credentials.current()).toMatchObject({
      certificate: { cert: await fixture("client-next.pem") },
      generation: 2,
    });
  });

  test.each([
    [
      "the key is another certificate's",
      "client.pem",
      "client-next-key.pem",
      /the key is not the certificate's/,
    ],
    ["the certificate is none", "client-key.pem", "client-key.pem", /the certificate is not PEM/],
    ["the key is none", "client.pem", "client.pem", /the key is not PEM/],
  ])("are refused when %s", async (_, cert, key, message) => {
    const { credentials } = await filesSetUp(cert, key);
    expect((await failureOf(credentials.current())).message).toMatch(message);
  });

  test("are missed by name", async () => {
    const { credentials } = setUp({ clientCertificate: "/no/c.pem", clientKey: "/no/k.pem" });
    expect((await failureOf(credentials.current())).message).toBe(
      "the client-certificate /no/c.pem of user alice cannot be read (ENOENT)",
    );
  });
});

describe("after a refusal", () => {
  test("a static token is not tried again", async () => {
    const { credentials } = setUp({ token: secret("t") });
    expect(await credentials.refresh(await credentials.current())).toBe(false);
  });

  test("a token that has expired says when", async () => {
    const { credentials } = setUp({ token: jwt({ exp: start / 1000 - 60 }) });
    const error = await failureOf(credentials.refresh(await credentials.current()));
    expect(error.message).toBe("the token of user alice expired on 2025-12-31 23:59 UTC");
  });

  test("a token that has not expired says nothing", async () => {
    const { credentials } = setUp({ token: jwt({ exp: start / 1000 + 60 }) });
    expect(await credentials.refresh(await credentials.current())).toBe(false);
  });

  test.each([
    ["expired", "expired", /expired on 2021-01-01 00:00 UTC/],
    ["not valid yet", "future", /is not valid before 2110-01-01 00:00 UTC/],
  ])("a client certificate that is %s says so", async (_, name, message) => {
    const { credentials } = setUp({
      clientCertificateData: base64(await fixture(`${name}.pem`)),
      clientKeyData: base64(await fixture(`${name}-key.pem`)),
    });
    // Only the server's word counts: this machine's clock may be the one that is wrong.
    const credential = await credentials.current();
    expect((await failureOf(credentials.refresh(credential))).message).toMatch(message);
  });

  test("of an older credential the newer one is tried, without renewing it", async () => {
    const folder = await tempFolder();
    const path = await folder.write("token", secret("one"));
    const { credentials, clock } = setUp({ tokenFile: path });
    const first = await credentials.current();
    await writeFile(path, secret("two"));
    clock.now += 60_000;
    await credentials.current();
    await writeFile(path, secret("three"));
    expect(await credentials.refresh(first)).toBe(true);
    expect((await credentials.current()).headers.authorization).toBe(`Bearer ${secret("two")}`);
  });
});

describe("auth-providers that are gone say what to use instead", () => {
  test.each([
    ["gcp", /removed/, /gke-gcloud-auth-plugin/],
    ["azure", /removed/, /kubelogin/],
    ["openstack", /removed/, /exec plugin/],
    ["constructor", /not known/, /exec plugin/],
  ])("%s", async (name, message, nextStep) => {
    const { credentials } = setUp({ authProvider: { name, config: { "access-token": secret("x") } } });
    const error = await failureOf(credentials.current());
    expect(error).toMatchObject({
      kind: "credentials",
      message: expect.stringMatching(message),
      nextStep: expect.stringMatching(nextStep),
    });
  });
});

test("an aborted request asks for nothing", async () => {
  const { credentials } = setUp({ token: secret("t") });
  await expect(credentials.current(AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
});
