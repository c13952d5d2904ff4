// The client of one context against a real API server: the same connections, requests, rights and names as kubectl's.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verdictOf } from "../../src/cache/failure.ts";
import { ApiError } from "../../src/kube/api-error.ts";
import { type ClusterClient, openCluster } from "../../src/kube/cluster.ts";
import type { Credential } from "../../src/kube/credentials/types.ts";
import type { ObjectEvent } from "../../src/kube/types.ts";
import type { ClusterDetails } from "./access.ts";
import { startControlPlane } from "./control-plane.ts";
import { createPod } from "./pods.ts";
import { Relay } from "./relay.ts";
import { sharedCluster } from "./shared-cluster.ts";

const cluster = sharedCluster();
const opened: ClusterClient[] = [];
let namespace = "";

beforeAll(async () => {
  namespace = await cluster.createNamespace("client");
});

afterAll(() => {
  for (const client of opened) client.close();
});

interface Options {
  readonly server?: string;
  readonly details?: ClusterDetails;
  readonly readOnly?: boolean;
  readonly credential?: () => Promise<Credential>;
}

function open(
  user: string,
  { server, details = cluster.details, readOnly = false, credential }: Options = {},
) {
  const headers = { authorization: `Bearer ${details.tokens[user] ?? user}` };
  const client = openCluster(
    {
      context: { name: user, file: "config", cluster: "real", user },
      cluster: {
        name: "real",
        file: "config",
        server: server ?? details.server,
        certificateAuthorityData: details.caData,
      },
      user: { name: user, file: "config" },
      namespace,
    },
    {
      version: "test",
      readOnly,
      timing: { readIdle: 500, pingDeadline: 2000 },
      credentials: {
        description: user,
        current: credential ?? (async () => ({ headers, generation: 0 })),
        refresh: async () => false,
      },
    },
  );
  opened.push(client);
  return client;
}

const configmaps = { group: "", version: "v1", resource: "configmaps" };
const configmap = (name: string) => ({ gvr: configmaps, namespace, name });
const newConfigmap = (name: string, data: Record<string, string> = { a: "1" }) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});

