import { describe, expect, test } from "vitest";
import { at, LogStage } from "../../../test/support/log-stage.ts";
import { cronJob, deployment, job, ownerOf } from "../../../test/support/workload-objects.ts";
import { statusFault } from "../../demo/index.ts";
import type { KubeObject } from "../../kube/types.ts";

const template = (labels: Readonly<Record<string, string>>) => ({
  metadata: { labels },
  spec: { containers: [{ name: "app", image: "test:1" }] },
});

/** The lines of a run without order and ends. */
const linesOf = ({ stdout }: { readonly stdout: string }) => stdout.trim().split("\n").sort();

describe("the logs of a workload", () => {
  test("are those of the pods it owns, and not of another's with the same labels", async () => {
    const stage = await LogStage.open();
    const [mine = ""] = stage.workload(deployment("mine", { app: "web", of: "mine" }), { of: "mine" });
    const [other = ""] = stage.workload(deployment("other", { app: "web", of: "other" }, "test:2"), {
      of: "other",
    });
    stage.log(mine).write("mine");
    stage.log(other).write("other");
    expect((await stage.logs("deploy/mine", "-o", "raw")).stdout).toBe("mine\n");
    expect(linesOf(await stage.logs("deployments.apps/mine", "deploy/other", "-o", "raw"))).toEqual([
      "mine",
      "other",
    ]);
  });

  test("are found by labels where what stands between may not be listed, and that is said", async () => {
    const stage = await LogStage.open();
    const [name = ""] = stage.workload(deployment("mine", { app: "web" }), { app: "web" });
    stage.log(name).write("mine");
    stage.demo.faults.add({ path: /replicasets/ }, statusFault(403, "Forbidden", "no replicasets for you"));
    const { stdout, stderr } = await stage.logs("deploy/mine", "-o", "raw");
    expect(stdout).toBe("mine\n");
    expect(stderr).toBe("demo-prod: replicasets may not be listed, so pods are told by their labels alone\n");
  });

  test.each([
    ["StatefulSet", "sts"],
    ["ReplicaSet", "rs"],
    ["DaemonSet", "ds"],
    ["Job", "job"],
  ])("are those of a %s", async (kind, short) => {
    const stage = await LogStage.open();
    const labels = { app: "web" };
    const pods = template(labels);
    const spec =
      kind === "Job"
        ? { template: { ...pods, spec: { ...pods.spec, restartPolicy: "Never" } } }
        : { selector: { matchLabels: labels }, template: pods, ...(kind !== "DaemonSet" && { replicas: 1 }) };
    const [name = ""] = stage.workload(
      {
        apiVersion: kind === "Job" ? "batch/v1" : "apps/v1",
        kind,
        metadata: { name: "web", namespace: "default" },
        spec,
      },
      labels,
    );
    stage.log(name).write(`of a ${kind}`);
    stage.pod("stray", { containers: ["app"] }).write("stray");
    expect((await stage.logs(`${short}/web`, "-o", "raw")).stdout).toBe(`of a ${kind}\n`);
  });

  test("are those of all its jobs, of a CronJob", async () => {
    const stage = await LogStage.open();
    const { demo } = stage;
    const reports = demo.objects.create(cronJob);
    for (const [name, owner] of [
      ["report-1", reports],
      ["report-2", reports],
      ["other", undefined],
    ] as const)
      for (const pod of stage.workload(job(name, owner), { run: name })) stage.log(pod).write(`of ${name}`);
    expect(linesOf(await stage.logs("cj/report", "-o", "raw"))).toEqual(["of report-1", "of report-2"]);
  });

  test("are those of the pods of a custom resource, through whatever it owns", async () => {
    const stage = await LogStage.open();
    const { demo } = stage;
    demo.objects.create({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "trains.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "trains", singular: "train", kind: "Train", listKind: "TrainList" },
        versions: [
          { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        ],
      },
    });
    stage.clock.advance(5000);
    const train = (name: string, owner?: KubeObject): KubeObject =>
      demo.objects.create({
        apiVersion: "example.com/v1",
        kind: "Train",
        metadata: {
          name,
          namespace: "default",
          ...(owner && { ownerReferences: [{ ...ownerOf(owner), controller: true }] }),
        },
      });
    const long = train("long");
    stage.pod("engine", { owner: ownerOf(long) }).write("engine");
    stage.pod("wagon", { owner: ownerOf(train("part-of-it", long)) }).write("wagon");
    stage.pod("alien", { owner: ownerOf(train("short")) }).write("alien");
    expect(linesOf(await stage.logs("trains/long", "-o", "raw"))).toEqual(["engine", "wagon"]);
  });
});

describe("the logs of other things", () => {
  test("are those of the pods a service selects", async () => {
    const stage = await LogStage.open();
    stage.pod("one", { labels: { app: "web" } }).write("one");
    stage.pod("two", { labels: { app: "db" } }).write("two");
    stage.demo.objects.create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "default" },
      spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
    });
    expect((await stage.logs("svc/web", "-o", "raw")).stdout).toBe("one\n");
  });

  test("are those of the pods behind an ingress", async () => {
    const stage = await LogStage.open();
    stage.pod("one", { labels: { app: "web" } }).write("one");
    stage.demo.objects.create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "default" },
      spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
    });
    stage.demo.objects.create({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "edge", namespace: "default" },
      spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
    });
    expect((await stage.logs("ing/edge", "-o", "raw")).stdout).toBe("one\n");
  });

  test("are those of all pods on a node, whatever their namespace, unless one is said", async () => {
    const stage = await LogStage.open();
    const node = stage.demo.objects.list("nodes")[0]?.metadata.name ?? "";
    stage.pod("one", { node }).write(at(1, "one"));
    stage.pod("two", { node, namespace: "kube-public" }).write(at(2, "two"));
    const { stdout } = await stage.logs(
      `node/${node}`,
      "--since-time",
      "2026-11-17T14:00:00Z",
      "-c",
      "^app$",
    );
    expect(stdout).toContain("default one app one\n");
    expect(stdout).toContain("kube-public two app two\n");
    expect((await stage.logs(`node/${node}`, "-n", "kube-public")).stdout).toBe("two app two\n");
  });

  test("are those of a namespace", async () => {
    const stage = await LogStage.open();
    stage.pod("one").write("one");
    stage.pod("two", { namespace: "kube-public" }).write("two");
    expect((await stage.logs("ns/kube-public")).stdout).toBe("kube-public two app two\n");
  });

  test("are that of one pod, by its whole name", async () => {
    const stage = await LogStage.open();
    stage.pod("api").write("one");
    stage.pod("api-2").write("two");
    expect((await stage.logs("pod/api")).stdout).toBe("api app one\n");
  });
});
