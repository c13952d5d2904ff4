import { describe, expect, test } from "vitest";
import {
  cells,
  columnWith,
  fixture,
  fixtureRow,
  fixtureTime,
  healthText,
  rowOf,
} from "../../test/support/fixtures.ts";
import { pods } from "./pods.ts";

const headers = ["READY", "STATUS", "RESTARTS"];

describe("pods", () => {
  test.each([
    ["completed", "0/1  Completed  0", "done Completed"],
    [
      "completed-beside",
      "1/2  NotReady  0",
      "warn Completed: app has completed; the pod lasts until its other containers have",
    ],
    [
      "completed-beside-ready",
      "1/2  Running  0",
      "warn Completed: app has completed; the pod lasts until its other containers have",
    ],
    [
      "config-error",
      "0/1  CreateContainerConfigError  0",
      'bad CreateContainerConfigError: app: secret "billing-db" not found',
    ],
    [
      "crashloop",
      "1/2  CrashLoopBackOff  14 (2m ago)",
      "bad CrashLoopBackOff: app exited 1 (Error) 14 times, last 2m ago; next try in 3m",
    ],
    [
      "crashloop-first",
      "0/1  CrashLoopBackOff  1 (15s ago)",
      "bad CrashLoopBackOff: app exited 0 (Completed), 15s ago",
    ],
    [
      "creating",
      "0/1  ContainerCreating  0",
      "busy ContainerCreating: app has been waiting to be created for 7s",
    ],
    [
      "creating-stuck",
      "0/1  ContainerCreating  0",
      "warn ContainerCreating: app has been waiting to be created for 11m",
    ],
    [
      "deadline",
      "0/1  DeadlineExceeded  0",
      "bad DeadlineExceeded: Pod was active on the node longer than the specified deadline",
    ],
    [
      "evicted",
      "0/1  Evicted  0",
      "bad Evicted: The node was low on resource: ephemeral-storage. Threshold quantity: 2Gi, available: 812Mi.",
    ],
    ["failed", "0/1  Error  0", "bad Error: app exited 2 (Error), 179m ago"],
    ["failed-beside-completed", "0/2  Error  0", "bad Error: upload exited 1 (Error), 4h59m ago"],
    ["failed-exit-code", "0/1  ExitCode:3  0", "bad Error: app exited 3, 4h59m ago"],
    ["failed-signal", "0/1  Signal:11  0", "bad Error: app was ended by signal 11, 3h59m ago"],
    [
      "gated",
      "0/1  SchedulingGated  0",
      "busy SchedulingGated: scheduling waits for quota.example/approved, example.com/warm to be removed",
    ],
    [
      "image-pull",
      "0/1  ImagePullBackOff  0",
      "bad ImagePullBackOff: app cannot pull registry.example/web:2.0.1: not found",
    ],
    [
      "image-pull-denied",
      "0/1  ErrImagePull  0",
      "bad ErrImagePull: app cannot pull docker.io/acme/web:2: You have reached your unauthenticated pull rate limit.",
    ],
    [
      "image-pull-plain",
      "0/1  ImagePullBackOff  0",
      "bad ImagePullBackOff: app cannot pull registry.example/web:2.0.1",
    ],
    [
      "init-crashloop",
      "0/1  Init:CrashLoopBackOff  9 (4m ago)",
      "bad CrashLoopBackOff: init container migrate exited 1 (Error) 9 times, last 4m ago; next try in 60s",
    ],
    [
      "init-done",
      "0/1  PodInitializing  0",
      "busy PodInitializing: app has been waiting to be created for 8s",
    ],
    [
      "init-error",
      "0/1  Init:Error  1 (20s ago)",
      "bad Error: init container migrate exited 2 (Error), 5s ago",
    ],
    ["init-exit-code", "0/1  Init:ExitCode:1  0", "bad Error: init container migrate exited 1, 5s ago"],
    [
      "init-pull",
      "0/1  Init:ErrImagePull  0",
      "bad ErrImagePull: init container migrate cannot pull registry.example/migrate:1.4.2: no such host",
    ],
    [
      "init-running",
      "0/1  Init:0/2  0",
      "busy PodInitializing: init container migrate has been running for 28s",
    ],
    [
      "init-signal",
      "0/1  Init:Signal:9  0",
      "bad Error: init container migrate was ended by signal 9, 5s ago",
    ],
    [
      "init-slow",
      "0/1  Init:1/2  1 (38m ago)",
      "warn PodInitializing: init container seed has been running for 38m",
    ],
    [
      "init-waiting",
      "0/1  Init:0/2  0",
      "busy PodInitializing: init container migrate has been waiting to be created for 5s",
    ],
    [
      "node-lost",
      "1/1  Unknown  0",
      "bad NodeLost: its node stopped answering; nobody knows whether it still runs",
    ],
    ["nominated", "0/1  Pending  0", "warn Unschedulable: 0/5 nodes are available: 5 Insufficient cpu"],
    ["not-ready", "0/1  Running  0", "warn ContainersNotReady: app runs but is not ready"],
    [
      "not-ready-after-crash",
      "0/1  Running  4 (45s ago)",
      "warn ContainersNotReady: app runs but is not ready; ran out of memory (OOMKilled), 45s ago",
    ],
    [
      "oom",
      "0/1  CrashLoopBackOff  6 (60s ago)",
      "bad CrashLoopBackOff: app ran out of memory (OOMKilled) 6 times, last 60s ago; next try in 100s",
    ],
    [
      "oom-recovered",
      "1/1  Running  1 (3m ago)",
      "warn OOMKilled: app ran out of memory (OOMKilled), 3m ago; runs again",
    ],
    [
      "readiness-gate",
      "1/1  Running  0",
      "warn ReadinessGatesNotReady: waits for the readiness gate lb.example/attached",
    ],
    ["restarted-long-ago", "2/2  Running  1 (26h ago)", "ok"],
    ["running", "2/2  Running  0", "ok"],
    ["sidecar", "2/2  Running  4 (5h ago)", "ok"],
    [
      "sidecar-crashloop",
      "1/2  Init:CrashLoopBackOff  5 (30s ago)",
      "bad CrashLoopBackOff: sidecar mesh exited 1 (Error) 5 times, last 30s ago; next try in 50s",
    ],
    ["sidecar-not-ready", "1/2  Running  0", "warn ContainersNotReady: sidecar mesh runs but is not ready"],
    ["sidecar-starting", "0/2  Init:0/1  0", "busy PodInitializing: sidecar mesh has been running for 5s"],
    [
      "start-error",
      "0/1  CrashLoopBackOff  8 (90s ago)",
      "bad CrashLoopBackOff: app could not start (stat /srv/run: no such file or directory) 8 times, last 90s ago; next try in 3m30s",
    ],
    ["starting", "0/1  Running  0", "busy ContainersNotReady: app has not passed its startup probe yet"],
    ["terminating", "1/1  Terminating  0", "busy Terminating: stops within 12s"],
    [
      "terminating-held",
      "0/1  Terminating  0",
      "warn Terminating: should have stopped 7m ago; held by lb.example/detach",
    ],
    ["unknown", "1/1  Unknown  0", "bad Unknown: its node does not report any more"],
    ["unreported", "0/1  Pending  0", "warn Pending: node-b2 has not started it yet"],
    [
      "unschedulable",
      "0/1  Pending  0",
      "warn Unschedulable: 0/5 nodes are available: 1 node(s) had untolerated taint(s), 4 Insufficient cpu",
    ],
    ["unscheduled-new", "0/1  Pending  0", "busy Pending: no scheduler has placed it for 4s"],
    ["waiting-unknown-reason", "0/1  SandboxPaused  0", "warn SandboxPaused: app waits: SandboxPaused"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(pods, state);
    expect(cells(pods, row, headers).join("  ")).toBe(text);
    expect(healthText(pods, row)).toBe(health);
  });

  test.each([
    ["running", ["10.64.3.17", "node-a3", "<none>", "<none>"]],
    ["nominated", ["<none>", "<none>", "node-a2", "<none>"]],
    ["readiness-gate", ["10.64.3.17", "node-a3", "<none>", "1/2"]],
  ])("%s: prints %j in the wide columns", (state, texts) => {
    const wide = ["IP", "NODE", "NOMINATED NODE", "READINESS GATES"];
    expect(cells(pods, fixtureRow(pods, state), wide)).toEqual(texts);
  });

  test.each([
    ["unschedulable", 9, "busy"],
    ["unschedulable", 11, "warn"],
    ["creating", 59, "busy"],
    ["creating", 62, "warn"],
    ["init-running", 4 * 60, "busy"],
    ["init-running", 6 * 60, "warn"],
    ["starting", 10 * 60, "busy"],
    ["not-ready", 3600, "warn"],
    ["oom-recovered", 5 * 3600 + 6 * 60, "warn"],
    ["oom-recovered", 5 * 3600 + 8 * 60, "ok"],
  ])("%s: a pod made %i s ago is %s", (state, age, level) => {
    const row = fixtureRow(pods, state);
    expect(pods.health(row, row.createdAt + age * 1000).level).toBe(level);
  });

  test("a pod that is to stop is late only half a minute after its grace period", () => {
    const row = fixtureRow(pods, "terminating");
    const deadline = row.deletedAt ?? Number.NaN;
    const levels = [-1, 29, 31].map((late) => pods.health(row, deadline + late * 1000).level);
    expect(levels).toEqual(["busy", "busy", "warn"]);
  });

  test("the next try of a crashed container is not mentioned once it is due", () => {
    const row = fixtureRow(pods, "crashloop");
    expect(healthText(pods, row, fixtureTime + 3 * 60_000)).toBe(
      "bad CrashLoopBackOff: app exited 1 (Error) 14 times, last 5m ago",
    );
  });

  test("READY sorts by the share of ready containers, RESTARTS by number, AGE by the time elapsed", () => {
    const row = fixtureRow(pods, "crashloop");
    const values = ["READY", "RESTARTS", "AGE"].map((header) =>
      columnWith(pods, header).value(row, fixtureTime),
    );
    expect(values).toEqual([0.5, 14, 3 * 3600_000]);
  });

  test("an unscheduled pod sorts last by NODE", () => {
    expect(columnWith(pods, "NODE").value(fixtureRow(pods, "unschedulable"), fixtureTime)).toBeUndefined();
  });

  test("the cells that carry the health are coloured by it, and those of a healthy pod are not", () => {
    const tones = ["running", "crashloop", "unschedulable", "creating", "completed"].map((state) =>
      columnWith(pods, "STATUS").tone?.(fixtureRow(pods, state), fixtureTime),
    );
    expect(tones).toEqual([undefined, "bad", "warn", "busy", "dim"]);
  });

  test("a healthy pod keeps nothing but its cells", () => {
    expect(JSON.stringify(fixtureRow(pods, "running").summary).length).toBeLessThan(250);
    expect(pods.health(fixtureRow(pods, "running"), fixtureTime)).toBe(
      pods.health(fixtureRow(pods, "sidecar"), fixtureTime),
    );
  });

  test("an object with nothing in it is a row like any other", () => {
    const row = rowOf(pods, { metadata: { name: "bare" } });
    expect(cells(pods, row, headers)).toEqual(["0/0", "", "0"]);
    expect(cells(pods, row, ["AGE"])).toEqual(["<unknown>"]);
    expect(healthText(pods, row)).toMatch(/^warn Pending/);
  });

  test("long messages are cut, and never span lines", () => {
    const pod = fixture(pods, "evicted");
    const status = { ...(pod.status as object), message: "disk\n\tis full ".repeat(100) };
    const { sentence = "" } = pods.health(rowOf(pods, { ...pod, status }), fixtureTime);
    expect(sentence).toHaveLength(200);
    expect(sentence).toMatch(/^disk is full disk is full .*…$/);
  });
});
