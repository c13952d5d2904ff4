import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { eventually } from "../../../test/support/eventually.ts";
import {
  failureOf,
  get,
  pieces,
  startHttp,
  startHttps,
  startRelay,
  textOf,
  transportTo,
} from "../../../test/support/loopback.ts";

describe("HTTP/1.1 connections", () => {
  test("are kept and used again, each by one exchange at a time", async () => {
    const held: (() => void)[] = [];
    const server = await startHttp((request, response) => {
      if (request.url === "/held") held.push(() => response.end("late"));
      else response.end("ok");
    });
    const transport = transportTo(server.url);
    for (const path of ["/a", "/b", "/c"]) await textOf(await get(transport, path));
    expect(server.connections()).toBe(1);
    const late = get(transport, "/held");
    await eventually(() => expect(held).toHaveLength(1));
    await textOf(await get(transport, "/d"));
    expect(server.connections()).toBe(2);
    held[0]?.();
    expect(await textOf(await late)).toBe("late");
  });

  test("that the server closed in the meantime cost a GET nothing", async () => {
    const server = await startHttp((_, response) => response.end("ok"));
    const transport = transportTo(server.url);
    await Promise.all(["/a", "/b", "/c"].map(async (path) => textOf(await get(transport, path))));
    server.cut("reset");
    expect(await textOf(await get(transport, "/again"))).toBe("ok");
  });

  test("that break under a POST are not made good by a second one", async () => {
    let arrivals = 0;
    const server = await startHttp((request, response) => {
      if (request.method === "GET") return response.end("ok");
      arrivals += 1;
      request.socket.resetAndDestroy();
      return undefined;
    });
    const transport = transportTo(server.url);
    await textOf(await get(transport, "/"));
    const failure = await failureOf(transport.send({ method: "POST", path: "/", body: "{}" }));
    expect(failure).toMatchObject({ kind: "connection", reason: "ECONNRESET" });
    expect(arrivals).toBe(1);
  });

  test("serve everything where the server does not choose HTTP/2, the first handshake included", async () => {
    const server = await startHttps((_, response) => response.end("ok"));
    const transport = transportTo(server.url);
    await textOf(await get(transport, "/first", { lane: "watch" }));
    await textOf(await get(transport, "/second"));
    expect(server.connections()).toBe(1);
  });
});

describe("a body over HTTP/1.1", () => {
  test.each([
    ["of a known length", { "content-length": "100" }],
    ["in chunks", {}],
  ])("%s that stops early is told from one that ends", async (_, headers) => {
    const server = await startHttp((request, response) => {
      response.writeHead(200, headers);
      response.write("half", () => request.socket.end());
    });
    const body = pieces(await get(transportTo(server.url), "/"));
    expect(await body.next()).toBe("half");
    expect(await failureOf(body.next())).toMatchObject({
      kind: "connection",
      message: `127.0.0.1:${server.port} closed the connection`,
    });
  });

  test("that is compressed and stops early is told from one that ends", async () => {
    const server = await startHttp((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync("a".repeat(10_000)).subarray(0, 20));
    });
    const failure = await failureOf(textOf(await get(transportTo(server.url), "/")));
    expect(failure).toMatchObject({ kind: "connection", reason: "Z_BUF_ERROR" });
  });

  test("that is not what it says it is, is a fault of the protocol", async () => {
    const server = await startHttp((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end("not compressed at all");
    });
    const failure = await failureOf(textOf(await get(transportTo(server.url), "/")));
    expect(failure).toMatchObject({ kind: "protocol", reason: "Z_DATA_ERROR" });
  });

  test("is not timed, however long the server thinks between two pieces", async () => {
    let write = (_text: string): unknown => undefined;
    const server = await startHttp((_, response) => {
      response.write("first");
      write = (text) => response.end(text);
    });
    const body = pieces(await get(transportTo(server.url, { timing: { headers: 20 } }), "/"));
    expect(await body.next()).toBe("first");
    const second = body.next();
    await expect(Promise.race([second, longerThan(60)])).resolves.toBe("still waiting");
    write("second");
    expect(await second).toBe("second");
  });
});

describe("a silent body over HTTP/1.1", () => {
  test("is left alone as long as the server can be reached", async () => {
    const timing = { readIdle: 60, pingDeadline: 15_000 };
    let write = (_text: string): unknown => undefined;
    const server = await startHttps((_, response) => {
      response.write("first");
      write = (text) => response.end(text);
    });
    const body = pieces(await get(transportTo(server.url, { timing }), "/", { lane: "bulk" }));
    expect(await body.next()).toBe("first");
    await eventually(() => expect(server.connections()).toBeGreaterThanOrEqual(3));
    write("second");
    expect(await body.next()).toBe("second");
  });

  test("ends when the server cannot be reached behind a proxy that keeps the connection open", async () => {
    const timing = { readIdle: 60, pingDeadline: 100 };
    const server = await startHttps((_, response) => {
      response.write("first");
    });
    const relay = await startRelay(server.port);
    const body = pieces(await get(transportTo(relay.url, { timing }), "/", { lane: "bulk" }));
    expect(await body.next()).toBe("first");
    relay.silence();
    expect(await failureOf(body.next())).toMatchObject({ kind: "connection", reason: "PEER_SILENT" });
  });
});

test("an answer that is not HTTP is a fault of the protocol", async () => {
  const server = await startHttp((request) => request.socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
  expect(await failureOf(get(transportTo(server.url), "/"))).toMatchObject({
    kind: "protocol",
    message: expect.stringContaining("not valid HTTP"),
  });
});

function longerThan(milliseconds: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve("still waiting"), milliseconds));
}
