import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { eventually } from "../../test/support/eventually.ts";
import { type Answer, failureOf, startHttp, startHttp2, transportTo } from "../../test/support/loopback.ts";
import { createOpenLog, type LogRequest, type OpenLog } from "./log-stream.ts";

const app = { namespace: "payments", pod: "api-1", container: "app", follow: false } as const;
const followed = { ...app, follow: true } as const;
const never = new AbortController().signal;

interface Asked {
  readonly url: URL;
  readonly headers: NodeJS.Dict<string | string[]>;
}

async function serverOf(answer: Answer): Promise<{ openLog: OpenLog; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = await startHttp((request, response) => {
    asked.push({ url: new URL(request.url ?? "", "http://x"), headers: request.headers });
    answer(request, response);
  });
  return { openLog: createOpenLog(transportTo(server.url)), asked };
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** A log read piece by piece. */
function pieces(bytes: AsyncIterable<Uint8Array>) {
  const iterator = bytes[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await iterator.next();
    return done === true ? undefined : Buffer.from(value).toString();
  };
  return { next, leave: () => iterator.return?.() };
}

describe("a log is asked for", () => {
  const second = Date.parse("2026-11-22T03:04:05Z") / 1000;

  test.each<[string, Partial<LogRequest>, Readonly<Record<string, string>>]>([
    ["whole", {}, {}],
    ["and what comes after it", { follow: true }, { follow: "true" }],
    ["of the instance before", { previous: true }, { previous: "true" }],
    ["of the present instance", { previous: false }, {}],
    ["from a second on, in UTC", { sinceTime: second }, { sinceTime: "2026-11-22T03:04:05Z" }],
    ["from within a second on", { sinceTime: second + 0.9 }, { sinceTime: "2026-11-22T03:04:05Z" }],
    ["of the last seconds", { sinceSeconds: 90 }, { sinceSeconds: "90" }],
    ["without a line of the past", { follow: true, tailLines: 0 }, { follow: "true", tailLines: "0" }],
    ["to a size", { tailLines: 10, limitBytes: 4096 }, { tailLines: "10", limitBytes: "4096" }],
  ])("%s", async (_, request, parameters) => {
    const { openLog, asked } = await serverOf((_request, response) => response.end());
    await textOf(await openLog({ ...app, ...request }, never));
    expect(asked[0]?.url.pathname).toBe("/api/v1/namespaces/payments/pods/api-1/log");
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      container: "app",
      timestamps: "true",
      ...parameters,
    });
  });

  test("uncompressed, so that nothing holds a line back", async () => {
    const { openLog, asked } = await serverOf((_request, response) => response.end());
    await textOf(await openLog(app, never));
    expect(asked[0]?.headers).toMatchObject({
      "accept-encoding": "identity",
      accept: "application/json, */*",
    });
  });
});

describe("a log comes", () => {
  test("as its bytes, whatever they are", async () => {
    const bytes = Buffer.from([0x32, 0x20, 0xff, 0x00, 0x0d, 0x1b, 0x0a]);
    const { openLog } = await serverOf((_, response) => response.end(bytes));
    const chunks: Uint8Array[] = [];
    for await (const chunk of await openLog(app, never)) chunks.push(chunk);
    expect(Buffer.concat(chunks)).toEqual(bytes);
  });

  test("line by line where it is followed", async () => {
    let write = (_line: string): void => undefined;
    const { openLog } = await serverOf((_, response) => {
      response.flushHeaders();
      write = (line) => void response.write(line);
    });
    const log = pieces(await openLog(followed, never));
    for (const line of ["one\n", "two\n"]) {
      write(line);
      expect(await log.next()).toBe(line);
    }
  });

  test("empty from a pod that has no node yet", async () => {
    const { openLog } = await serverOf((_, response) => response.writeHead(204).end());
    expect(await textOf(await openLog(app, never))).toBe("");
  });

  test("to where the connection broke, and then fails", async () => {
    const { openLog } = await serverOf((_, response) => {
      response.write("whole\nhal", () => setTimeout(() => response.destroy(), 20));
    });
    const log = pieces(await openLog(followed, never));
    expect(await log.next()).toBe("whole\nhal");
    expect(await failureOf(log.next())).toMatchObject({ name: "ApiError", kind: "connection" });
  });
});

