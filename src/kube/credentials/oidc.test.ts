import { chmod, readFile } from "node:fs/promises";
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { failureOf, holdsNoSecret, secret } from "../../../test/support/kept-secrets.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { ApiError } from "../api-error.ts";
import { loadKubeconfig, resolveContext } from "../kubeconfig/index.ts";
import { createCredentials } from "./create-credentials.ts";

const now = Date.UTC(2026, 0, 1);
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
/** An id-token that expires in so many seconds; `mark` makes it a secret and tells it from others. */
const idToken = (seconds: number, mark = "id") =>
  [base64url({ alg: "none" }), base64url({ exp: now / 1000 + seconds }), secret(mark)].join(".");
const fixture = (name: string) =>
  readFile(new URL(`../../../test/fixtures/tls/${name}`, import.meta.url), "utf8");

interface Grant {
  readonly authorization: string | undefined;
  readonly form: Record<string, string>;
}
type Answer = { readonly status?: number; readonly body: unknown };

/** An issuer on loopback. `answer` is given each request for tokens; all of them are kept in `grants`. */
async function issuer(answer: (grant: Grant) => Answer, discovery?: Answer, secure = false) {
  const grants: Grant[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const send = ({ status = 200, body }: Answer) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    if (request.url === "/tenant/.well-known/openid-configuration") {
      return send(discovery ?? { body: { token_endpoint: `${url}/token` } });
    }
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const grant = { authorization: request.headers.authorization, form };
    grants.push(grant);
    return send(answer(grant));
  };
  const server: Server = secure
    ? createHttpsServer({ cert: await fixture("server.pem"), key: await fixture("server-key.pem") }, listener)
    : createHttpServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `${secure ? "https" : "http"}://localhost:${(server.address() as AddressInfo).port}`;
  return { url: `${url}/tenant`, grants };
}

async function setUp(config: Record<string, string>) {
  const folder = await tempFolder();
  const print = (values: Record<string, string>) =>
    Object.entries(values).map(([key, value]) => `        ${key}: ${JSON.stringify(value)} # ${key}\n`);
  const text = `clusters: [{name: c, cluster: {server: "https://c"}}]
contexts: [{name: prod, context: {cluster: c, user: alice}}]
current-context: prod
users:
- name: alice
  user:
    auth-provider:
      config:
${print({ "client-id": "periplus", ...config }).join("")}      name: oidc
`;
  const file = await folder.write("config", text);
  const source = { explicitFile: file, env: {}, home: folder.path, cwd: folder.path };
  const clock = { now };
  const notices: string[] = [];
  const open = async () =>
    createCredentials(resolveContext(await loadKubeconfig(source)), {
      env: {},
      cwd: folder.path,
      now: () => clock.now,
      onNotice: (notice) => notices.push(notice),
    });
  const credentials = await open();
  holdsNoSecret(credentials.description);
  return { folder, clock, credentials, open, notices, text, read: () => folder.read("config") };
}

