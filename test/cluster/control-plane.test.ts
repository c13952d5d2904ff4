// What a control plane of test/cluster is good for, told as stories. Those that kill servers or count processes
// start one for themselves; the others use the suite's.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { StatusError } from "./access.ts";
import { type ControlPlaneOptions, startControlPlane } from "./control-plane.ts";
import { isAlive } from "./is-alive.ts";
import { createNodes } from "./nodes.ts";
import { createPod, type PodState } from "./pods.ts";
import { Relay } from "./relay.ts";
import { sharedCluster } from "./shared-cluster.ts";
import { until } from "./until.ts";

/** The smallest that answers: etcd and an API server. */
const small: ControlPlaneOptions = {
  controllerManager: false,
  scheduler: false,
  kwok: false,
  kubelet: false,
};

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

describe("a control plane", () => {
  test("starts, answers kubectl, and leaves no process behind", async () => {
    const cluster = await startControlPlane();
    const pids = Object.values(cluster.pids());
    expect(pids).toHaveLength(6);
    expect(await cluster.kubectl(["get", "namespaces", "-o", "name"])).toContain("namespace/default");
    await cluster.stop();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await exists(cluster.details.scratch)).toBe(false);
  });

  test("goes when the process that started it is killed with SIGKILL, and what runs in its pods goes too", async () => {
    const script = fileURLToPath(new URL("./testdata/start-and-wait.ts", import.meta.url));
    const parent = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
    const { pids, scratch } = JSON.parse(line) as { pids: number[]; scratch: string };
    expect(pids.filter(isAlive)).toEqual(pids);
    parent.kill("SIGKILL");
    await until("every process is gone", async () => pids.filter(isAlive).length === 0);
    await until("the scratch directory is gone", async () => !(await exists(scratch)));
  });

  test("goes when its supervisor is killed", async () => {
    const cluster = await startControlPlane(small);
    const pids = Object.values(cluster.pids());
    process.kill(cluster.supervisorPid, "SIGKILL");
    await until("every process is gone", async () => pids.filter(isAlive).length === 0);
    await expect(cluster.apiServer.start()).rejects.toThrow("the supervisor of the control plane has ended");
    await cluster.stop();
    expect(await exists(cluster.details.scratch)).toBe(false);
  });

  test("tells why when a component does not start, and leaves nothing", async () => {
    const failing = startControlPlane({ ...small, flags: { "kube-apiserver": ["--no-such-flag"] } });
    await expect(failing).rejects.toThrow(/kube-apiserver did not start[\s\S]*unknown flag: --no-such-flag/);
  });

  test("runs beside another one, and a kubeconfig can hold contexts of both", async () => {
    await using east = await startControlPlane({ ...small, name: "east" });
    await using west = await startControlPlane({ ...small, name: "west" });
    await east.request("POST", "/api/v1/namespaces", { body: { metadata: { name: "only-in-the-east" } } });
    const kubeconfig = await east.writeKubeconfig([east.context("east"), west.context("west")]);
    const namespacesOf = (context: string) =>
      east.kubectl(["get", "namespaces", "-o", "name", "--context", context], { kubeconfig });
    expect(await namespacesOf("east")).toContain("only-in-the-east");
    expect(await namespacesOf("west")).not.toContain("only-in-the-east");
  });

  test("comes back on the same port with the same objects after its API server was killed", async () => {
    await using cluster = await startControlPlane(small);
    await cluster.kubectl(["create", "configmap", "kept", "--from-literal=key=value"]);
    const killed = cluster.apiServer.pid;
    await cluster.apiServer.kill9();
    expect((await cluster.tryKubectl(["get", "configmap", "kept"])).code).toBe(1);
    await cluster.apiServer.start();
    expect(cluster.apiServer.pid).not.toBe(killed);
    expect(await cluster.kubectl(["get", "configmap", "kept", "-o", "jsonpath={.data.key}"])).toBe("value");
  });

  test("can have two API servers, and one answers while the other is frozen", async () => {
    await using cluster = await startControlPlane({ ...small, apiServers: 2 });
    const [first = "", second = ""] = cluster.details.servers;
    await cluster.kubectl(["create", "configmap", "shared", "--server", first]);
    const askFor = (server: string) =>
      cluster.kubectl(["get", "configmap", "shared", "-o", "name", "--server", server]);
    cluster.apiServer.freeze(true);
    const asked: string[] = [];
    const late = askFor(first).then(() => asked.push("first"));
    await askFor(second).then(() => asked.push("second"));
    cluster.apiServer.freeze(false);
    await late;
    expect(asked).toEqual(["second", "first"]);
  });
});

