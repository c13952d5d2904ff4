import net from "node:net";
import type { TLSSocket } from "node:tls";
import { describe, expect, test } from "vitest";
import {
  failureOf,
  fixedCredentials,
  get,
  identity,
  listen,
  pem,
  pieces,
  startHttp,
  startHttp2,
  startHttps,
  textOf,
  transportTo,
  Watches,
} from "../../../test/support/loopback.ts";
import { ApiError } from "../api-error.ts";
import type { Credential, Credentials } from "../credentials/types.ts";

describe("a request", () => {
  test("goes below the server's own path, with repeated parameters repeated", async () => {
    const server = await startHttp((request, response) => response.end(request.url));
    const transport = transportTo(`${server.url}/k8s/clusters/c-1/`);
    const query = { watch: true, limit: 5, command: ["sh", "-c", "a b&c"], absent: undefined };
    expect(await textOf(await get(transport, "/api/v1/pods", { query }))).toBe(
      "/k8s/clusters/c-1/api/v1/pods?watch=true&limit=5&command=sh&command=-c&command=a+b%26c",
    );
    expect(transport.server).toBe(`${server.url}/k8s/clusters/c-1`);
  });

  test("carries the user agent, the credential and what the caller adds", async () => {
    const server = await startHttps((request, response) => response.end(request.rawHeaders.join("|")));
    const credentials = fixedCredentials({
      headers: {
        authorization: "Bearer t0p",
        "impersonate-user": "jane",
        "impersonate-group": ["dev", "ops"],
      },
    });
    const transport = transportTo(server.url, { credentials, userAgent: "periplus/1.2.3 (linux/x64)" });
    const headers = await textOf(await get(transport, "/", { headers: { accept: "application/json" } }));
    for (const expected of [
      `host|localhost:${server.port}`,
      "user-agent|periplus/1.2.3 (linux/x64)",
      "authorization|Bearer t0p",
      "impersonate-user|jane",
      "impersonate-group|dev|impersonate-group|ops",
      "accept|application/json",
    ]) {
      expect(headers).toContain(expected);
    }
  });

  test("over plain HTTP carries no login, but still impersonates", async () => {
    const server = await startHttp((request, response) => response.end(JSON.stringify(request.headers)));
    const credentials = fixedCredentials({
      headers: { authorization: "Bearer t0p", "impersonate-user": "jane" },
    });
    const headers = JSON.parse(await textOf(await get(transportTo(server.url, { credentials }), "/")));
    expect(headers).toMatchObject({ "impersonate-user": "jane" });
    expect(headers).not.toHaveProperty("authorization");
  });

  test.each([
    ["is compressed where the server is far", { timing: { nearHandshake: 0 } }, "gzip"],
    ["is not compressed on this machine", { timing: { nearHandshake: 60_000 } }, ""],
    [
      "is not compressed where the cluster says so",
      { timing: { nearHandshake: 0 }, cluster: { disableCompression: true } },
      "",
    ],
  ])("asks for an answer that %s", async (_, options, expected) => {
    const server = await startHttps((request, response) =>
      response.end(request.headers["accept-encoding"] ?? ""),
    );
    const response = await get(transportTo(server.url, options), "/", { lane: "bulk" });
    expect(await textOf(response)).toBe(expected);
  });

  test("resolves for every status, and waits for no body", async () => {
    const server = await startHttp((_, response) => {
      response.writeHead(503, { "Retry-After": "7" });
      response.flushHeaders();
    });
    const response = await get(transportTo(server.url), "/");
    expect(response).toMatchObject({ status: 503, headers: { "retry-after": "7" } });
  });

  test.each(["POST", "PUT", "PATCH", "DELETE"] as const)(
    "brings the whole body of a %s, over HTTP/1.1 too",
    async (method) => {
      const server = await startHttp((request, response) => request.pipe(response));
      const response = await transportTo(server.url).send({
        method,
        path: "/",
        body: '{"kind":"DeleteOptions"}',
      });
      expect(await textOf(response)).toBe('{"kind":"DeleteOptions"}');
    },
  );

  test("is counted with its bytes", async () => {
    const server = await startHttp((request, response) =>
      request.resume().on("end", () => response.end("12345")),
    );
    const transport = transportTo(server.url);
    await textOf(await transport.send({ method: "POST", path: "/", body: "123" }));
    await textOf(await get(transport, "/"));
    expect(transport.counters()).toEqual({ requests: 2, bytesSent: 3, bytesReceived: 10 });
  });
});

