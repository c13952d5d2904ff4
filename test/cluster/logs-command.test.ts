// `periplus logs` on a real control plane, and the program beside it: whose logs they read, and how that ends.
import { describe, expect, onTestFinished, test } from "vitest";
import type { KubeObject } from "../../src/kube/types.ts";
import { eventually } from "../support/eventually.ts";
import {
  type Ran,
  type Running,
  type RunOptions,
  runPeriplus,
  startPeriplus,
} from "../support/run-periplus.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openOn } from "./open-periplus.ts";
import { createPod } from "./pods.ts";
import { sharedCluster } from "./shared-cluster.ts";
import { until } from "./until.ts";

const cluster = sharedCluster();
/** A busy machine makes a control plane slow. */
const patience = 60_000;

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly startTime?: string };
}

/** A home whose context is the namespace, as this user. */
async function homeIn(namespace: string, token?: string): Promise<RunOptions> {
  const user = token === undefined ? "admin" : { token };
  const kubeconfig = await cluster.writeKubeconfig([cluster.context("real", user, namespace)]);
  return { home: await tempFolder(), env: { KUBECONFIG: kubeconfig } };
}

async function logs(namespace: string, ...args: readonly string[]): Promise<Ran> {
  return runPeriplus(["logs", "--no-follow", "--only-log-lines", ...args], await homeIn(namespace));
}

async function follow(namespace: string, ...args: readonly string[]): Promise<Running> {
  const running = startPeriplus(["logs", ...args], await homeIn(namespace));
  onTestFinished(async () => void (await running.interrupt()));
  return running;
}

