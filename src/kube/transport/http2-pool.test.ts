import type http2 from "node:http2";
import { describe, expect, test } from "vitest";
import { eventually } from "../../../test/support/eventually.ts";
import {
  failureOf,
  get,
  pieces,
  startHttp2,
  startRelay,
  textOf,
  transportTo,
  Watches,
} from "../../../test/support/loopback.ts";
import type { Transport } from "./types.ts";

const watch = (transport: Transport, path: string, signal?: AbortSignal) =>
  get(transport, path, { lane: "watch", ...(signal === undefined ? {} : { signal }) });

const timesOver = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Answers paths that begin with `/flood` with as much as is taken, up to 100 MB each. */
async function startFlood(settings: http2.Settings = {}) {
  let sent = 0;
  const watches = new Watches();
  const flood = Buffer.alloc(16 * 1024);
  const server = await startHttp2((stream, path, headers) => {
    if (!path.startsWith("/flood")) return watches.answer(stream, path, headers);
    let left = 100e6;
    stream.respond({ ":status": 200 });
    const more = () => {
      while (!stream.destroyed && left > 0) {
        left -= flood.length;
        const isTaken = stream.write(flood, () => {
          sent += flood.length;
        });
        if (!isTaken) return stream.once("drain", more);
      }
    };
    more();
  }, settings);
  return { url: server.url, connections: () => server.connections(), sent: () => sent };
}

const NO_ERROR = 0;
const REFUSE_ALL_ABOVE_FIRST = 1;
const REFUSE_NOTHING = 2 ** 31 - 1;

describe("watches and requests over HTTP/2", () => {
  test("share one connection", async () => {
    const server = await startHttp2(new Watches().answer);
    const transport = transportTo(server.url);
    await Promise.all(timesOver(40, (n) => watch(transport, `/watch${n}`)));
    expect(await textOf(await get(transport, "/version"))).toBe("answer to /version");
    expect(server.connections()).toBe(1);
  });

  test("go on beside a watch that says nothing", async () => {
    const server = await startHttp2(new Watches().answer);
    const transport = transportTo(server.url);
    await watch(transport, "/watch");
    for (const path of ["/a", "/b", "/c"]) {
      expect(await textOf(await get(transport, path))).toBe(`answer to ${path}`);
    }
  });

  test("go on beside a reader who has stopped, and the server is held back", async () => {
    const flood = await startFlood();
    const transport = transportTo(flood.url);
    await pieces(await watch(transport, "/flood")).next();
    for (const n of timesOver(20, (n) => n)) await textOf(await get(transport, `/${n}`));
    expect(flood.sent()).toBeLessThan(20e6);
  });

  test("many readers who have stopped have not much more sent to them than one", async () => {
    const flood = await startFlood();
    const transport = transportTo(flood.url);
    await Promise.all(timesOver(64, async (n) => pieces(await watch(transport, `/flood${n}`)).next()));
    for (const n of timesOver(20, (n) => n)) await textOf(await get(transport, `/${n}`));
    expect(flood.sent()).toBeLessThan(40e6);
  });

  test("so many readers who have stopped that they need several connections, neither", async () => {
    const flood = await startFlood({ maxConcurrentStreams: 100 });
    const transport = transportTo(flood.url);
    await Promise.all(timesOver(640, async (n) => pieces(await watch(transport, `/flood${n}`)).next()));
    for (const n of timesOver(20, (n) => n)) await textOf(await get(transport, `/${n}`));
    expect(flood.connections()).toBe(8);
    expect(flood.sent()).toBeLessThan(40e6);
  });

  test("streams that are left when most have ended go on", async () => {
    const flood = await startFlood();
    const transport = transportTo(flood.url);
    const last = pieces(await watch(transport, "/flood"));
    const over = new AbortController();
    await Promise.all(timesOver(64, (n) => watch(transport, `/flood${n}`, over.signal)));
    over.abort();
    let read = 0;
    while (read < 30e6) read += (await last.next())?.length ?? Number.NaN;
    expect(read).toBeGreaterThan(30e6);
    expect(flood.connections()).toBe(1);
  });

  test("send bodies and read statuses", async () => {
    const server = await startHttp2((stream) => {
      stream.respond({ ":status": 201, "content-type": "text/plain", date: "now" });
      stream.pipe(stream);
    });
    const response = await transportTo(server.url).send({ method: "POST", path: "/x", body: "hello" });
    expect(response).toMatchObject({
      status: 201,
      headers: { "content-type": "text/plain", date: "now" },
    });
    expect(await textOf(response)).toBe("hello");
  });
});