async function failureOf(action: Promise<unknown>): Promise<ApiError> {
  const error = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, got ${String(error)}`);
  return error;
}

async function firstEvents(
  watch: AsyncIterable<readonly ObjectEvent[]>,
  enough: (events: ObjectEvent[]) => boolean,
) {
  const events: ObjectEvent[] = [];
  for await (const batch of watch) {
    events.push(...batch);
    if (enough(events)) break;
  }
  return events;
}

describe("the server's names", () => {
  test("are those kubectl knows, with the same scope, short names and verbs", async () => {
    const { resources } = await open("admin").discovery.load();
    const ours = resources
      .filter(({ preferred, verbs }) => preferred && verbs.length > 0)
      .map(({ gvr, shortNames, namespaced, kind, verbs }) =>
        [
          gvr.resource,
          shortNames.join(","),
          `${gvr.group}/${gvr.version}`.replace(/^\//, ""),
          namespaced,
          kind,
          [...verbs].sort().join(","),
        ]
          .map(String)
          .filter((cell) => cell !== "")
          .join(" "),
      );
    const table = await cluster.kubectl(["api-resources", "--no-headers", "-o", "wide"]);
    const theirs = table
      .trim()
      .split("\n")
      .map((line) => {
        const cells = line.trim().split(/\s+/);
        // The last cell holds categories where there are any; verbs never do.
        return cells
          .filter((_, at) => at < cells.length - (/^(all|api-extensions)/.test(cells.at(-1) ?? "") ? 1 : 0))
          .join(" ");
      });
    expect(ours.sort()).toEqual(theirs.sort());
  });

  test("are not sent again while nothing changed", async () => {
    const { discovery, transport } = open("admin");
    const catalog = await discovery.load();
    const { bytesReceived } = transport.counters();
    expect(await discovery.refresh()).toBe(catalog);
    expect(transport.counters().bytesReceived).toBe(bytesReceived);
  });
});

describe("writes", () => {
  test("of every sort do what they do in kubectl, and conflicts say who is in the way", async () => {
    const { requests } = open("admin");
    const target = configmap("written");
    const made = await requests.create(
      { gvr: configmaps, namespace },
      { ...newConfigmap("written"), bogus: 1 },
      { fieldManager: "periplus" },
    );
    expect(made.warnings).toEqual(['unknown field "bogus"']);
    const data = async () => (await requests.get(target)).data;
    await requests.patch(target, { type: "merge", value: { data: { b: "2" } } });
    await requests.patch(target, { type: "json", operations: [{ op: "add", path: "/data/c", value: "3" }] });
    await requests.patch(target, { type: "strategic", value: { data: { b: null } } });
    expect(await data()).toEqual({ a: "1", c: "3" });
    const apply = {
      type: "apply",
      value: newConfigmap("written", { a: "9" }),
      fieldManager: "other",
    } as const;
    expect(await failureOf(requests.patch(target, apply))).toMatchObject({
      code: 409,
      message: expect.stringContaining('conflict with "periplus"'),
      nextStep: expect.stringContaining("by force"),
    });
    await requests.patch(target, { ...apply, force: true });
    expect(await data()).toEqual({ a: "9", c: "3" });
    expect(
      await failureOf(
        requests.replace(target, {
          ...newConfigmap("written"),
          metadata: { name: "written", resourceVersion: "1" },
        }),
      ),
    ).toMatchObject({ code: 409, reason: "Conflict" });
  });

  test("delete only the object that was meant, over HTTP/1.1 as over HTTP/2", async () => {
    const { requests, transport } = open("admin");
    const target = configmap("meant");
    await requests.create({ gvr: configmaps, namespace }, newConfigmap("meant"));
    const other = { uid: "00000000-0000-0000-0000-000000000000" };
    expect(await failureOf(requests.delete(target, other))).toMatchObject({
      code: 409,
      nextStep: expect.stringContaining("another of the same name"),
    });
    const body = JSON.stringify({ kind: "DeleteOptions", apiVersion: "v1", preconditions: other });
    const path = `/api/v1/namespaces/${namespace}/configmaps/meant`;
    const headers = { "content-type": "application/json" };
    const refused = await transport.send({ method: "DELETE", path, headers, body, lane: "bulk" });
    expect(refused.status).toBe(409);
    expect(await requests.delete(target, { dryRun: true })).toMatchObject({ gone: true });
    const { metadata } = await requests.get(target);
    expect(await requests.delete(target, { uid: metadata.uid ?? "" })).toMatchObject({ gone: true });
    expect(await failureOf(requests.get(target))).toMatchObject({ code: 404, reason: "NotFound" });
  });

  test("leave a read-only context only as a trial", async () => {
    const target = configmap("kept");
    await open("admin").requests.create({ gvr: configmaps, namespace }, newConfigmap("kept"));
    const { requests, reviews, transport } = open("admin", { readOnly: true });
    expect(await failureOf(requests.delete(target))).toMatchObject({ kind: "read-only" });
    expect(await requests.delete(target, { dryRun: true })).toMatchObject({ gone: true });
    expect((await requests.get(target)).metadata.name).toBe("kept");
    expect((await reviews.canI({ verb: "delete", group: "", resource: "pods" })).allowed).toBe(true);
    expect(
      await failureOf(transport.upgrade({ path: "/api/v1/namespaces/x/pods/y/exec" }, ["v5.channel.k8s.io"])),
    ).toMatchObject({ kind: "read-only" });
  });
});

describe("rights", () => {
  test("that are missing are told in the server's words", async () => {
    const { requests, reviews } = open("viewer");
    expect(await failureOf(requests.get(configmap("any")))).toMatchObject({
      code: 403,
      reason: "Forbidden",
      message: expect.stringContaining('User "viewer" cannot get resource "configmaps"'),
    });
    expect((await reviews.canI({ verb: "get", group: "", resource: "configmaps", namespace })).allowed).toBe(
      false,
    );
    expect((await reviews.whoAmI()).username).toBe("viewer");
    expect((await reviews.rulesIn(namespace)).incomplete).toBe(false);
  });

  test("of a token nobody knows are none", async () => {
    expect(await failureOf(open("stranger").requests.get(configmap("any")))).toMatchObject({
      code: 401,
      reason: "Unauthorized",
    });
  });

  test("follow a client certificate that changes", async () => {
    const users = await Promise.all(["alice", "bob"].map((name) => cluster.certificateUser(name)));
    const pems = await Promise.all(
      users.map(async (user) => ({
        cert: await readFile(user["client-certificate"] ?? "", "utf8"),
        key: await readFile(user["client-key"] ?? "", "utf8"),
      })),
    );
    let at = 0;
    const { reviews } = open("alice", {
      credential: async () => {
        const certificate = pems[at];
        return { headers: {}, generation: at, ...(certificate === undefined ? {} : { certificate }) };
      },
    });
    expect((await reviews.whoAmI()).username).toBe("alice");
    at = 1;
    expect((await reviews.whoAmI()).username).toBe("bob");
  });
});

describe("lists and watches", () => {
  test.each(["object", "table", "metadata"] as const)("bring the same names in the form %s", async (form) => {
    await open("admin").requests.create({ gvr: configmaps, namespace }, newConfigmap(`seen-as-${form}`));
    const listWatch = open("admin").listWatch({ gvr: configmaps, kind: "ConfigMap" }, form);
    const signal = AbortSignal.timeout(60_000);
    const listed: string[] = [];
    for await (const { objects } of listWatch.list({ namespace }, signal)) {
      listed.push(...objects.map(({ identity }) => identity.name));
    }
    const initial = { namespace, sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" } as const;
    const events = await firstEvents(listWatch.watch(initial, signal), (seen) =>
      seen.some((event) => event.type === "BOOKMARK" && event.initialEventsEnd),
    );
    const watched = events.flatMap((event) => (event.type === "ADDED" ? [event.object.identity.name] : []));
    expect(listed).toContain(`seen-as-${form}`);
    expect(watched.sort()).toEqual(listed.sort());
  });

  test("of a version the server has not seen say so", async () => {
    const listWatch = open("admin").listWatch({ gvr: configmaps, kind: "ConfigMap" }, "object");
    const query = {
      namespace,
      resourceVersion: "99999999999",
      resourceVersionMatch: "NotOlderThan",
    } as const;
    const failure = await failureOf(firstChunk(listWatch.list(query, AbortSignal.timeout(60_000))));
    expect(verdictOf(failure)).toBe("too-new");
    expect(failure.retryAfter).toBe(1000);
  });

  test.each(["watch", "bulk"] as const)("notice a dead network on the %s connection", async (lane) => {
    await using relay = await Relay.to(cluster.details.server);
    const listWatch = open("admin", { server: relay.url }).listWatch(
      { gvr: configmaps, kind: "ConfigMap" },
      "object",
    );
    const start =
      lane === "bulk"
        ? ({ sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" } as const)
        : { resourceVersion: await latest() };
    const watch = listWatch.watch({ namespace, timeoutSeconds: 300, ...start }, AbortSignal.timeout(60_000));
    const following = (async () => {
      for await (const _ of watch) relay.hold();
    })();
    expect(await failureOf(following)).toMatchObject({ kind: "connection", reason: "PEER_SILENT" });
  });

  async function latest(): Promise<string> {
    for await (const page of open("admin").requests.list({ gvr: configmaps, namespace }))
      return page.resourceVersion;
    return "";
  }
});

async function firstChunk<T>(chunks: AsyncIterable<T>): Promise<T | undefined> {
  for await (const chunk of chunks) return chunk;
  return undefined;
}

describe("a WebSocket", () => {
  test("to exec opens, and what the command prints comes on channel 1", async () => {
    await createPod(cluster, { namespace, name: "shell" });
    const query = { container: "app", command: ["echo", "hello"], stdout: true };
    const path = `/api/v1/namespaces/${namespace}/pods/shell/exec`;
    const webSocket = await open("admin").transport.upgrade({ path, query }, ["v5.channel.k8s.io"]);
    const printed = await new Promise<string>((resolve) => {
      webSocket.on("message", (data: Buffer) => {
        if (data[0] === 1 && data.length > 1) resolve(data.subarray(1).toString());
      });
    });
    expect(printed).toBe("hello\n");
    webSocket.terminate();
  });

  test("to a pod that is not there is refused in the server's words", async () => {
    const path = `/api/v1/namespaces/${namespace}/pods/nobody/exec`;
    const opening = open("admin").transport.upgrade({ path, query: { command: ["ls"] } }, [
      "v5.channel.k8s.io",
    ]);
    expect(await failureOf(opening)).toMatchObject({ code: 404, message: 'pods "nobody" not found' });
  });
});

describe("a server that sends GOAWAY now and then", () => {
  test("loses no request and breaks no watch", async () => {
    const parts = { controllerManager: false, scheduler: false, kwok: false, kubelet: false };
    const own = await startControlPlane({ ...parts, flags: { "kube-apiserver": ["--goaway-chance=0.02"] } });
    try {
      await using relay = await Relay.to(own.details.server);
      const { requests, listWatch } = open("admin", { details: own.details, server: relay.url });
      const watch = listWatch({ gvr: configmaps, kind: "ConfigMap" }, "object").watch(
        { namespace: "default", resourceVersion: "", timeoutSeconds: 300 },
        AbortSignal.timeout(100_000),
      );
      const watching = firstEvents(
        watch,
        (seen) => seen.filter(({ type }) => type === "MODIFIED").length >= 200,
      );
      await requests.create({ gvr: configmaps, namespace: "default" }, newConfigmap("busy"));
      const target = { gvr: configmaps, namespace: "default", name: "busy" };
      const worker = async (_: unknown, id: number) => {
        for (let n = 0; n < 50; n += 1) {
          await requests.patch(target, { type: "merge", value: { data: { [`w${id}`]: String(n) } } });
        }
      };
      await Promise.all(Array.from({ length: 10 }, worker));
      expect((await requests.get(target)).data).toEqual({
        a: "1",
        ...Object.fromEntries(Array.from({ length: 10 }, (_, id) => [`w${id}`, "49"])),
      });
      await watching;
      expect(relay.connections).toBeGreaterThan(3);
    } finally {
      await own.stop();
    }
  });
});
