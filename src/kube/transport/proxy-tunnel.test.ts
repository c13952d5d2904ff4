import http from "node:http";
import https from "node:https";
import net from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  failureOf,
  get,
  identity,
  listen,
  startHttp,
  startHttp2,
  startHttps,
  textOf,
  transportTo,
  Watches,
} from "../../../test/support/loopback.ts";

/** What a proxy was asked for, and by whom. */
type Asked = { target: string; login: string | undefined };

/** An HTTP proxy with CONNECT, that reaches everything on loopback whatever its name. */
async function startConnectProxy(options: { secure?: boolean; status?: string } = {}) {
  const asked: Asked[] = [];
  const server = options.secure === true ? https.createServer(identity("server")) : http.createServer();
  server.on("connect", (request: http.IncomingMessage, near: net.Socket) => {
    asked.push({ target: request.url ?? "", login: request.headers["proxy-authorization"] });
    if (options.status !== undefined) {
      near.end(`HTTP/1.1 ${options.status}\r\n\r\n`);
      return;
    }
    const far = join(near, Number(request.url?.split(":").at(-1)));
    far.once("connect", () => near.write("HTTP/1.1 200 Connection established\r\n\r\n"));
  });
  server.on("request", (request, response) => {
    asked.push({ target: request.url ?? "", login: request.headers["proxy-authorization"] });
    response.end("forwarded");
  });
  return {
    ...(await listen(server, options.secure === true ? "https://localhost" : "http://127.0.0.1")),
    asked,
  };
}

/** A SOCKS 5 proxy that knows one user, or anybody. */
async function startSocksProxy(options: { user?: string; reply?: number } = {}) {
  const asked: Asked[] = [];
  const server = net.createServer((near) => {
    let login: string | undefined;
    let step: "greeting" | "login" | "request" = "greeting";
    near.on("data", function serve(data: Buffer) {
      if (step === "greeting") {
        step = options.user === undefined ? "request" : "login";
        near.write(Buffer.from([5, options.user === undefined ? 0 : 2]));
      } else if (step === "login") {
        const name = data.subarray(2, 2 + (data[1] ?? 0)).toString();
        login = `${name}:${data.subarray(3 + name.length).toString()}`;
        step = "request";
        near.write(Buffer.from([1, login === options.user ? 0 : 1]));
      } else {
        near.off("data", serve);
        const host = data.subarray(5, 5 + (data[4] ?? 0)).toString();
        const port = data.readUInt16BE(data.length - 2);
        asked.push({ target: `${host}:${port}`, login });
        const answer = Buffer.from([5, options.reply ?? 0, 0, 1, 127, 0, 0, 1, 0, 0]);
        if (options.reply !== undefined) near.end(answer);
        else join(near, port).once("connect", () => near.write(answer));
      }
    });
  });
  return { ...(await listen(server, "socks5://127.0.0.1")), asked };
}

function join(near: net.Socket, port: number): net.Socket {
  const far = net.connect(port, "127.0.0.1");
  near.pipe(far).pipe(near);
  for (const socket of [near, far]) socket.on("error", () => undefined);
  onTestFinished(() => {
    near.destroy();
    far.destroy();
  });
  return far;
}

const withLogin = (url: string) => url.replace("://", "://me:s%40cret@");
const ok = (_: unknown, response: { end(text: string): unknown }) => response.end("ok");

