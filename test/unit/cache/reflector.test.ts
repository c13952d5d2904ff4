import { afterEach, beforeEach, expect, test } from "vitest";
import { tooManyRequestsFault } from "../../../src/demo/index.ts";
import type { KubeObject } from "../../../src/kube/types.ts";
import { eventually } from "../../support/eventually.ts";
import { settled, type WatchedDemo, watchDemo } from "../../support/watched-demo.ts";

let watched: WatchedDemo;

beforeEach(async () => {
  watched = await watchDemo();
});

afterEach(async () => {
  expect(watched.broken).toEqual([]);
  await watched[Symbol.asyncDispose]();
});

const configmap = (name: string, value = "1"): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default" },
  data: { value },
});

const watches = () => watched.demo.requests.list({ verb: "watch", resource: "configmaps" });
const lists = () => watched.demo.requests.list({ verb: "list", resource: "configmaps" });

test("one WatchList brings the list and then goes on as the watch", async () => {
  const { rows } = watched.watch("configmaps");
  await settled(rows, watched.demo, "configmaps");
  watched.demo.objects.create(configmap("new"));
  await settled(rows, watched.demo, "configmaps");
  expect([watches().length, lists().length]).toEqual([1, 0]);
});

test("a server that refuses WatchList is listed by pages and then watched, and is not asked for it again", async () => {
  watched.demo.faults.add(
    { verb: "watch", query: "sendInitialEvents" },
    { do: "initial-events", how: "refuse" },
  );
  const { rows } = watched.watch("configmaps");
  await settled(rows, watched.demo, "configmaps");
  const other = watched.watch("configmaps", { namespace: "payments" });
  await settled(other.rows, watched.demo, "configmaps", "payments");
  expect(watches().filter(({ query }) => query.includes("sendInitialEvents"))).toHaveLength(1);
});

test("a server that ignores WatchList's parameters is found out by its silence, and listed", async () => {
  watched.demo.faults.add(
    { verb: "watch", query: "sendInitialEvents" },
    { do: "initial-events", how: "ignore" },
  );
  const { rows } = watched.watch("configmaps");
  await settled(rows, watched.demo, "configmaps");
  expect(lists().length).toBeGreaterThan(0);
});

test("a watch that ends is taken up where it was, without a new list", async () => {
  const { rows } = watched.watch("configmaps");
  await settled(rows, watched.demo, "configmaps");
  const open = watched.demo.open({ verb: "watch", resource: "configmaps" });
  for (const reply of open) reply.end();
  watched.demo.objects.create(configmap("while-away"));
  await settled(rows, watched.demo, "configmaps");
  expect(watches().filter(({ query }) => query.includes("sendInitialEvents"))).toHaveLength(1);
});

test("a watch that is cut is taken up where it was, without a new list", async () => {
  const { rows } = watched.watch("configmaps");
  await settled(rows, watched.demo, "configmaps");
  for (const reply of watched.demo.open({ verb: "watch", resource: "configmaps" })) reply.reset();
  watched.demo.objects.create(configmap("while-away"));
  await settled(rows, watched.demo, "configmaps");
  expect(lists()).toHaveLength(0);
});

test("a resourceVersion that is too old leads to a new list, and what was deleted meanwhile is gone", async () => {
  watched.demo.objects.create(configmap("goes"));
  const { rows } = watched.watch("configmaps");
  await settled(rows, watched.demo, "configmaps");
  const row = [...rows.values()].find(({ name }) => name === "goes");
  await watched.demo.stop();
  watched.demo.objects.remove("configmaps", "default/goes");
  watched.demo.objects.create(configmap("comes"));
  watched.demo.compact();
  await watched.demo.start();
  await settled(rows, watched.demo, "configmaps");
  expect(rows.history(row?.uid ?? "").at(-1)?.resourceVersion).toBe(row?.resourceVersion);
});

test("a page that expires under way is answered by one whole list", async () => {
  for (let count = 0; count < 600; count += 1) watched.demo.objects.create(configmap(`many-${count}`));
  watched.demo.faults.add(
    { verb: "watch", query: "sendInitialEvents" },
    { do: "initial-events", how: "refuse" },
  );
  watched.demo.faults.add(
    { verb: "list", resource: "configmaps", query: "continue" },
    {
      do: "answer",
      status: 410,
      body: {
        kind: "Status",
        apiVersion: "v1",
        status: "Failure",
        reason: "Expired",
        code: 410,
        message: "The provided continue parameter is too old",
      },
    },
    { times: 1 },
  );
  watched.demo.faults.add(
    { verb: "list", resource: "configmaps", query: "resourceVersion=0" },
    { do: "answer", status: 410, body: { kind: "Status", reason: "Expired", code: 410 } },
    { times: 1 },
  );
  const { rows } = watched.watch("configmaps");
  await settled(rows, watched.demo, "configmaps");
});

test("a server that says it is busy is left alone for as long as it asks", async () => {
  const fault = watched.demo.faults.add({ resource: "configmaps" }, tooManyRequestsFault(1), { times: 2 });
  const { rows } = watched.watch("configmaps");
  await eventually(() => expect(rows.status).toMatchObject({ phase: "unreachable", error: { code: 429 } }));
  await settled(rows, watched.demo, "configmaps");
  expect(fault.hits).toBe(2);
});

test("rows stay, with their age, while the server is away, and are right when it is back", async () => {
  const { rows } = watched.watch("configmaps");
  await settled(rows, watched.demo, "configmaps");
  const before = rows.size;
  await watched.demo.stop();
  await eventually(() =>
    expect(rows.status).toMatchObject({ phase: "stale", error: { kind: "connection" } }),
  );
  expect(rows.size).toBe(before);
  watched.demo.objects.create(configmap("while-away"));
  await watched.demo.start();
  await settled(rows, watched.demo, "configmaps");
});

test("a server that is away from the start is said to be unreachable, and found when it comes", async () => {
  await watched.demo.stop();
  const { rows } = watched.watch("configmaps");
  await eventually(() =>
    expect(rows.status).toMatchObject({ phase: "unreachable", error: { kind: "connection" } }),
  );
  await watched.demo.start();
  await settled(rows, watched.demo, "configmaps");
});

test("an object made anew under its old name is another row", async () => {
  watched.demo.objects.create(configmap("twice"));
  const { rows } = watched.watch("configmaps");
  await settled(rows, watched.demo, "configmaps");
  watched.demo.objects.remove("configmaps", "default/twice");
  watched.demo.objects.create(configmap("twice", "2"));
  await settled(rows, watched.demo, "configmaps");
  expect([...rows.values()].filter(({ name }) => name === "twice")).toHaveLength(1);
});

test("past versions are kept, and a change of nothing but the resourceVersion is not one", async () => {
  watched.demo.objects.create(configmap("changes"));
  const { rows } = watched.watch("configmaps");
  await settled(rows, watched.demo, "configmaps");
  const uid = [...rows.values()].find(({ name }) => name === "changes")?.uid ?? "";
  for (const value of ["2", "3"]) {
    watched.demo.objects.patch("configmaps", "default/changes", { data: { value } });
    await settled(rows, watched.demo, "configmaps");
  }
  expect(rows.history(uid)).toHaveLength(3);
});
