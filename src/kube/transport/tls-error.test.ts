import { mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  failureOf,
  fixedCredentials,
  get,
  identity,
  listen,
  pem,
  startHttp,
  startHttps,
  textOf,
  transportTo,
} from "../../../test/support/loopback.ts";
import { codedError, connectionError } from "./connection-error.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const ok = (_: unknown, response: { end(text: string): unknown }) => response.end("ok");

describe("a server's certificate that cannot be trusted is explained", () => {
  test.each([
    ["expired", {}, "has expired", "renewed"],
    ["future", {}, "is not valid yet", "clock"],
    [
      "wrong-name",
      {},
      "is not for localhost, but for api.example.com, *.internal.example.com, 10.0.0.1",
      "set tls-server-name",
    ],
    [
      "server",
      { tlsServerName: "api.example.com" },
      "is not for api.example.com, but for localhost, 127.0.0.1, 0:0:0:0:0:0:0:1",
      "correct tls-server-name",
    ],
    [
      "server",
      { certificateAuthorityData: base64(pem("other-ca")) },
      "is signed by an unknown authority",
      "certificate-authority-data",
    ],
  ])("%s %o", async (certificate, cluster, message, nextStep) => {
    const server = await startHttps(ok, { certificate });
    expect(await failureOf(get(transportTo(server.url, { cluster }), "/version"))).toMatchObject({
      kind: "tls",
      message: `the certificate of localhost:${server.port} ${message}`,
      nextStep: expect.stringContaining(nextStep),
      tried: `GET ${server.url}/version`,
    });
  });

  test("without an authority in the cluster, after the machine's own were asked too", async () => {
    const server = await startHttps(ok);
    const failure = await failureOf(
      get(transportTo(server.url, { cluster: { certificateAuthorityData: "" } }), "/"),
    );
    expect(failure.message).toContain("is signed by an unknown authority");
    expect(server.connections()).toBe(2);
  });

  test("and no credential was sent to it", async () => {
    let arrivals = 0;
    const server = await startHttps(
      (_, response) => {
        arrivals += 1;
        response.end();
      },
      { certificate: "expired" },
    );
    await failureOf(get(transportTo(server.url), "/"));
    expect(arrivals).toBe(0);
  });
});