describe("when the server limits streams", () => {
  test("35 watches and a request all start on a server that allows ten at a time", async () => {
    const server = await startHttp2(new Watches().answer, { maxConcurrentStreams: 10 });
    const transport = transportTo(server.url);
    await Promise.all(timesOver(35, (n) => watch(transport, `/watch${n}`)));
    expect(await textOf(await get(transport, "/version"))).toBe("answer to /version");
    expect(server.connections()).toBeLessThanOrEqual(6);
  });

  test("watches leave places for requests, so that a request needs no new connection", async () => {
    const server = await startHttp2(new Watches().answer, { maxConcurrentStreams: 10 });
    const transport = transportTo(server.url);
    await textOf(await get(transport, "/settle"));
    for (const n of timesOver(8, (n) => n)) await watch(transport, `/watch${n}`);
    await textOf(await get(transport, "/version"));
    expect(server.connections()).toBe(1);
    await watch(transport, "/watch8");
    expect(server.connections()).toBe(2);
  });

  test("a limit lowered later is heeded", async () => {
    const server = await startHttp2(new Watches().answer, { maxConcurrentStreams: 50 });
    const transport = transportTo(server.url);
    await textOf(await get(transport, "/settle"));
    await Promise.all(
      [...server.sessions].map(
        (session) => new Promise<void>((done) => session.settings({ maxConcurrentStreams: 3 }, () => done())),
      ),
    );
    await Promise.all(timesOver(12, (n) => watch(transport, `/watch${n}`)));
    expect(server.connections()).toBe(2);
  });

  test("aborted watches free their places", async () => {
    const watches = new Watches();
    const server = await startHttp2(watches.answer, { maxConcurrentStreams: 10 });
    const transport = transportTo(server.url);
    await textOf(await get(transport, "/settle"));
    for (const round of ["a", "b", "c", "d", "e"]) {
      const leaving = new AbortController();
      const opened = await Promise.all(
        timesOver(8, (n) => watch(transport, `/watch-${round}-${n}`, leaving.signal)),
      );
      leaving.abort(new Error("left"));
      for (const response of opened) {
        expect((await failureOf(textOf(response))).message).toBe("left");
      }
      await eventually(() => expect(watches.open.size).toBe(0));
    }
    expect(server.connections()).toBe(1);
  });
});

describe("when the server says GOAWAY", () => {
  test("an open watch goes on, and new requests take a new connection", async () => {
    const watches = new Watches();
    const server = await startHttp2(watches.answer);
    const transport = transportTo(server.url);
    const watching = pieces(await watch(transport, "/watch"));
    await watching.next();
    for (const session of server.sessions) session.goaway(NO_ERROR, REFUSE_NOTHING);
    await eventually(async () => {
      await textOf(await get(transport, "/version"));
      expect(server.connections()).toBe(2);
    });
    watches.open.get("/watch")?.write("still here");
    expect(await watching.next()).toBe("still here");
  });

  test.each(["GET", "DELETE"] as const)(
    "a %s it leaves out is sent again, since nobody looked at it",
    async (method) => {
      let refusals = 0;
      const watches = new Watches();
      const server = await startHttp2((stream, path, headers) => {
        if (path !== "/victim" || refusals > 0) return watches.answer(stream, path, headers);
        refusals += 1;
        stream.session?.goaway(NO_ERROR, REFUSE_ALL_ABOVE_FIRST);
      });
      const transport = transportTo(server.url);
      await watch(transport, "/watch");
      const response = await transport.send({ method, path: "/victim" });
      expect(await textOf(response)).toBe("answer to /victim");
      expect(refusals).toBe(1);
    },
  );

  test("none of many requests is lost, however often it says so", async () => {
    let count = 0;
    const server = await startHttp2((stream) => {
      count += 1;
      stream.respond({ ":status": 200 });
      if (count % 8 === 0) stream.session?.goaway(NO_ERROR, REFUSE_NOTHING);
      setImmediate(() => stream.end("ok"));
    });
    const transport = transportTo(server.url);
    const worker = async () => {
      const answers: string[] = [];
      for (const n of timesOver(20, (n) => n)) answers.push(await textOf(await get(transport, `/${n}`)));
      return answers;
    };
    const answers = (await Promise.all(timesOver(20, worker))).flat();
    expect(answers).toEqual(timesOver(400, () => "ok"));
  });
});