describe("the id-token", () => {
  test("is sent while it lasts", async () => {
    const { credentials, clock } = await setUp({
      "id-token": idToken(60),
      "idp-issuer-url": "https://user:pw@idp:1/x",
    });
    expect((await credentials.current()).headers.authorization).toBe(`Bearer ${idToken(60)}`);
    clock.now = now + 49_999;
    expect((await credentials.current()).generation).toBe(1);
    expect(credentials.description).toBe("user alice (oidc idp:1)");
  });

  test("is renewed ten seconds before it expires, and the new tokens are saved with nothing else changed", async () => {
    const { url, grants } = await issuer(() => ({
      body: { id_token: idToken(3600, "new"), refresh_token: secret("next"), access_token: secret("access") },
    }));
    const { credentials, clock, text, read } = await setUp({
      "id-token": idToken(60),
      "idp-issuer-url": `${url}/`,
      "refresh-token": secret("refresh"),
    });
    clock.now = now + 50_000;
    expect((await credentials.current()).headers.authorization).toBe(`Bearer ${idToken(3600, "new")}`);
    expect(grants).toEqual([
      {
        authorization: undefined,
        form: { grant_type: "refresh_token", refresh_token: secret("refresh"), client_id: "periplus" },
      },
    ]);
    expect(await read()).toBe(
      text.replace(idToken(60), idToken(3600, "new")).replace(secret("refresh"), secret("next")),
    );
  });

  test("is renewed once for many who ask", async () => {
    const { url, grants } = await issuer(() => ({ body: { id_token: idToken(3600, "new") } }));
    const { credentials, read } = await setUp({ "idp-issuer-url": url, "refresh-token": secret("refresh") });
    const all = await Promise.all(Array.from({ length: 10 }, () => credentials.current()));
    expect(new Set(all).size).toBe(1);
    expect(grants).toHaveLength(1);
    expect(await read()).toContain(`refresh-token: "${secret("refresh")}"`);
  });

  test("is renewed when the server refuses it", async () => {
    const { url } = await issuer(() => ({ body: { id_token: idToken(3600, "new") } }));
    const { credentials } = await setUp({
      "id-token": idToken(60),
      "idp-issuer-url": url,
      "refresh-token": secret("refresh"),
    });
    expect(await credentials.refresh(await credentials.current())).toBe(true);
    expect((await credentials.current()).headers.authorization).toBe(`Bearer ${idToken(3600, "new")}`);
  });

  test("that another program has renewed meanwhile is taken over, and nothing is used up", async () => {
    const { url, grants } = await issuer(() => ({ body: { id_token: idToken(3600, "ours") } }));
    const { credentials, clock, folder, text, open } = await setUp({
      "id-token": idToken(60),
      "idp-issuer-url": url,
      "refresh-token": secret("refresh"),
    });
    await credentials.current();
    await folder.write(
      "config",
      text.replace(idToken(60), idToken(3600, "theirs")).replace(secret("refresh"), secret("theirs")),
    );
    clock.now = now + 60_000;
    expect((await credentials.current()).headers.authorization).toBe(`Bearer ${idToken(3600, "theirs")}`);
    expect(grants).toEqual([]);
    clock.now = now + 3600_000;
    await credentials.current();
    expect(grants[0]?.form.refresh_token).toBe(secret("theirs"));
    expect((await (await open()).current()).headers.authorization).toBe(`Bearer ${idToken(3600, "ours")}`);
  });
});

describe("the client names itself", () => {
  const withSecret = { "client-id": "a b", "client-secret": secret("client:%") };

  test("in a header first", async () => {
    const { url, grants } = await issuer(() => ({ body: { id_token: idToken(3600) } }));
    const { credentials } = await setUp({
      "idp-issuer-url": url,
      "refresh-token": secret("refresh"),
      ...withSecret,
    });
    await credentials.current();
    const [, given] = grants[0]?.authorization?.split(" ") ?? [];
    expect(Buffer.from(given ?? "", "base64").toString()).toBe(`a+b:${secret("client%3A%25")}`);
    expect(grants[0]?.form).not.toHaveProperty("client_secret");
  });

  test("in the form where the header was refused", async () => {
    const { url, grants } = await issuer(({ authorization }) =>
      authorization === undefined
        ? { body: { id_token: idToken(3600) } }
        : { status: 401, body: { error: "invalid_client" } },
    );
    const { credentials } = await setUp({
      "idp-issuer-url": url,
      "refresh-token": secret("refresh"),
      ...withSecret,
    });
    await credentials.current();
    expect(grants[1]?.form).toMatchObject({ client_id: "a b", client_secret: secret("client:%") });
  });

  test("not again where the refresh-token was refused", async () => {
    const { url, grants } = await issuer(() => ({ status: 400, body: { error: "invalid_grant" } }));
    const { credentials } = await setUp({
      "idp-issuer-url": url,
      "refresh-token": secret("refresh"),
      ...withSecret,
    });
    await failureOf(credentials.current());
    expect(grants).toHaveLength(1);
  });
});

describe("an issuer with an authority of its own", () => {
  const answer = () => ({ body: { id_token: idToken(3600) } });
  const config = { "refresh-token": secret("refresh") };

  test.each([
    [
      "given as data",
      async () => ({
        "idp-certificate-authority-data": Buffer.from(await fixture("ca.pem")).toString("base64"),
      }),
    ],
    [
      "given as a file",
      async () => ({
        "idp-certificate-authority": new URL("../../../test/fixtures/tls/ca.pem", import.meta.url).pathname,
      }),
    ],
  ])("is trusted when it is %s", async (_, authority) => {
    const { url } = await issuer(answer, undefined, true);
    const { credentials } = await setUp({ "idp-issuer-url": url, ...config, ...(await authority()) });
    expect((await credentials.current()).headers.authorization).toBe(`Bearer ${idToken(3600)}`);
  });

  test("is not trusted without, and no token is sent", async () => {
    const { url, grants } = await issuer(answer, undefined, true);
    const { credentials } = await setUp({ "idp-issuer-url": url, ...config });
    expect((await failureOf(credentials.current())).message).toMatch(
      /cannot be refreshed: localhost:\d+ cannot be reached \(\w+_\w+\)/,
    );
    expect(grants).toEqual([]);
  });

  test("whose file is missing is an error", async () => {
    const { credentials } = await setUp({
      "idp-issuer-url": "https://localhost:1",
      "idp-certificate-authority": "no.pem",
      ...config,
    });
    expect((await failureOf(credentials.current())).message).toMatch(
      /idp-certificate-authority no.pem cannot be read/,
    );
  });
});