describe("a request that gets no answer", () => {
  test("fails after its own time", async () => {
    const server = await startHttp(() => undefined);
    const failure = await failureOf(get(transportTo(server.url), "/api", { timeout: 30 }));
    expect(failure).toMatchObject({
      kind: "connection",
      message: `127.0.0.1:${server.port} took the request but did not answer in time`,
      tried: `GET ${server.url}/api`,
    });
  });

  test.each(["before", "while waiting", "in the body"] as const)(
    "ends at once with the signal's reason, aborted %s",
    async (when) => {
      const leaving = new AbortController();
      const reason = new Error("the user went elsewhere");
      const server = await startHttp((request, response) => {
        if (when === "while waiting") leaving.abort(reason);
        if (when === "in the body") response.write("first");
        request.resume();
      });
      if (when === "before") leaving.abort(reason);
      const action = async () => {
        const response = await get(transportTo(server.url), "/", { signal: leaving.signal });
        for await (const _ of response.body) leaving.abort(reason);
      };
      expect(await failureOf(action())).toBe(reason);
    },
  );

  test.each(["bulk", "watch", "upgrade"] as const)("ends at once while it connects (%s)", async (how) => {
    const leaving = new AbortController();
    const reason = new Error("the user went elsewhere");
    const server = await listen(
      net.createServer((socket) => socket.once("data", () => leaving.abort(reason))),
      "https://localhost",
    );
    const transport = transportTo(server.url);
    const { signal } = leaving;
    const waiting =
      how === "upgrade"
        ? transport.upgrade({ path: "/", signal }, ["v5.channel.k8s.io"])
        : get(transport, "/", { lane: how, signal });
    expect(await failureOf(waiting)).toBe(reason);
  });

  test("fails with the reason of closing when the transport is closed under it, and so do all later ones", async () => {
    const server = await startHttp(() => transport.close());
    const transport = transportTo(server.url);
    for (const path of ["/first", "/later"]) {
      expect(await failureOf(get(transport, path))).toMatchObject({ kind: "connection", reason: "CLOSED" });
    }
  });

  test("says who refused the connection and what to check", async () => {
    const server = await startHttp(() => undefined);
    const url = server.url.replace(String(server.port), "1");
    expect(await failureOf(get(transportTo(url), "/version"))).toMatchObject({
      kind: "connection",
      reason: "ECONNREFUSED",
      message: "127.0.0.1:1 refused the connection",
      nextStep: "check that the API server runs and that the server address is right",
    });
  });
});