describe("users", () => {
  const cluster = sharedCluster();
  const whoami = [
    "auth",
    "whoami",
    "-o",
    "jsonpath={.status.userInfo.username} {.status.userInfo.groups[0]}",
  ];

  test("a viewer may read nothing, and is told so with 403", async () => {
    const { viewer } = cluster.details.tokens;
    const refused = cluster.request("GET", "/api/v1/pods", { token: viewer ?? "" });
    await expect(refused).rejects.toThrow(StatusError);
    await expect(refused).rejects.toMatchObject({ code: 403 });
  });

  test("a user named at the start has its groups", async () => {
    const kubeconfig = await cluster.writeKubeconfig([cluster.context("dev", "developer")]);
    expect(await cluster.kubectl(whoami, { kubeconfig })).toBe("developer developers");
  });

  test("a client certificate names its user and groups, and an expired one is refused", async () => {
    const jane = await cluster.certificateUser("jane", { groups: ["auditors", "developers"] });
    const valid = await cluster.writeKubeconfig([cluster.context("jane", jane)]);
    expect(await cluster.kubectl(whoami, { kubeconfig: valid })).toBe("jane auditors");
    const late = await cluster.certificateUser("late", { validFor: "-1h" });
    const expired = await cluster.writeKubeconfig([cluster.context("late", late)]);
    const { stderr } = await cluster.tryKubectl(whoami, { kubeconfig: expired });
    expect(stderr).toMatch(/must be logged in|Unauthorized/);
  });

  test("a service account can be added while it runs, and may do what a role binding says", async () => {
    const namespace = await cluster.createNamespace("users");
    const token = await cluster.serviceAccountToken(namespace, "robot");
    const kubeconfig = await cluster.writeKubeconfig([cluster.context("robot", { token }, namespace)]);
    const ask = () => cluster.tryKubectl(["get", "pods"], { kubeconfig });
    expect((await ask()).stderr).toContain(
      `User "system:serviceaccount:${namespace}:robot" cannot list resource`,
    );
    const subject = `--serviceaccount=${namespace}:robot`;
    await cluster.kubectl(["create", "rolebinding", "robot", "--clusterrole=view", subject, "-n", namespace]);
    await until("the binding counts", async () => (await ask()).code === 0);
  });
});

describe("counting what a client asks", () => {
  test("the audit log tells each request by user agent, and a relay the bytes", async () => {
    const cluster = sharedCluster();
    await using relay = await Relay.to(cluster.details.server);
    await cluster.kubectl(["get", "--raw", "/api/v1/namespaces/default?counted=1", "--server", relay.url]);
    const requests = await cluster.requests("kubectl/");
    const counted = requests.filter(({ uri }) => uri === "/api/v1/namespaces/default?counted=1");
    expect(counted).toMatchObject([{ verb: "get", status: 200, user: "admin" }]);
    expect(relay.connections).toBe(1);
    expect(relay.received).toBeGreaterThan(500);
    expect(relay.sent).toBeGreaterThan(500);
  });
});

describe("pods fare as their annotation says", () => {
  const cluster = sharedCluster();
  const states: readonly (readonly [PodState, string, string])[] = [
    ["running", "2/2", "Running"],
    ["not-ready", "1/2", "Running"],
    ["creating", "0/2", "ContainerCreating"],
    ["image-pull", "1/2", "ImagePullBackOff"],
    ["config-error", "1/2", "CreateContainerConfigError"],
    ["init-waiting", "0/2", "Init:0/1"],
    ["init-crash", "0/2", "Init:CrashLoopBackOff"],
    ["crash-loop", "1/2", "CrashLoopBackOff"],
    ["oom-killed", "2/2", "Running"],
    ["completed", "0/2", "Completed"],
    ["failed", "0/2", "Error"],
    ["evicted", "0/2", "Evicted"],
    ["manual", "0/2", "Pending"],
  ];

  test.for(states)("%s: kubectl shows %s %s", async ([state, ready, status]) => {
    const namespace = await cluster.createNamespace("fares");
    const containers = { containers: ["app", "side"], initContainers: ["init"] };
    await createPod(cluster, { namespace, name: "pod", state, ...containers });
    const row = await cluster.kubectl(["get", "pods", "-n", namespace, "--no-headers"]);
    expect(row.split(/\s+/).slice(1, 3)).toEqual([ready, status]);
  });

  test("running containers have an id, and a deleted pod goes", async () => {
    const namespace = await cluster.createNamespace("fares");
    await createPod(cluster, { namespace, name: "pod" });
    const id = "jsonpath={.status.containerStatuses[0].containerID}";
    expect(await cluster.kubectl(["get", "pod", "pod", "-n", namespace, "-o", id])).toMatch(
      /^containerd:\/\/[0-9a-f]{64}$/,
    );
    await cluster.kubectl(["delete", "pod", "pod", "-n", namespace, "--wait", "--timeout=30s"]);
  });

  test("a pod on a node that kwok does not play has the status a test writes", async () => {
    const namespace = await cluster.createNamespace("fares");
    const nodeName = `still-${namespace}`;
    await createNodes(cluster, [nodeName], { managed: false });
    await createPod(cluster, { namespace, name: "mine", state: "manual", nodeName });
    const status = { phase: "Failed", reason: "NodeShutdown" };
    await cluster.request("PATCH", `/api/v1/namespaces/${namespace}/pods/mine/status`, { body: { status } });
    expect(await cluster.kubectl(["get", "pod", "mine", "-n", namespace, "--no-headers"])).toContain(
      "NodeShutdown",
    );
    await cluster.kubectl(["delete", "node", nodeName]);
  });
});