describe("a server's certificate is accepted", () => {
  test("under the name that tls-server-name gives, which is sent as the name wanted", async () => {
    const names: string[] = [];
    const server = await startHttps(ok, {
      certificate: "wrong-name",
      SNICallback: (name, callback) => {
        names.push(name);
        callback(null);
      },
    });
    const transport = transportTo(server.url, { cluster: { tlsServerName: "api.example.com" } });
    expect(await textOf(await get(transport, "/"))).toBe("ok");
    expect(names).toEqual(["api.example.com"]);
  });

  test("for an IP address in tls-server-name", async () => {
    const server = await startHttps(ok, { certificate: "wrong-name" });
    const transport = transportTo(server.url, { cluster: { tlsServerName: "10.0.0.1" } });
    expect(await textOf(await get(transport, "/"))).toBe("ok");
  });

  test("for the server's IP address", async () => {
    const server = await startHttps(ok);
    expect(await textOf(await get(transportTo(`https://127.0.0.1:${server.port}`), "/"))).toBe("ok");
  });

  test("whatever it is, where the cluster says insecure-skip-tls-verify", async () => {
    const server = await startHttps(ok, { certificate: "expired" });
    const transport = transportTo(server.url, { cluster: { insecureSkipTlsVerify: true } });
    expect(await textOf(await get(transport, "/"))).toBe("ok");
  });

  test("by an authority in a file, read anew for each connection", async () => {
    const folder = await mkdtemp(join(tmpdir(), "periplus-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "ca.crt");
    await writeFile(file, pem("other-ca"));
    const server = await startHttps(ok);
    const transport = transportTo(server.url, {
      cluster: { certificateAuthorityData: "", certificateAuthority: file },
    });
    expect((await failureOf(get(transport, "/"))).kind).toBe("tls");
    await writeFile(file, pem("ca"));
    expect(await textOf(await get(transport, "/"))).toBe("ok");
  });
});

describe("the cluster's own TLS settings that cannot be used are named", () => {
  test.each([
    [
      { certificateAuthorityData: base64("no certificate") },
      "certificate-authority-data of cluster test holds no PEM",
    ],
    [
      { certificateAuthorityData: "", certificateAuthority: "/nowhere/ca.crt" },
      "the certificate authority file /nowhere/ca.crt cannot be read",
    ],
  ])("%o", async (cluster, message) => {
    const server = await startHttps(ok);
    expect(await failureOf(get(transportTo(server.url, { cluster }), "/"))).toMatchObject({
      kind: "tls",
      message: expect.stringContaining(message),
      nextStep: "correct the entry in kubeconfig",
    });
  });

  test("a client certificate with the key of another", async () => {
    const server = await startHttps(ok);
    const certificate = { cert: pem("client"), key: pem("server-key") };
    const credentials = fixedCredentials({ certificate });
    expect(await failureOf(get(transportTo(server.url, { credentials }), "/"))).toMatchObject({
      kind: "tls",
      message: expect.stringContaining("client certificate"),
    });
  });
});

describe("a client certificate", () => {
  const demanding = { requestCert: true, rejectUnauthorized: true, ca: pem("ca") };

  test("the server knows is accepted", async () => {
    const server = await startHttps(ok, demanding);
    const credentials = fixedCredentials({ certificate: identity("client") });
    expect(await textOf(await get(transportTo(server.url, { credentials }), "/"))).toBe("ok");
  });

  test("that is missing is said to be", async () => {
    const server = await startHttps(ok, demanding);
    const failure = await failureOf(get(transportTo(server.url), "/"));
    expect(failure).toMatchObject({
      kind: "tls",
      message: `localhost:${server.port} wants a client certificate`,
      nextStep: expect.stringContaining("client certificate"),
    });
  });

  test.each([
    ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "refused our client certificate (unknown ca)"],
    ["ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE", "refused our client certificate (bad certificate)"],
    ["ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED", "refused our client certificate (certificate expired)"],
    ["ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", "ended the TLS handshake (handshake failure)"],
    ["ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "ended the TLS handshake (protocol version)"],
    ["ERR_SSL_SOMETHING_NEW", "failed (ERR_SSL_SOMETHING_NEW)"],
  ])("%s from the server is worded", (code, message) => {
    const to = { authority: "a.test", host: "a.test", tried: "GET https://a.test/api" };
    expect(connectionError(codedError(code, "raw"), to)).toMatchObject({
      kind: "tls",
      message: expect.stringContaining(message),
    });
  });
});

describe("a server that does not speak TLS", () => {
  test("but HTTP is told from one with a bad certificate", async () => {
    const server = await startHttp(() => undefined);
    expect(await failureOf(get(transportTo(`https://localhost:${server.port}`), "/"))).toMatchObject({
      kind: "tls",
      message: `localhost:${server.port} does not speak TLS`,
      nextStep: "check the port, and whether the server address should start with http://",
    });
  });

  test("but hangs up is a broken connection", async () => {
    const server = await listen(
      net.createServer((socket) => socket.end()),
      "https://localhost",
    );
    expect(await failureOf(get(transportTo(server.url), "/"))).toMatchObject({
      kind: "connection",
      message: `localhost:${server.port} closed the connection`,
    });
  });

  test("but says nothing at all is given up", async () => {
    const server = await listen(net.createServer(), "https://localhost");
    const transport = transportTo(server.url, { timing: { connect: 50 } });
    expect(await failureOf(get(transport, "/"))).toMatchObject({
      kind: "connection",
      message: `localhost:${server.port} does not answer`,
    });
  });
});