/** The pods with a label that run, as soon as there are so many. */
async function podsOf(namespace: string, label: string, count: number): Promise<readonly Pod[]> {
  return until(`${count} pods with ${label} run`, async () => {
    const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(label)}`;
    const { items } = await cluster.request<{ items: readonly Pod[] }>("GET", path);
    const running = items.filter(({ metadata, status }) => status.startTime && !metadata.deletionTimestamp);
    return running.length === count && running.length === items.length ? running : undefined;
  });
}

const write = (namespace: string, pod: string, ...lines: readonly string[]) =>
  cluster.logs.append({ namespace, pod, container: "app" }, lines);

const create = (object: KubeObject) =>
  cluster.kubectl(["create", "-f", "-"], { input: JSON.stringify(object) });

const template = (labels: Readonly<Record<string, string>>) => ({
  // Pods of a job would complete by themselves otherwise.
  metadata: { labels, annotations: { "periplus.test/state": "running" } },
  spec: { containers: [{ name: "app", image: "registry.example/app:1.0" }] },
});

const deployment = (namespace: string, name: string, replicas: number) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace },
  // Both of two deployments select the pods of either.
  spec: {
    replicas,
    selector: { matchLabels: { app: "web" } },
    template: template({ app: "web", of: name }),
  },
});

test("a deployment that is rolled while it is followed: new pods are read from their beginning, old ones to their end", async () => {
  const namespace = await cluster.createNamespace("rolled");
  await create(deployment(namespace, "api", 2));
  const before = await podsOf(namespace, "of=api", 2);
  for (const { metadata } of before) await write(namespace, metadata.name, `before ${metadata.name}`);
  const run = await follow(namespace, "deploy/api", "-o", "raw");
  await eventually(() => expect(run.stdout.match(/before/g)).toHaveLength(2), patience);
  await cluster.kubectl(["rollout", "restart", "deployment/api", "-n", namespace]);
  const after = await until("all pods are new ones", async () => {
    const pods = await podsOf(namespace, "of=api", 2);
    return pods.every(({ metadata: { name } }) => before.every((old) => old.metadata.name !== name)) && pods;
  });
  for (const { metadata } of after) await write(namespace, metadata.name, `after ${metadata.name}`);
  const wanted = [
    ...before.map(({ metadata }) => `before ${metadata.name}`),
    ...after.map(({ metadata }) => `after ${metadata.name}`),
  ];
  await eventually(() => expect(run.stdout.trim().split("\n").sort()).toEqual(wanted.sort()), patience);
  await eventually(() => expect(run.stderr.match(/the pod is gone/g)).toHaveLength(2), patience);
  expect(run.stderr).not.toContain("belong");
});

test("a pod that a service selects no more is not read on", async () => {
  const namespace = await cluster.createNamespace("left");
  await createPod(cluster, { namespace, name: "web", labels: { app: "web" } });
  await cluster.kubectl(["expose", "pod", "web", "--port=80", "--selector=app=web", "-n", namespace]);
  await write(namespace, "web", "one");
  const run = await follow(namespace, "svc/web");
  await eventually(() => expect(run.stdout).toBe("web app one\n"), patience);
  await cluster.kubectl(["label", "pod", "web", "app=debug", "--overwrite", "-n", namespace]);
  await eventually(
    () => expect(run.stderr).toContain("- web › app the pod does not belong here any more"),
    patience,
  );
  await write(namespace, "web", "two");
  await cluster.kubectl(["label", "pod", "web", "app=web", "--overwrite", "-n", namespace]);
  await eventually(() => expect(run.stdout).toBe("web app one\nweb app two\n"), patience);
});

describe("the same pods, of the command and in the program", () => {
  test.each<[string, string]>([
    ["deploy/api", "deployments?filter=name:api"],
    ["svc/web", "services?filter=name:web"],
    ["cronjob/report", "cronjobs"],
    ["ns/NAMESPACE", "namespaces?filter=name:NAMESPACE"],
    ["node/NODE", "nodes?filter=name:NODE"],
  ])("%s", async (query, place) => {
    const namespace = await cluster.createNamespace("whose");
    for (const name of ["api", "other"]) await create(deployment(namespace, name, 2));
    await cluster.kubectl(["create", "service", "clusterip", "web", "--tcp=80", "-n", namespace]);
    await create({
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: "report", namespace },
      spec: {
        schedule: "0 0 1 1 *",
        jobTemplate: {
          spec: {
            template: {
              ...template({ of: "report" }),
              spec: { ...template({}).spec, restartPolicy: "Never" },
            },
          },
        },
      },
    });
    for (const name of ["report-1", "report-2"])
      await cluster.kubectl(["create", "job", name, "--from=cronjob/report", "-n", namespace]);
    const api = await podsOf(namespace, "of=api", 2);
    const other = await podsOf(namespace, "of=other", 2);
    const report = await podsOf(namespace, "of=report", 2);
    const all = [...api, ...other, ...report];
    for (const { metadata } of all) await write(namespace, metadata.name, "here");
    const node = api[0]?.spec.nodeName ?? "";
    const filled = (text: string) => text.replace("NODE", node).replace("NAMESPACE", namespace);
    const meant: Readonly<Record<string, readonly Pod[]>> = {
      "deploy/api": api,
      // What `create service clusterip web` selects.
      "svc/web": [...api, ...other],
      "cronjob/report": report,
      "ns/NAMESPACE": all,
      "node/NODE": all.filter(({ spec }) => spec.nodeName === node),
    };
    const names = (meant[query] ?? []).map(({ metadata }) => metadata.name).sort();
    const { stdout } = await logs(namespace, filled(query), "-n", namespace, "-o", "json");
    const lines = stdout.trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { pod: string }).pod).sort()).toEqual(names);
    await using periplus = await openOn(cluster, namespace, { request: { place: filled(place) } });
    const { screen, app } = periplus;
    await screen.shows(/^▌/m);
    screen.press("l");
    // A node's pods are read wherever they are, and other stories have some there.
    const found = () => app.logs?.pods.filter((pod) => pod.namespace === namespace).map(({ name }) => name);
    await eventually(() => expect(found()?.sort()).toEqual(names), patience);
    await screen.shows("here");
  });
});

test("lines of several pods are in order of time, and come as they are read where that is asked for", async () => {
  const namespace = await cluster.createNamespace("order");
  const pods = ["a", "b", "c"];
  for (const [at, pod] of pods.entries()) {
    await createPod(cluster, { namespace, name: pod });
    const lines = [0, 1, 2].map((second) => ({
      text: `${second}${pod}`,
      time: `2026-11-22T03:00:0${second}.00000000${at}Z`,
    }));
    await cluster.logs.append({ namespace, pod, container: "app" }, lines);
  }
  const { code, stdout } = await logs(namespace, ".", "-o", "raw", "--order", "time");
  expect({ code, lines: stdout.trim().split("\n") }).toEqual({
    code: 0,
    lines: ["0a", "0b", "0c", "1a", "1b", "1c", "2a", "2b", "2c"],
  });
  const arrived = (await logs(namespace, ".", "-o", "raw", "--order", "arrival")).stdout.trim().split("\n");
  for (const pod of pods)
    expect(arrived.filter((line) => line.endsWith(pod))).toEqual([`0${pod}`, `1${pod}`, `2${pod}`]);
});

test("the instance before the present one is read on request, and then it ends by itself", async () => {
  const namespace = await cluster.createNamespace("previous");
  await createPod(cluster, { namespace, name: "fallen", state: "oom-killed" });
  await createPod(cluster, { namespace, name: "steady" });
  const container = { namespace, pod: "fallen", container: "app" };
  await cluster.logs.appendPrevious(container, ["last words"]);
  for (const pod of ["fallen", "steady"]) await write(namespace, pod, "now");
  const home = await homeIn(namespace);
  const { code, stdout, stderr } = await runPeriplus(["logs", ".", "--previous"], home);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "fallen app last words\n" });
  expect(stderr).toMatch(/- fallen › app exited 137 \(OOMKilled\)/);
});

test("a container that does not exist names those that do", async () => {
  const namespace = await cluster.createNamespace("names");
  await createPod(cluster, {
    namespace,
    name: "web",
    containers: ["app", "proxy"],
    initContainers: ["setup"],
  });
  expect(await logs(namespace, "pod/web", "-c", "sidecar")).toEqual({
    code: 1,
    stdout: "",
    stderr:
      'periplus: no container of the pod found matches --container "sidecar"\n  there are app, proxy, setup\n',
  });
});

test("where logs may not be read in one of two namespaces the other's are, which is said in one line", async () => {
  const namespace = await cluster.createNamespace("logged");
  const other = await cluster.createNamespace("unlogged");
  const token = await cluster.serviceAccountToken(namespace, "robot");
  const pods = ["--verb=get,list,watch", "--resource=pods"];
  await cluster.kubectl(["create", "role", "robot", ...pods, "--resource=pods/log", "-n", namespace]);
  await cluster.kubectl(["create", "role", "robot", ...pods, "-n", other]);
  for (const where of [namespace, other]) {
    const subject = `--serviceaccount=${namespace}:robot`;
    await cluster.kubectl(["create", "rolebinding", "robot", "--role=robot", subject, "-n", where]);
    await createPod(cluster, { namespace: where, name: "web" });
    await write(where, "web", `in ${where}`);
    await until("the binding counts", () =>
      cluster.request("GET", `/api/v1/namespaces/${where}/pods`, { token }),
    );
  }
  const home = await homeIn(namespace, token);
  const run = startPeriplus(["logs", "web", "-n", `${namespace},${other}`], home);
  onTestFinished(async () => void (await run.interrupt()));
  await eventually(() => expect(run.stdout).toBe(`${namespace} web app in ${namespace}\n`), patience);
  await write(namespace, "web", "and on");
  await eventually(() => expect(run.stdout).toContain(`${namespace} web app and on\n`), patience);
  const said = run.stderr.split("\n").filter((line) => line.startsWith("periplus:"));
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(
    new RegExp(`the logs in ${other} may not be read: .*cannot get resource "pods/log"`),
  );
});

test("a deployment whose replica sets may not be listed is told by its labels, which is said", async () => {
  const namespace = await cluster.createNamespace("guessed");
  await create(deployment(namespace, "api", 1));
  const [pod] = await podsOf(namespace, "of=api", 1);
  await write(namespace, pod?.metadata.name ?? "", "here");
  const token = await cluster.serviceAccountToken(namespace, "robot");
  const rules = ["--verb=get,list,watch", "--resource=pods,pods/log,deployments.apps"];
  await cluster.kubectl(["create", "role", "robot", ...rules, "-n", namespace]);
  const subject = `--serviceaccount=${namespace}:robot`;
  await cluster.kubectl(["create", "rolebinding", "robot", "--role=robot", subject, "-n", namespace]);
  await until("the binding counts", () =>
    cluster.request("GET", `/api/v1/namespaces/${namespace}/pods`, { token }),
  );
  const args = ["logs", "--no-follow", "--only-log-lines", "deploy/api", "-o", "raw"];
  expect(await runPeriplus(args, await homeIn(namespace, token))).toEqual({
    code: 0,
    stdout: "here\n",
    stderr: "real: replicasets may not be listed, so pods are told by their labels alone\n",
  });
});
