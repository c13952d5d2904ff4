import { afterEach, beforeEach, expect, test } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { settled, type WatchedDemo, watchDemo } from "../../support/watched-demo.ts";

let watched: WatchedDemo;

beforeEach(async () => {
  watched = await watchDemo();
});

afterEach(() => watched[Symbol.asyncDispose]());

const podRequests = () => watched.demo.requests.list({ resource: "pods" });

test("two subscribers to the same pods share one watch", async () => {
  const [one, two] = [watched.watch("pods"), watched.watch("pods")];
  await settled(one.rows, watched.demo, "pods");
  expect(two.rows).toBe(one.rows);
  expect(podRequests()).toHaveLength(1);
});

test("who wants a part of what is already there gets it without a request", async () => {
  const all = watched.watch("pods");
  await settled(all.rows, watched.demo, "pods");
  const part = watched.watch("pods", { namespace: "payments", labelSelector: "app!=nothing" });
  await settled(part.rows, watched.demo, "pods", "payments");
  expect(podRequests()).toHaveLength(1);
});

test("the pods of a node are found among all pods, and asked for by themselves where those are not there", async () => {
  const [node] = watched.demo.objects.list("nodes").map(({ metadata }) => metadata.name ?? "");
  const alone = watched.watch("pods", { fieldSelector: `spec.nodeName=${node}` });
  await eventually(() => expect(alone.rows.status.phase).toBe("live"));
  const onNode = [...alone.rows.values()].map(({ uid }) => uid).sort();
  const all = watched.watch("pods");
  await settled(all.rows, watched.demo, "pods");
  expect([...all.rows.onNode(node ?? "")].map(({ uid }) => uid).sort()).toEqual(onNode);
  expect(onNode.length).toBeGreaterThan(0);
});

test("rows nobody looks at stay warm for a while, and are then let go", async () => {
  const lease = watched.watch("pods");
  await settled(lease.rows, watched.demo, "pods");
  lease.release();
  const again = watched.watch("pods");
  expect(again.rows).toBe(lease.rows);
  again.release();
  await eventually(() => expect(watched.multiplexer.statuses).toEqual([]));
  await eventually(() => expect(watched.demo.open({ resource: "pods" })).toHaveLength(0));
});

test("several namespaces are one set of rows", async () => {
  const spec = watched.spec("pods");
  const { rows } = watched.multiplexer.subscribeNamespaces(spec, ["payments", "checkout"]);
  await eventually(() => {
    const wanted = ["payments", "checkout"].flatMap((namespace) =>
      watched.demo.objects.list("pods", { namespace }),
    );
    expect(rows.status.phase).toBe("live");
    expect([...rows.values()].map(({ uid }) => uid).sort()).toEqual(
      wanted.map(({ metadata }) => metadata.uid).sort(),
    );
  });
  expect(rows.parts?.map(({ namespace }) => namespace)).toEqual(["payments", "checkout"]);
});

test("kinds whose server hangs do not keep the others waiting for ever", async () => {
  const hanging = ["services", "deployments", "replicasets", "configmaps", "secrets"];
  for (const resource of hanging)
    watched.demo.faults.add({ resource }, { do: "delay", milliseconds: 60_000 });
  for (const resource of hanging) watched.watch(resource);
  const { rows } = watched.watch("nodes");
  await eventually(() => expect(rows.status.phase).toBe("live"));
});
