import { describe, expect, test, vi } from "vitest";
import { type Answer, failureOf, startHttp, transportTo } from "../../test/support/loopback.ts";
import { createListWatch } from "./list-watch.ts";
import type { ListWatch, ObjectEvent, ObjectForm } from "./types.ts";

const deployments = { gvr: { group: "apps", version: "v1", resource: "deployments" }, kind: "Deployment" };
const widgets = { gvr: { group: "example.com", version: "v1", resource: "widgets" }, kind: "Widget" };
const never = new AbortController().signal;

async function listWatchOf(
  answer: Answer,
  resource = widgets,
  form: ObjectForm = "object",
): Promise<{ listWatch: ListWatch; asked: { url: URL; accept: string }[] }> {
  const asked: { url: URL; accept: string }[] = [];
  const server = await startHttp((request, response) => {
    asked.push({ url: new URL(request.url ?? "", "http://x"), accept: request.headers.accept ?? "" });
    answer(request, response);
  });
  return { listWatch: createListWatch(transportTo(server.url), resource, form), asked };
}

const widget = (name: string, resourceVersion: string) => ({
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name, namespace: "payments", uid: `uid-${name}`, resourceVersion },
});

const line = (type: string, object: unknown) => `${JSON.stringify({ type, object })}\n`;

const streaming =
  (...lines: string[]): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(lines.join(""));
  };

async function events(watch: AsyncIterable<readonly ObjectEvent[]>): Promise<ObjectEvent[]> {
  const all: ObjectEvent[] = [];
  for await (const batch of watch) all.push(...batch);
  return all;
}

describe("a list", () => {
  test("asks for what the query says, below the namespace", async () => {
    const list = {
      kind: "WidgetList",
      metadata: { resourceVersion: "7", continue: "next" },
      items: [widget("a", "5")],
    };
    const { listWatch, asked } = await listWatchOf((_, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(list));
    });
    const query = {
      namespace: "payments",
      labelSelector: "app in (a,b)",
      fieldSelector: "metadata.name!=x",
      limit: 500,
      resourceVersion: "",
    };
    const chunks = [];
    for await (const chunk of listWatch.list(query, never)) chunks.push(chunk);
    expect(chunks.flatMap(({ objects }) => objects.map(({ identity }) => identity.name))).toEqual(["a"]);
    expect(chunks.at(-1)?.page).toEqual({ resourceVersion: "7", continue: "next" });
    expect(asked[0]?.url.pathname).toBe("/apis/example.com/v1/namespaces/payments/widgets");
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      labelSelector: "app in (a,b)",
      fieldSelector: "metadata.name!=x",
      limit: "500",
    });
  });

  test("that is refused fails with the server's words and what was tried", async () => {
    const message = 'widgets.example.com is forbidden: User "jane" cannot list resource "widgets"';
    const { listWatch } = await listWatchOf((_, response) => {
      response.writeHead(403, { "content-type": "application/json" });
      response.end(JSON.stringify({ kind: "Status", code: 403, reason: "Forbidden", message }));
    });
    const reading = listWatch.list({ namespace: "payments" }, never)[Symbol.asyncIterator]().next();
    expect(await failureOf(reading)).toMatchObject({ code: 403, message, tried: "list widgets in payments" });
  });

  test("that is answered by a login page fails as no answer of Kubernetes", async () => {
    const { listWatch } = await listWatchOf((_, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<html>");
    });
    const reading = listWatch.list({}, never)[Symbol.asyncIterator]().next();
    expect((await failureOf(reading)).kind).toBe("protocol");
  });
});

describe("the form asked for", () => {
  test.each([
    [
      "protobuf for a built-in kind",
      deployments,
      "object",
      /^application\/vnd\.kubernetes\.protobuf,application\/json/,
    ],
    ["JSON for a custom resource", widgets, "object", /^application\/json$/],
    ["a Table", deployments, "table", /^application\/json;as=Table/],
    ["metadata only", deployments, "metadata", /^application\/json;as=PartialObjectMetadataList/],
  ] as const)("is %s", async (_, resource, form, accept) => {
    const { listWatch, asked } = await listWatchOf(
      (_request, response) => response.writeHead(404).end(),
      resource,
      form,
    );
    await failureOf(listWatch.list({}, never)[Symbol.asyncIterator]().next());
    expect(asked[0]?.accept).toMatch(accept);
  });
});

describe("a watch", () => {
  test("asks for bookmarks, and for the initial events where it is to have them", async () => {
    const { listWatch, asked } = await listWatchOf(streaming());
    await events(
      listWatch.watch(
        { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan", timeoutSeconds: 300 },
        never,
      ),
    );
    expect(asked[0]?.url.pathname).toBe("/apis/example.com/v1/widgets");
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      watch: "true",
      allowWatchBookmarks: "true",
      sendInitialEvents: "true",
      resourceVersionMatch: "NotOlderThan",
      timeoutSeconds: "300",
    });
  });

  test("gives an empty batch once the server has accepted it, before anything happens", async () => {
    const { listWatch } = await listWatchOf((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.flushHeaders();
    });
    const watch = listWatch.watch({ resourceVersion: "7" }, never)[Symbol.asyncIterator]();
    expect(await watch.next()).toEqual({ done: false, value: [] });
  });

  test("gives events as they come and ends when the server ends it", async () => {
    const { listWatch } = await listWatchOf(
      streaming(line("ADDED", widget("a", "8")), line("BOOKMARK", { metadata: { resourceVersion: "9" } })),
    );
    expect(await events(listWatch.watch({ resourceVersion: "7" }, never))).toMatchObject([
      { type: "ADDED", object: { identity: { name: "a", resourceVersion: "8" } } },
      { type: "BOOKMARK", resourceVersion: "9" },
    ]);
  });

  test("gives what came before an ERROR, and then fails with it", async () => {
    const status = {
      kind: "Status",
      code: 410,
      reason: "Expired",
      message: "too old resource version: 5 (20333)",
    };
    const { listWatch } = await listWatchOf(
      streaming(line("ADDED", widget("a", "8")), line("ERROR", status)),
    );
    const seen: string[] = [];
    const watching = async () => {
      for await (const batch of listWatch.watch({ resourceVersion: "5" }, never)) {
        seen.push(...batch.map(({ type }) => type));
      }
    };
    expect(await failureOf(watching())).toMatchObject({
      code: 410,
      reason: "Expired",
      tried: "watch widgets",
    });
    expect(seen).toEqual(["ADDED"]);
  });

  test("ends at once with the signal's reason", async () => {
    const { listWatch } = await listWatchOf((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.flushHeaders();
    });
    const leaving = new AbortController();
    const reason = new Error("nobody looks any more");
    const watching = async () => {
      for await (const _ of listWatch.watch({ resourceVersion: "7" }, leaving.signal)) leaving.abort(reason);
    };
    expect(await failureOf(watching())).toBe(reason);
  });

  test("that outlives the time it asked for is dead behind some proxy, and ends", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { listWatch } = await listWatchOf((_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.flushHeaders();
      });
      const watch = listWatch
        .watch({ resourceVersion: "7", timeoutSeconds: 300 }, never)
        [Symbol.asyncIterator]();
      expect(await watch.next()).toEqual({ done: false, value: [] });
      const next = watch.next();
      vi.advanceTimersByTime(400_000);
      expect((await next).done).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });
});