describe("what can go wrong is said in words", () => {
  const refreshToken = { "refresh-token": secret("refresh") };
  test.each([
    [
      "there is no refresh-token",
      { "id-token": idToken(-60) },
      /expired on 2025-12-31 23:59 UTC, and there is no/,
    ],
    ["the id-token is none", { "id-token": secret("x") }, /is no token with an expiry, and there is no/],
    ["there are no tokens", {}, /has no id-token, and there is no refresh-token/],
    ["the issuer is not named", refreshToken, /has no idp-issuer-url/],
    [
      "the client is not named",
      { ...refreshToken, "idp-issuer-url": "http://x", "client-id": "" },
      /has no client-id/,
    ],
    [
      "nobody answers",
      { ...refreshToken, "idp-issuer-url": "http://127.0.0.1:1" },
      /cannot be refreshed: 127.0.0.1:1 cannot be reached \(ECONNREFUSED\)/,
    ],
    ["the issuer is no address", { ...refreshToken, "idp-issuer-url": "::" }, /cannot be refreshed: issuer/],
  ])("%s", async (_, config, message) => {
    const { credentials } = await setUp(config);
    const error = await failureOf(credentials.current());
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ kind: "credentials", message: expect.stringMatching(message) });
  });

  const s = secret("refresh");
  test.each<[string, Answer, RegExp]>([
    [
      "the refresh-token is used up",
      { status: 400, body: { error: "invalid_grant", error_description: `token ${s} is used up` } },
      /the issuer refused: invalid_grant: token \[hidden\] is used up/,
    ],
    ["it fails without words", { status: 500, body: `<html>${s}` }, /the issuer refused \(HTTP 500\)/],
    ["it sends no id_token", { body: { access_token: s } }, /the issuer sent no id_token/],
    ["it sends no JSON", { body: `${s}{` }, /the issuer sent no id_token/],
    ["it sends half a token", { body: { id_token: `${s}\n` } }, /holds line breaks/],
  ])("the token endpoint: %s", async (_, answer, message) => {
    const { url } = await issuer(() => answer);
    const { credentials } = await setUp({ "idp-issuer-url": url, ...refreshToken });
    expect((await failureOf(credentials.current())).message).toMatch(message);
  });

  test.each<[string, Answer, RegExp]>([
    ["it is not there", { status: 404, body: "" }, /discovery document cannot be had \(HTTP 404\)/],
    ["it names no endpoint", { body: {} }, /names no token_endpoint/],
    ["it names nonsense", { body: { token_endpoint: "nowhere" } }, /names no token_endpoint/],
    ["it is a page", { body: "<html>" }, /names no token_endpoint/],
  ])("the discovery document: %s", async (_, discovery, message) => {
    const { url, grants } = await issuer(() => ({ body: {} }), discovery);
    const { credentials } = await setUp({ "idp-issuer-url": url, ...refreshToken });
    expect((await failureOf(credentials.current())).message).toMatch(message);
    expect(grants).toEqual([]);
  });
});

test("tokens that cannot be saved are used nevertheless, and the next renewal starts from them", async () => {
  let turn = 0;
  const { url, grants } = await issuer(() => {
    turn += 1;
    return { body: { id_token: idToken(60 * turn, `id${turn}`), refresh_token: secret(`r${turn}`) } };
  });
  const { credentials, clock, folder, notices } = await setUp({
    "idp-issuer-url": url,
    "refresh-token": secret("r0"),
  });
  // The superuser may write to read-only files, so something stands in the way that stops everybody.
  await folder.write("config.lock", "");
  await chmod(join(folder.path, "config.lock"), 0);
  expect((await credentials.current()).headers.authorization).toBe(`Bearer ${idToken(60, "id1")}`);
  expect(notices).toEqual([
    expect.stringMatching(/new tokens of user alice were not saved: the kubeconfig is locked/),
  ]);
  holdsNoSecret(notices);
  clock.now = now + 60_000;
  await credentials.current();
  expect(grants.map(({ form }) => form.refresh_token)).toEqual([secret("r0"), secret("r1")]);
});