describe("a 401", () => {
  /** Accepts the newest of its tokens only, and counts how often it was asked for another. */
  function renewing(): Credentials & { readonly refreshes: () => number } {
    let generation = 1;
    let refreshes = 0;
    return {
      description: "test user",
      current: async () => ({ headers: { authorization: `Bearer ${generation}` }, generation }),
      refresh: async () => {
        refreshes += 1;
        generation += 1;
        return true;
      },
      refreshes: () => refreshes,
    };
  }

  test("is answered by one refresh and one more try", async () => {
    const server = await startHttps((request, response) => {
      response.statusCode = request.headers.authorization === "Bearer 2" ? 200 : 401;
      response.end(request.headers.authorization);
    });
    const credentials = renewing();
    const response = await get(transportTo(server.url, { credentials }), "/");
    expect([response.status, await textOf(response), credentials.refreshes()]).toEqual([200, "Bearer 2", 1]);
  });

  test("that comes again is the answer", async () => {
    const server = await startHttps((_, response) => response.writeHead(401).end("no"));
    const credentials = renewing();
    const response = await get(transportTo(server.url, { credentials }), "/");
    expect([response.status, await textOf(response), credentials.refreshes()]).toEqual([401, "no", 1]);
  });

  test("is the answer when there is nothing newer", async () => {
    const server = await startHttps((_, response) => response.writeHead(401).end("no"));
    const response = await get(transportTo(server.url), "/");
    expect([response.status, await textOf(response)]).toEqual([401, "no"]);
  });

  test("whose refresh fails becomes the failure of the refresh", async () => {
    const server = await startHttps((_, response) => response.writeHead(401).end("no"));
    const cause = new ApiError({ kind: "credentials", message: "the plugin failed", tried: "log in" });
    const credentials = { ...fixedCredentials(), refresh: () => Promise.reject(cause) };
    expect(await failureOf(get(transportTo(server.url, { credentials }), "/"))).toBe(cause);
  });
});

describe("a client certificate", () => {
  test("that changes means a new connection, while what runs goes on", async () => {
    const server = await startHttps(
      (request, response) => {
        const subject = (request.socket as TLSSocket).getPeerCertificate();
        response.write(subject.serialNumber);
        if (request.url !== "/watch") response.end();
      },
      { requestCert: true, ca: pem("ca") },
    );
    let name = "client";
    const credentials: Credentials = {
      ...fixedCredentials(),
      current: async (): Promise<Credential> => ({ headers: {}, certificate: identity(name), generation: 0 }),
    };
    const transport = transportTo(server.url, { credentials });
    const watch = await get(transport, "/watch", { lane: "watch" });
    const serial = await textOf(await get(transport, "/"));
    await textOf(await get(transport, "/"));
    const connections = server.connections();
    name = "client-next";
    expect(await textOf(await get(transport, "/"))).not.toBe(serial);
    expect(server.connections()).toBe(connections + 1);
    const first = await watch.body[Symbol.asyncIterator]().next();
    expect(Buffer.from(first.value ?? []).toString()).toBe(serial);
  });
});

describe("connections", () => {
  test("are shared by requests over HTTP/2, and not over HTTP/1.1, whatever was asked for before", async () => {
    const modern = await startHttp2(new Watches().answer);
    const old = await startHttps((_, response) => response.end("hello"));
    for (const [{ url }, areShared] of [
      [modern, true],
      [old, false],
    ] as const) {
      const transport = transportTo(url);
      await get(transport, "/watch", { lane: "bulk" });
      expect(await transport.sharesConnections()).toBe(areShared);
    }
    const plain = await startHttp((_, response) => response.end("hello"));
    expect(await transportTo(plain.url).sharesConnections()).toBe(false);
  });
});

describe("a large first stream", () => {
  const bulk = { lane: "bulk" } as const;

  test("takes an HTTP/1.1 connection of its own on a server that offers HTTP/2", async () => {
    const server = await startHttp2(new Watches().answer);
    const transport = transportTo(server.url);
    await textOf(await get(transport, "/version"));
    expect([server.sessions.size, server.connections()]).toEqual([1, 1]);
    expect(await pieces(await get(transport, "/watch", bulk)).next()).toBe("hello");
    expect([server.sessions.size, server.connections()]).toEqual([1, 2]);
  });

  test("goes over HTTP/2 where there are many of them already", async () => {
    const server = await startHttp2(new Watches().answer);
    const transport = transportTo(server.url);
    await Promise.all(Array.from({ length: 40 }, (_, n) => get(transport, `/watch${n}`, bulk)));
    expect([server.sessions.size, server.connections()]).toEqual([1, 25]);
  });

  test("goes over HTTP/2 where a gateway speaks nothing else", async () => {
    const server = await startHttp2(new Watches().answer, {}, true);
    const transport = transportTo(server.url);
    expect(await pieces(await get(transport, "/watch", bulk)).next()).toBe("hello");
  });
});
