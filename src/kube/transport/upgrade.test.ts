import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { failureOf, fixedCredentials, startHttps, transportTo } from "../../../test/support/loopback.ts";

const exec = "/api/v1/namespaces/payments/pods/api-1/exec";
const protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];
const status = (code: number, message: string) =>
  JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", message, reason: "Forbidden", code });

/** A server that echoes over WebSockets, after a look at the request. */
async function startEcho(look: (request: IncomingMessage) => { code: number; body: string } | undefined) {
  const server = await startHttps(() => undefined);
  const sockets = new WebSocketServer({ noServer: true });
  server.server.on("upgrade", (request, socket, head) => {
    const refusal = look(request);
    if (refusal !== undefined) {
      const { code, body } = refusal;
      socket.end(
        `HTTP/1.1 ${code} No\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("message", (data) => webSocket.send(data));
    });
  });
  return server;
}

describe("a WebSocket", () => {
  test("opens through the same TLS and with the same credential, and agrees on a protocol", async () => {
    let seen: IncomingMessage | undefined;
    const server = await startEcho((request) => {
      seen = request;
      return undefined;
    });
    const credentials = fixedCredentials({
      headers: { authorization: "Bearer t0p", "impersonate-group": ["a", "b"] },
    });
    const transport = transportTo(server.url, { credentials });
    const webSocket = await transport.upgrade(
      { path: exec, query: { command: ["ls", "-l"], stdout: true } },
      protocols,
    );
    expect(webSocket.protocol).toBe("v5.channel.k8s.io");
    expect(seen?.url).toBe(`${exec}?command=ls&command=-l&stdout=true`);
    expect(seen?.headers).toMatchObject({ authorization: "Bearer t0p", "impersonate-group": "a, b" });
    const echo = new Promise((resolve) => webSocket.once("message", (data) => resolve(String(data))));
    webSocket.send("hello");
    expect(await echo).toBe("hello");
    webSocket.terminate();
  });

  test("that the server refuses fails with the server's own words", async () => {
    const message = 'pods "api-1" is forbidden: User "jane" cannot create resource "pods/exec"';
    const server = await startEcho(() => ({ code: 403, body: status(403, message) }));
    expect(await failureOf(transportTo(server.url).upgrade({ path: exec }, protocols))).toMatchObject({
      kind: "status",
      code: 403,
      reason: "Forbidden",
      message,
      tried: `open a WebSocket to ${server.url}${exec}`,
    });
  });

  test("whose credential is too old is tried once more with a new one", async () => {
    let generation = 1;
    const server = await startEcho((request) =>
      request.headers.authorization === "Bearer 2"
        ? undefined
        : { code: 401, body: status(401, "Unauthorized") },
    );
    const credentials = {
      ...fixedCredentials(),
      current: async () => ({ headers: { authorization: `Bearer ${generation}` }, generation }),
      refresh: async () => {
        generation += 1;
        return true;
      },
    };
    const webSocket = await transportTo(server.url, { credentials }).upgrade({ path: exec }, protocols);
    expect(webSocket.readyState).toBe(webSocket.OPEN);
    webSocket.terminate();
  });

  test("that the server does not answer can be given up", async () => {
    const leaving = new AbortController();
    const reason = new Error("the user went elsewhere");
    const server = await startHttps(() => undefined);
    server.server.on("upgrade", () => leaving.abort(reason));
    const opening = transportTo(server.url).upgrade({ path: exec, signal: leaving.signal }, protocols);
    expect(await failureOf(opening)).toBe(reason);
  });

  test("that loses its connection later harms nobody who does not listen", async () => {
    const server = await startEcho(() => undefined);
    const webSocket = await transportTo(server.url).upgrade({ path: exec }, protocols);
    const closed = new Promise((resolve) => webSocket.once("close", resolve));
    server.cut("reset");
    expect(await closed).toBe(1006);
  });
});