describe("a log that is refused fails with the server's words, and says what can be done", () => {
  const waiting = 'container "app" in pod "api-1" is waiting to start: ContainerCreating';
  const imagePull = 'container "app" in pod "api-1" is waiting to start: trying and failing to pull image';
  const noPrevious = 'previous terminated container "app" in pod "api-1" not found';
  const noContainer = "container app is not valid for pod api-1";
  const forbidden = 'pods "api-1" is forbidden: User "jane" cannot get resource "pods/log" in API group ""';
  const noNode = 'Get "https://10.0.0.7:10250/containerLogs/x": dial tcp 10.0.0.7:10250: i/o timeout';

  test.each<[number, string, string, RegExp]>([
    [400, "BadRequest", waiting, /once it has started/],
    [400, "BadRequest", imagePull, /once it has started/],
    [400, "BadRequest", noPrevious, /present instance/],
    [400, "BadRequest", noContainer, /choose one of the pod's containers/],
    [403, "Forbidden", forbidden, /this right/],
    [404, "NotFound", 'pods "api-1" not found', /./],
    [500, "", noNode, /try again/],
  ])("%i %s: %s", async (code, reason, message, nextStep) => {
    const { openLog } = await serverOf((_, response) => {
      response.writeHead(code, { "content-type": "application/json" });
      response.end(JSON.stringify({ kind: "Status", apiVersion: "v1", code, reason, message }));
    });
    const error = await failureOf(openLog(app, never));
    expect(error).toMatchObject({ name: "ApiError", kind: "status", code, message });
    expect(error.tried).toBe("read the log of app in pod payments/api-1");
    expect(error.nextStep).toMatch(nextStep);
  });

  test("200 and a web page, which is no log", async () => {
    const { openLog } = await serverOf((_, response) => {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end("<html>log in first</html>");
    });
    expect(await failureOf(openLog(app, never))).toMatchObject({ kind: "protocol" });
  });
});

// A rejection that nobody handles fails the run, so these stories also say that there is none.
describe("who turns away ends a log at once", () => {
  const reason = new Error("enough");

  test("before the server has answered", async () => {
    const leaving = new AbortController();
    const { openLog } = await serverOf(() => leaving.abort(reason));
    expect(await failureOf(openLog(followed, leaving.signal))).toBe(reason);
  });

  test("while a line is waited for", async () => {
    const leaving = new AbortController();
    const { openLog } = await serverOf((_, response) => void response.write("one\n"));
    const log = pieces(await openLog(followed, leaving.signal));
    expect(await log.next()).toBe("one\n");
    const waiting = failureOf(log.next());
    leaving.abort(reason);
    expect(await waiting).toBe(reason);
  });

  test("without having read any of it", async () => {
    const leaving = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    const { openLog } = await serverOf((_, response) => {
      closed = new Promise((resolve) => response.once("close", resolve));
      response.write("one\n");
    });
    await openLog(followed, leaving.signal);
    leaving.abort(reason);
    await closed;
  });

  test("by leaving the loop that reads it", async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const { openLog } = await serverOf((_, response) => {
      closed = new Promise((resolve) => response.once("close", resolve));
      response.write("one\n");
    });
    for await (const _ of await openLog(followed, never)) break;
    await closed;
  });
});

describe("over HTTP/2", () => {
  const AHEAD = 64 * 1024;

  test("sixty logs that nobody reads, full to the brim, hold up no other", async () => {
    const sent = new Map<string, number>();
    let goOn = (): void => undefined;
    const server = await startHttp2((stream, path) => {
      stream.respond({ ":status": 200, "content-type": "text/plain" });
      const pod = path.split("/")[6] ?? "";
      if (pod.startsWith("full-")) Readable.from(endless(pod, sent)).pipe(stream);
      else {
        stream.write("ready\n");
        goOn = () => void stream.write("goes on\n");
      }
    });
    const openLog = createOpenLog(transportTo(server.url));
    const full = Array.from({ length: 60 }, (_, index) => `full-${index}`);
    const unread = await Promise.all(full.map((pod) => openLog({ ...followed, pod }, never)));
    // So much at least is sent ahead of each reader, however many there are.
    await eventually(() => expect(Math.min(...full.map((pod) => sent.get(pod) ?? 0))).toBeGreaterThan(AHEAD));
    const log = pieces(await openLog(followed, never));
    expect(await log.next()).toBe("ready\n");
    goOn();
    expect(await log.next()).toBe("goes on\n");
    expect(server.connections()).toBe(1);
    for (const bytes of unread) await pieces(bytes).leave();
  });

  function* endless(pod: string, sent: Map<string, number>): Generator<Buffer> {
    const piece = Buffer.alloc(16_384, "x");
    for (let size = piece.length; ; size += piece.length) {
      sent.set(pod, size);
      yield piece;
    }
  }

  test("logs share a connection, followed or whole", async () => {
    const server = await startHttp2((stream) => {
      stream.respond({ ":status": 200, "content-type": "text/plain" });
      stream.write("one\n");
    });
    const openLog = createOpenLog(transportTo(server.url));
    await Promise.all(["a", "b", "c"].map((pod) => openLog({ ...followed, pod }, never)));
    await openLog({ ...app, tailLines: 10 }, never);
    await openLog(app, never);
    expect(server.connections()).toBe(1);
  });
});
