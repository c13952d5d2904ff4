import { expect, test } from "vitest";
import { podContainers } from "./pod-containers.ts";

const pod = {
  metadata: { name: "api-0" },
  spec: {
    initContainers: [{ name: "migrate" }, { name: "proxy", restartPolicy: "Always" }],
    containers: [{ name: "app" }, { name: "new" }],
    ephemeralContainers: [{ name: "debug" }],
  },
  status: {
    initContainerStatuses: [
      {
        name: "migrate",
        containerID: "containerd://m",
        state: {
          terminated: {
            containerID: "containerd://m",
            exitCode: 0,
            reason: "Completed",
            finishedAt: "2026-11-22T03:00:00Z",
          },
        },
      },
      { name: "proxy", containerID: "containerd://p", ready: true, state: { running: {} } },
    ],
    containerStatuses: [
      {
        name: "app",
        containerID: "containerd://a2",
        restartCount: 2,
        state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 20s" } },
        lastState: { terminated: { containerID: "containerd://a2", exitCode: 1, reason: "Error" } },
      },
    ],
    ephemeralContainerStatuses: [{ name: "debug", containerID: "containerd://d", state: { running: {} } }],
  },
};

test("containers come in the order in which they start, each with its part", () => {
  expect(podContainers(pod).map(({ name, role, state }) => `${name} ${role} ${state}`)).toEqual([
    "migrate init terminated",
    "proxy sidecar running",
    "app app waiting",
    "new app waiting",
    "debug ephemeral running",
  ]);
});

test("a container that has ended says how", () => {
  expect(podContainers(pod)[0]).toMatchObject({
    id: "containerd://m",
    end: {
      id: "containerd://m",
      exitCode: 0,
      reason: "Completed",
      finishedAt: Date.parse("2026-11-22T03:00:00Z"),
    },
    last: undefined,
  });
});

test("of one that waits to be started again the last instance has ended, and is the one that can be read", () => {
  expect(podContainers(pod)[2]).toMatchObject({
    id: "containerd://a2",
    reason: "CrashLoopBackOff",
    message: "back-off 20s",
    restarts: 2,
    end: { id: "containerd://a2", exitCode: 1, reason: "Error" },
    last: undefined,
  });
});

test("one that runs again tells of the instance before", () => {
  const [app] = podContainers({
    metadata: {},
    spec: { containers: [{ name: "app" }] },
    status: {
      containerStatuses: [
        {
          name: "app",
          containerID: "containerd://a3",
          restartCount: 3,
          state: { running: { startedAt: "2026-11-22T03:05:00Z" } },
          lastState: { terminated: { containerID: "containerd://a2", exitCode: 137, reason: "OOMKilled" } },
        },
      ],
    },
  });
  expect(app).toMatchObject({
    id: "containerd://a3",
    startedAt: Date.parse("2026-11-22T03:05:00Z"),
    end: undefined,
    last: { id: "containerd://a2", exitCode: 137 },
  });
});

test("one that no status tells of yet waits and has no instance", () => {
  expect(podContainers(pod)[3]).toMatchObject({
    id: "",
    state: "waiting",
    reason: "",
    restarts: 0,
    ready: false,
  });
});

test.each([
  [
    "that no node takes",
    {
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes" }],
    },
    { state: "waiting", reason: "Unschedulable", message: "0/3 nodes" },
  ],
  [
    "that was evicted before it began",
    { reason: "Evicted", message: "The node was low on memory." },
    { state: "waiting", reason: "Evicted", message: "The node was low on memory." },
  ],
  [
    "that has just been given to a node",
    { conditions: [{ type: "PodScheduled", status: "True" }] },
    { state: "waiting", reason: "", message: "" },
  ],
])("the containers of a pod %s wait for what the pod waits for", (_, status, expected) => {
  const [app] = podContainers({ metadata: {}, spec: { containers: [{ name: "app" }] }, status });
  expect(app).toMatchObject({ ...expected, id: "", restarts: 0 });
});
