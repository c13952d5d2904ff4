import { afterEach, expect, test } from "vitest";
import { statusFault } from "../../../src/demo/index.ts";
import { eventually } from "../../support/eventually.ts";
import { type WatchedDemo, watchDemo } from "../../support/watched-demo.ts";

let watched: WatchedDemo;

afterEach(() => watched[Symbol.asyncDispose]());

test("who may list two namespaces only sees those two, and is told what they may not", async () => {
  watched = await watchDemo({}, { token: "demo-viewer" });
  const spec = watched.spec("pods");
  const { rows } = watched.multiplexer.subscribeAll(spec, () => ["payments", "ledger", "kube-system"]);
  await eventually(() => {
    expect(rows.denied).toMatchObject({ code: 403 });
    expect(rows.parts?.map(({ namespace, status }) => [namespace, status.phase])).toContainEqual([
      "kube-system",
      "forbidden",
    ]);
    expect(rows.parts?.some(({ status }) => status.phase === "live")).toBe(true);
  });
  const seen = new Set([...rows.values()].map(({ namespace }) => namespace));
  expect(seen.has("kube-system")).toBe(false);
  expect(rows.size).toBeGreaterThan(0);
});

test("a list that is denied is not asked for again until somebody says so", async () => {
  watched = await watchDemo({}, { token: "demo-viewer" });
  const { rows } = watched.watch("nodes");
  await eventually(() => expect(rows.status).toMatchObject({ phase: "forbidden", error: { code: 403 } }));
  const asked = watched.demo.requests.list({ resource: "nodes" }).length;
  await eventually(() => expect(rows.status.phase).toBe("forbidden"));
  expect(watched.demo.requests.list({ resource: "nodes" })).toHaveLength(asked);
  rows.retry();
  await eventually(() =>
    expect(watched.demo.requests.list({ resource: "nodes" }).length).toBeGreaterThan(asked),
  );
});

test("where WATCH is denied and LIST is not, the list is made again and again", async () => {
  watched = await watchDemo();
  watched.demo.faults.add(
    { verb: "watch", resource: "configmaps" },
    statusFault(403, "Forbidden", "no watching"),
  );
  const { rows } = watched.watch("configmaps");
  await eventually(() => expect(rows.status).toMatchObject({ phase: "polling", error: { code: 403 } }));
  watched.demo.objects.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "new", namespace: "default" },
  });
  await eventually(() => expect([...rows.values()].map(({ name }) => name)).toContain("new"));
});

test("a kind that is taken away is said to be missing, is never polled, and is live again when it is back", async () => {
  watched = await watchDemo();
  const { rows } = watched.watch("configmaps");
  const phases = new Set<string>();
  rows.subscribe(() => phases.add(rows.status.phase));
  await eventually(() => expect(rows.status.phase).toBe("live"));
  const missing = watched.demo.faults.add(
    { resource: "configmaps" },
    statusFault(404, "NotFound", "the server could not find the requested resource"),
  );
  for (const reply of watched.demo.open({ verb: "watch", resource: "configmaps" })) reply.end();
  await eventually(() => expect(rows.status).toMatchObject({ phase: "forbidden", error: { code: 404 } }));
  expect(phases).not.toContain("polling");
  missing.remove();
  await eventually(() => expect(rows.status.phase).toBe("live"));
});

const forbidden = statusFault(403, "Forbidden", 'configmaps is forbidden: User "admin" cannot watch it');

test("a server that starts and has not read the rights yet is not believed when it denies what it granted", async () => {
  watched = await watchDemo();
  const { rows } = watched.watch("configmaps");
  const phases = new Set<string>();
  rows.subscribe(() => phases.add(rows.status.phase));
  await eventually(() => expect(rows.status.phase).toBe("live"));
  const denial = watched.demo.faults.add({ resource: "configmaps" }, forbidden);
  for (const reply of watched.demo.open({ verb: "watch", resource: "configmaps" })) reply.reset();
  await eventually(() => expect(rows.status).toMatchObject({ phase: "stale", error: { code: 403 } }));
  denial.remove();
  await eventually(() => expect(rows.status.phase).toBe("live"));
  expect(phases).not.toContain("forbidden");
  expect(phases).not.toContain("polling");
});

test("rights that are taken away for good are said to be missing", async () => {
  watched = await watchDemo();
  const { rows } = watched.watch("configmaps");
  await eventually(() => expect(rows.status.phase).toBe("live"));
  watched.demo.faults.add({ resource: "configmaps" }, forbidden);
  for (const reply of watched.demo.open({ verb: "watch", resource: "configmaps" })) reply.reset();
  await eventually(() => expect(rows.status).toMatchObject({ phase: "forbidden", error: { code: 403 } }));
});
