import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send } from "../../../test/support/raw-http.ts";
import { type DemoCluster, ManualClock, startDemo } from "../index.ts";

let demo: DemoCluster;
beforeAll(async () => {
  demo = await startDemo({ clock: new ManualClock() });
});
afterAll(() => demo.close());

const table = (path: string, query = "") =>
  send(demo, `${path}${query}`, { headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" } });

describe("a table", () => {
  test.each([
    ["pods", "/api/v1/namespaces/payments/pods", ["Name", "Ready", "Status", "Restarts", "Age"]],
    ["deployments", "/apis/apps/v1/deployments", ["Name", "Ready", "Up-to-date", "Available", "Age"]],
    ["replicasets", "/apis/apps/v1/replicasets", ["Name", "Desired", "Current", "Ready", "Age"]],
    ["statefulsets", "/apis/apps/v1/statefulsets", ["Name", "Ready", "Age"]],
    [
      "daemonsets",
      "/apis/apps/v1/daemonsets",
      ["Name", "Desired", "Current", "Ready", "Up-to-date", "Available", "Node Selector", "Age"],
    ],
    ["services", "/api/v1/services", ["Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age"]],
    ["nodes", "/api/v1/nodes", ["Name", "Status", "Roles", "Age", "Version"]],
    ["namespaces", "/api/v1/namespaces", ["Name", "Status", "Age"]],
    ["events", "/api/v1/events", ["Last Seen", "Type", "Reason", "Object", "Message"]],
    ["jobs", "/apis/batch/v1/jobs", ["Name", "Status", "Completions", "Duration", "Age"]],
    [
      "cronjobs",
      "/apis/batch/v1/cronjobs",
      ["Name", "Schedule", "Timezone", "Suspend", "Active", "Last Schedule", "Age"],
    ],
    [
      "horizontalpodautoscalers",
      "/apis/autoscaling/v2/horizontalpodautoscalers",
      ["Name", "Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age"],
    ],
    [
      "certificates",
      "/apis/pki.example.com/v1/certificates",
      ["Name", "Ready", "Secret", "Days left", "Age"],
    ],
  ])("of %s has the real server's columns", async (_resource, path, columns) => {
    const { json } = await table(path);
    expect(json).toMatchObject({ kind: "Table", apiVersion: "meta.k8s.io/v1" });
    const shown = (json.columnDefinitions ?? []).filter(({ priority }) => priority === 0);
    expect(shown.map(({ name }) => name)).toEqual(columns);
    for (const { cells } of json.rows) expect(cells).toHaveLength(json.columnDefinitions?.length ?? 0);
  });

  test("carries metadata unless it is told to carry nothing or everything", async () => {
    const path = "/api/v1/namespaces/payments/pods";
    expect((await table(path)).json.rows[0]?.object?.kind).toBe("PartialObjectMetadata");
    expect((await table(path, "?includeObject=None")).json.rows[0]?.object).toBeNull();
    expect((await table(path, "?includeObject=Object")).json.rows[0]?.object).toMatchObject({
      kind: "Pod",
      spec: { restartPolicy: "Always" },
    });
    expect((await table(path, "?includeObject=All")).status).toBe(400);
  });

  test("of one object has one row", async () => {
    const { json } = await table("/api/v1/nodes/node-a1");
    expect(json.rows.map(({ cells }) => cells.slice(0, 3))).toEqual([["node-a1", "Ready", "<none>"]]);
  });
});

describe("the status of a pod in a table", () => {
  const container = (name: string, state: object, more = {}) => ({
    name,
    state,
    lastState: {},
    ready: false,
    restartCount: 0,
    image: "i",
    imageID: "",
    ...more,
  });
  const running = (name: string, more = {}) =>
    container(
      name,
      { running: { startedAt: "2026-11-17T13:00:00Z" } },
      { ready: true, started: true, ...more },
    );
  const waiting = (name: string, reason: string, more = {}) => container(name, { waiting: { reason } }, more);
  const ended = (name: string, terminated: object, more = {}) => container(name, { terminated }, more);

  test.each([
    ["Running", "2/2", { phase: "Running", containerStatuses: [running("a"), running("b")] }],
    [
      "CrashLoopBackOff",
      "1/2",
      { phase: "Running", containerStatuses: [running("a"), waiting("b", "CrashLoopBackOff")] },
    ],
    [
      "Error",
      "0/2",
      {
        phase: "Failed",
        containerStatuses: [
          ended("a", { exitCode: 1, reason: "Error" }),
          ended("b", { exitCode: 0, reason: "Completed" }),
        ],
      },
    ],
    [
      "NotReady",
      "1/2",
      {
        phase: "Running",
        containerStatuses: [running("a"), ended("b", { exitCode: 0, reason: "Completed" })],
      },
    ],
    [
      "OOMKilled",
      "0/2",
      {
        phase: "Running",
        containerStatuses: [
          ended("a", { exitCode: 137, reason: "OOMKilled" }),
          running("b", { ready: false }),
        ],
      },
    ],
    [
      "ExitCode:3",
      "0/2",
      { phase: "Failed", containerStatuses: [ended("a", { exitCode: 3 }), ended("b", { exitCode: 3 })] },
    ],
    [
      "Signal:9",
      "0/2",
      {
        phase: "Failed",
        containerStatuses: [ended("a", { exitCode: 137, signal: 9 }), ended("b", { exitCode: 0 })],
      },
    ],
    ["Evicted", "0/2", { phase: "Failed", reason: "Evicted" }],
    ["Init:0/1", "0/2", { phase: "Pending", initContainerStatuses: [running("i")] }],
    [
      "Init:Error",
      "0/2",
      { phase: "Pending", initContainerStatuses: [ended("i", { exitCode: 1, reason: "Error" })] },
    ],
    [
      "Init:ImagePullBackOff",
      "0/2",
      { phase: "Pending", initContainerStatuses: [waiting("i", "ImagePullBackOff")] },
    ],
    [
      "SchedulingGated",
      "0/2",
      {
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "False", reason: "SchedulingGated" }],
      },
    ],
  ])("is %s with %s ready", async (status, ready, podStatus) => {
    const name = `pod-${status.toLowerCase().replaceAll(/[^a-z]/g, "")}-x`;
    demo.objects.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "default" },
      spec: {
        schedulerName: "nobody",
        initContainers: [{ name: "i", image: "i" }],
        containers: [
          { name: "a", image: "i" },
          { name: "b", image: "i" },
        ],
      },
      status: podStatus,
    });
    const { json } = await table(`/api/v1/namespaces/default/pods/${name}`);
    expect(json.rows[0]?.cells.slice(1, 3)).toEqual([ready, status]);
  });

  test("counts restarts and says when the last one was", async () => {
    const lastState = { terminated: { exitCode: 1, finishedAt: "2026-11-17T13:57:00Z" } };
    demo.objects.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "restarted", namespace: "default" },
      spec: { schedulerName: "nobody", containers: [{ name: "a", image: "i" }] },
      status: { phase: "Running", containerStatuses: [running("a", { restartCount: 4, lastState })] },
    });
    const { json } = await table("/api/v1/namespaces/default/pods/restarted");
    expect(json.rows[0]?.cells[3]).toBe("4 (3m ago)");
  });

  test("is Terminating while the pod is being deleted", async () => {
    demo.objects.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "leaving", namespace: "default", finalizers: ["example.com/hold"] },
      spec: { schedulerName: "nobody", containers: [{ name: "a", image: "i" }] },
    });
    demo.objects.delete("pods", "default/leaving");
    const { json } = await table("/api/v1/namespaces/default/pods/leaving");
    expect(json.rows[0]?.cells[2]).toBe("Terminating");
  });
});