describe("a cluster behind a proxy is reached", () => {
  test("by CONNECT, with user and password, HTTP/2 included", async () => {
    const server = await startHttp2(new Watches().answer);
    const proxy = await startConnectProxy();
    const transport = transportTo(server.url, { cluster: { proxyUrl: withLogin(proxy.url) } });
    expect(await textOf(await get(transport, "/version"))).toBe("answer to /version");
    const login = `Basic ${Buffer.from("me:s@cret").toString("base64")}`;
    expect(proxy.asked).toEqual([{ target: `localhost:${server.port}`, login }]);
    expect(server.sessions.size).toBe(1);
  });

  test("by a proxy that itself wants TLS", async () => {
    const server = await startHttps(ok);
    const proxy = await startConnectProxy({ secure: true });
    const transport = transportTo(server.url, { cluster: { proxyUrl: proxy.url } });
    expect(await textOf(await get(transport, "/"))).toBe("ok");
    expect(proxy.asked).toHaveLength(1);
  });

  test.each([
    ["without a login", undefined],
    ["with user and password", "me:s@cret"],
  ])("by SOCKS 5 %s, which gets the name to resolve", async (_, user) => {
    const server = await startHttps(ok);
    const proxy = await startSocksProxy(user === undefined ? {} : { user });
    const proxyUrl = user === undefined ? proxy.url : withLogin(proxy.url);
    const transport = transportTo(server.url, { cluster: { proxyUrl } });
    expect(await textOf(await get(transport, "/"))).toBe("ok");
    expect(proxy.asked).toEqual([{ target: `localhost:${server.port}`, login: user }]);
  });

  test("by plain HTTP, request by request, where the cluster has no TLS", async () => {
    const proxy = await startConnectProxy();
    const transport = transportTo("http://api.test:8080", { cluster: { proxyUrl: withLogin(proxy.url) } });
    expect(await textOf(await get(transport, "/version"))).toBe("forwarded");
    expect(proxy.asked).toMatchObject([
      { target: "http://api.test:8080/version", login: expect.any(String) },
    ]);
  });

  test("as the environment says, for servers that are not on this machine", async () => {
    const server = await startHttps(ok);
    const proxy = await startConnectProxy();
    const cluster = { tlsServerName: "localhost" };
    const transport = transportTo(`https://api.test:${server.port}`, {
      cluster,
      env: { HTTPS_PROXY: proxy.url },
    });
    expect(await textOf(await get(transport, "/"))).toBe("ok");
    expect(proxy.asked).toMatchObject([{ target: `api.test:${server.port}` }]);
    await get(transportTo(server.url, { env: { HTTPS_PROXY: proxy.url } }), "/");
    expect(proxy.asked).toHaveLength(1);
  });
});

describe("a proxy that does not help is named, without its password", () => {
  const target = "api.test:6443";
  const failing = async (proxyUrl: string) => {
    const failure = await failureOf(get(transportTo(`https://${target}`, { cluster: { proxyUrl } }), "/"));
    expect(JSON.stringify([failure.message, failure.tried, failure.nextStep])).not.toMatch(/s@cret|s%40cret/);
    return failure;
  };

  test("wanting another login", async () => {
    const { url } = await startConnectProxy({ status: "407 Proxy Authentication Required" });
    expect(await failing(withLogin(url))).toMatchObject({
      kind: "connection",
      message: `the proxy ${url} did not connect us to ${target} (407 Proxy Authentication Required)`,
      nextStep: "put user and password into proxy-url of cluster test",
    });
  });

  test("refusing the server", async () => {
    const { url } = await startConnectProxy({ status: "403 Forbidden" });
    expect((await failing(url)).message).toBe(
      `the proxy ${url} did not connect us to ${target} (403 Forbidden)`,
    );
  });

  test("refusing the server by SOCKS", async () => {
    const { url } = await startSocksProxy({ reply: 2 });
    expect((await failing(withLogin(url))).message).toBe(
      `the proxy ${url} did not connect us to ${target} (its rules forbid it)`,
    );
  });

  test("refusing the login by SOCKS", async () => {
    const { url } = await startSocksProxy({ user: "you:other" });
    expect((await failing(withLogin(url))).message).toContain("it refused user and password");
  });

  test("being no proxy at all", async () => {
    const { port } = await startHttp((request) => request.socket.destroy());
    expect((await failing(`socks5://127.0.0.1:${port}`)).message).toContain("did not connect us");
  });

  test("not being there", async () => {
    expect(await failing("http://me:s%40cret@127.0.0.1:1")).toMatchObject({
      kind: "connection",
      message: "the proxy http://127.0.0.1:1 cannot be reached (ECONNREFUSED)",
    });
  });

  test("with a way around it: NO_PROXY holds against the environment only", async () => {
    expect((await failing("http://127.0.0.1:1")).nextStep).toBe(
      "check proxy-url of cluster test, or take it out",
    );
    const env = { HTTPS_PROXY: "http://127.0.0.1:1" };
    expect((await failureOf(get(transportTo(`https://${target}`, { env }), "/"))).nextStep).toBe(
      "check HTTPS_PROXY, or list the server in NO_PROXY",
    );
  });
});