describe("when a connection breaks", () => {
  test.each(["fin", "reset"] as const)(
    "by %s, readers learn that their body is cut short, and the next request works",
    async (how) => {
      const server = await startHttp2(new Watches().answer);
      const transport = transportTo(server.url);
      const watching = pieces(await watch(transport, "/watch"));
      await watching.next();
      server.cut(how);
      expect(await failureOf(watching.next())).toMatchObject({
        kind: "connection",
        message: expect.stringContaining("closed the connection"),
      });
      expect(await textOf(await get(transport, "/version"))).toBe("answer to /version");
    },
  );

  test("a body whose stream is reset is not taken for complete, and others are left alone", async () => {
    const watches = new Watches();
    const server = await startHttp2(watches.answer);
    const transport = transportTo(server.url);
    const [first, second] = [
      pieces(await watch(transport, "/watch1")),
      pieces(await watch(transport, "/watch2")),
    ];
    await Promise.all([first.next(), second.next()]);
    watches.open.get("/watch1")?.destroy(new Error("broken"));
    expect((await failureOf(first.next())).kind).toBe("connection");
    watches.open.get("/watch2")?.write("alive");
    expect(await second.next()).toBe("alive");
  });

  test("a fault between the head of an answer and the reading of its body is told when it is read", async () => {
    const server = await startHttp2(new Watches().answer);
    const response = await watch(transportTo(server.url), "/watch");
    server.cut("reset");
    await eventually(() => expect(server.sessions.size).toBe(0));
    expect((await failureOf(textOf(response))).kind).toBe("connection");
  });

  test("a request that may have changed something is not sent twice", async () => {
    let arrivals = 0;
    const server = await startHttp2((stream) => {
      arrivals += 1;
      stream.session?.destroy();
    });
    const failure = await failureOf(transportTo(server.url).send({ method: "POST", path: "/x", body: "{}" }));
    expect(failure.kind).toBe("connection");
    expect(arrivals).toBe(1);
  });
});

describe("when the path goes dead without a word", () => {
  test("a watch ends by a ping that nobody answers, and the next request takes a new connection", async () => {
    const timing = { readIdle: 60, pingDeadline: 60 };
    const server = await startHttp2(new Watches().answer);
    const relay = await startRelay(server.port);
    const transport = transportTo(relay.url, { timing });
    const watching = pieces(await watch(transport, "/watch"));
    await watching.next();
    relay.silence();
    expect(await failureOf(watching.next())).toMatchObject({ kind: "connection", reason: "PEER_SILENT" });
    relay.speak();
    expect(await textOf(await get(transport, "/version"))).toBe("answer to /version");
  });

  test("a watch on which nothing happens is left alone as long as pings are answered", async () => {
    const timing = { readIdle: 60, pingDeadline: 15_000 };
    const watches = new Watches();
    let pings = 0;
    const server = await startHttp2(watches.answer);
    const transport = transportTo(server.url, { timing });
    const watching = pieces(await watch(transport, "/watch"));
    await watching.next();
    for (const session of server.sessions) {
      session.on("ping", () => {
        pings += 1;
      });
    }
    await eventually(() => expect(pings).toBeGreaterThanOrEqual(3));
    watches.open.get("/watch")?.write("at last");
    expect(await watching.next()).toBe("at last");
  });

  test("after the machine slept, the first request asks for a sign of life", async () => {
    let now = 0;
    let pings = 0;
    const server = await startHttp2(new Watches().answer);
    const transport = transportTo(server.url, { timing: { readIdle: 30_000, now: () => now } });
    await textOf(await get(transport, "/before"));
    for (const session of server.sessions) {
      session.on("ping", () => {
        pings += 1;
      });
    }
    now += 3_600_000;
    await textOf(await get(transport, "/after"));
    await eventually(() => expect(pings).toBe(1));
  });
});
