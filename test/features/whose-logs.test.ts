// Whose pods are whose: the command line and the program must say the same, whatever the object.
import { describe, expect, onTestFinished, test } from "vitest";
import { statusFault } from "../../src/demo/index.ts";
import type { KubeObject } from "../../src/kube/types.ts";
import { eventually } from "../support/eventually.ts";
import { LogStage } from "../support/log-stage.ts";
import { openPeriplus, type Periplus } from "../support/periplus.ts";
import { cronJob, deployment, job, ownerOf } from "../support/workload-objects.ts";

const service = (name: string, app: string): KubeObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "default" },
  spec: { selector: { app }, ports: [{ port: 80 }] },
});

const definition = (plural: string, kind: string): KubeObject => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${plural}.example.com` },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
});

const custom = (kind: string, name: string, owner?: KubeObject): KubeObject => ({
  apiVersion: "example.com/v1",
  kind,
  metadata: { name, namespace: "default", ...(owner && { ownerReferences: [ownerOf(owner)] }) },
});

function open(stage: LogStage, place: string): Promise<Periplus> {
  const context = { name: "demo", cluster: stage.demo, token: "demo-admin", namespace: "default" };
  return openPeriplus({ contexts: [context], request: { place } });
}

/** The pods of a query on the command line. */
async function podsOf(stage: LogStage, query: string): Promise<string[]> {
  const { stdout } = await stage.logs(query, "-o", "json");
  const lines = stdout.split("\n").filter((line) => line !== "");
  return [...new Set(lines.map((line) => (JSON.parse(line) as { pod: string }).pod))].sort();
}

const podsIn = ({ app }: Periplus) => app.logs?.pods.map(({ name }) => name).sort();

describe("the same pods are read by the command line and in the program", () => {
  /** What there is; the names of the pods that are meant. */
  type Scene = (stage: LogStage) => readonly string[];

  const scenes: readonly (readonly [query: string, place: string, scene: Scene])[] = [
    [
      "deploy/mine",
      "deployments/mine",
      (stage) => {
        const mine = stage.workload(deployment("mine", { app: "web", of: "mine" }), { of: "mine" });
        stage.workload(deployment("other", { app: "web", of: "other" }, "test:2"), { of: "other" });
        return mine;
      },
    ],
    [
      "svc/web",
      "services/web",
      (stage) => {
        stage.demo.objects.create(service("web", "web"));
        const names = stage.workload(deployment("mine", { app: "web", of: "mine" }), { of: "mine" });
        stage.pod("stray", { labels: { app: "web" } });
        stage.pod("other", { labels: { app: "db" } });
        return [...names, "stray"];
      },
    ],
    [
      "cj/report",
      "cronjobs/report",
      (stage) => {
        const owner = stage.demo.objects.create(cronJob);
        const mine = Array.from({ length: 6 }, (_, at) => `report-${at}`).flatMap((name) =>
          stage.workload(job(name, owner), { run: name }),
        );
        stage.workload(job("other"), { run: "other" });
        return mine;
      },
    ],
    [
      "trains/long",
      "trains/long",
      (stage) => {
        const { objects } = stage.demo;
        objects.create(definition("trains", "Train"));
        objects.create(definition("wagons", "Wagon"));
        stage.clock.advance(5000);
        const long = objects.create(custom("Train", "long"));
        const wagon = objects.create(custom("Wagon", "first", long));
        stage.pod("engine", { owner: ownerOf(long) });
        const set = objects.create({
          ...deployment("crew", { app: "crew" }),
          metadata: { name: "crew", namespace: "default", ownerReferences: [ownerOf(wagon)] },
        });
        stage.clock.advance(30_000);
        stage.pod("alien", { owner: ownerOf(objects.create(custom("Train", "short"))) });
        const labelSelector = `app=${set.metadata.name}`;
        const crew = objects.list("pods", { namespace: "default", labelSelector });
        return ["engine", ...crew.map(({ metadata }) => metadata.name ?? "")];
      },
    ],
  ];

  test.each(scenes)("%s", async (query, place, scene) => {
    const stage = await LogStage.open();
    const names = [...scene(stage)].sort();
    expect(names).not.toEqual([]);
    for (const { metadata } of stage.demo.objects.list("pods", { namespace: "default" }))
      stage.log(metadata.name ?? "").write("here");
    expect(await podsOf(stage, query)).toEqual(names);
    await using periplus = await open(stage, `${place}?view=logs`);
    await eventually(() => expect(podsIn(periplus)).toEqual(names));
  });
});

describe("a pod that does not belong any more", () => {
  const scene = async () => {
    const stage = await LogStage.open();
    const log = stage.pod("api-0", { labels: { app: "web" } }).write("first");
    stage.demo.objects.create(service("web", "web"));
    const label = (app: string) =>
      stage.demo.objects.patch("pods", "default/api-0", { metadata: { labels: { app } } });
    return { stage, log, label };
  };

  test("is not read on by the command line, and where it was left when it is back", async () => {
    const { stage, log, label } = await scene();
    const run = stage.follow(["svc/web", "-o", "raw"]);
    await eventually(() => expect(run.stdout).toBe("first\n"));
    label("debug");
    await eventually(() =>
      expect(run.stderr).toContain("- api-0 › app the pod does not belong here any more\n"),
    );
    log.write("second");
    label("web");
    await eventually(() => expect(run.stdout).toBe("first\nsecond\n"));
  });

  test("is not read on in the program", async () => {
    const { stage, log, label } = await scene();
    await using periplus = await open(stage, "services/web?view=logs");
    const { screen } = periplus;
    await screen.shows(/▏ +first/);
    label("debug");
    await screen.shows("the pod does not belong here any more");
    await screen.shows(/ ended +following/);
    log.write("second");
    label("web");
    await screen.shows(/▏ +second/);
    await screen.shows("1 of 1 streaming");
  });

  test("is one whose owner let go of it, and one of an owner that was made anew is", async () => {
    const stage = await LogStage.open();
    const [before = ""] = stage.workload(deployment("api", { app: "web" }), { app: "web" });
    stage.log(before).write("before");
    const run = stage.follow(["deploy/api"]);
    await eventually(() => expect(run.stdout).toContain("before"));
    // As `kubectl delete --cascade=orphan` leaves it.
    const sets = stage.demo.objects.list("replicasets", { namespace: "default" });
    stage.demo.objects.remove("deployments", "default/api");
    for (const { metadata } of sets)
      stage.demo.objects.patch("replicasets", `default/${metadata.name}`, {
        metadata: { ownerReferences: null },
      });
    await eventually(() => expect(run.stderr).toContain("the pod does not belong here any more"));
    const made = stage.workload(deployment("api", { app: "web" }, "test:2"), { app: "web" });
    const after = made.find((name) => name !== before) ?? "";
    stage.log(after).write("after");
    await eventually(() => expect(run.stdout).toContain(`${after} app after`));
  });
});

test("pods stay where they are while what is looked through changes", async () => {
  const stage = await LogStage.open();
  const owner = stage.demo.objects.create(cronJob);
  const names: string[] = [];
  const run = stage.follow(["cj/report", "-o", "raw"]);
  for (let at = 0; at < 7; at += 1) {
    const name = `report-${at}`;
    const [pod = ""] = stage.workload(job(name, owner), { run: name });
    stage.log(pod).write(name);
    names.push(name);
    await eventually(() => expect(run.stdout.split("\n").sort().slice(1)).toEqual(names));
  }
  expect(run.stderr).not.toMatch(/gone|belong/);
});

test("a workload that is deleted is read to the end of its last pod", async () => {
  const stage = await LogStage.open();
  const [name = ""] = stage.workload(deployment("api", { app: "web" }), { app: "web" });
  const log = stage.log(name).write("one");
  const run = stage.follow(["deploy/api", "-o", "raw"]);
  await eventually(() => expect(run.stdout).toBe("one\n"));
  stage.demo.objects.remove("deployments", "default/api");
  for (const { metadata } of stage.demo.objects.list("replicasets", { namespace: "default" }))
    stage.demo.objects.remove("replicasets", `default/${metadata.name}`);
  log.write("two");
  await eventually(() => expect(run.stdout).toBe("one\ntwo\n"));
  expect(run.stderr).not.toMatch(/gone|belong/);
});

describe("where what stands between may not be listed", () => {
  test("labels have to do in the program, and that is said", async () => {
    const stage = await LogStage.open();
    const [name = ""] = stage.workload(deployment("mine", { app: "web" }), { app: "web" });
    stage.log(name).write("mine");
    stage.demo.faults.add({ path: /replicasets/ }, statusFault(403, "Forbidden", "no replicasets for you"));
    await using periplus = await open(stage, "deployments/mine?view=logs");
    await periplus.screen.shows("mine");
    await periplus.screen.shows("replicasets may not be listed, so pods are told by their labels alone");
  });

  test("pods without labels to go by are missing, which is said in one line, and the rest is read", async () => {
    const stage = await LogStage.open();
    const { objects, faults } = stage.demo;
    objects.create(definition("trains", "Train"));
    objects.create(definition("wagons", "Wagon"));
    stage.clock.advance(5000);
    const long = objects.create(custom("Train", "long"));
    stage.pod("engine", { owner: ownerOf(long) }).write("engine");
    stage.pod("waiter", { owner: ownerOf(objects.create(custom("Wagon", "diner", long))) }).write("waiter");
    faults.add({ path: /wagons/ }, statusFault(403, "Forbidden", "no wagons for you"));
    const sentence = "wagons may not be listed, so pods that belong by way of them are not found";
    expect(await stage.logs("trains/long", "-o", "raw")).toEqual({
      code: 1,
      stdout: "engine\n",
      stderr: `periplus: ${sentence}\n`,
    });
    await using periplus = await open(stage, "trains/long?view=logs");
    await periplus.screen.shows("engine");
    await periplus.screen.shows(sentence);
  });
});

test("a server that does not say what kinds it has costs the pods behind them, in one line", async () => {
  const stage = await LogStage.open();
  const { objects } = stage.demo;
  const [name = ""] = stage.workload(deployment("mine", { app: "web" }), { app: "web" });
  stage.log(name).write("mine");
  objects.create(definition("trains", "Train"));
  stage.clock.advance(5000);
  stage.pod("engine", { labels: { app: "web" }, owner: ownerOf(objects.create(custom("Train", "long"))) });
  const away = stage.demo.faults.add(
    { path: /^\/apis?$/ },
    statusFault(503, "ServiceUnavailable", "not now"),
  );
  onTestFinished(() => away.remove());
  const { stdout, stderr } = await stage.logs("deploy/mine", "-o", "raw");
  expect(stdout).toContain("mine\n");
  expect(stderr).toMatch(
    /^demo-prod: what a Train is cannot be found out: .*, so pods are told by their labels alone\n$/,
  );
});
