// The whole program on a real control plane: what one sees is what kubectl sees, and it stays so by itself.
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { eventually } from "../support/eventually.ts";
import type { FakeTerminal } from "../support/fake-terminal.ts";
import { openOn } from "./open-periplus.ts";
import { createPod, type PodState } from "./pods.ts";
import { sharedCluster } from "./shared-cluster.ts";

const cluster = sharedCluster();

/** The cells of the rows on the screen, parted where two blanks are. */
function rowsOn(screen: FakeTerminal): string[][] {
  return screen
    .lines()
    .slice(2, -1)
    .map((line) =>
      line
        .slice(3)
        .trim()
        .split(/\s{2,}/),
    )
    .filter(([name]) => name !== "");
}

/** The same of what kubectl prints. */
async function printed(...args: string[]): Promise<string[][]> {
  const table = await cluster.kubectl(["get", ...args, "--no-headers"]);
  return table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s{2,}/));
}

const firstCells = (rows: readonly (readonly string[])[], count: number) =>
  rows.map((row) => row.slice(0, count));
const names = (rows: readonly (readonly string[])[]) => rows.map(([name = ""]) => name);

const states: readonly PodState[] = [
  "running",
  "not-ready",
  "creating",
  "image-pull",
  "config-error",
  "init-waiting",
  "init-crash",
  "crash-loop",
  "oom-killed",
  "completed",
  "failed",
  "evicted",
  "manual",
];

test("the program opens on the pods of the context's namespace, live, in the states kubectl prints", async () => {
  const namespace = await cluster.createNamespace("explore");
  const containers = { containers: ["app", "side"], initContainers: ["init"] };
  await Promise.all(
    states.map((state) => createPod(cluster, { namespace, name: state, state, ...containers })),
  );
  await using periplus = await openOn(cluster, namespace);
  const { screen } = periplus;
  await screen.shows(new RegExp(`^ shared +▸ ${namespace} ▸ Pods .* 13 .* live`));
  const theirs = await printed("pods", "-n", namespace);
  expect(firstCells(rowsOn(screen), 3)).toEqual(firstCells(theirs, 3));
});

test("what kubectl creates, changes and deletes shows up without a key", async () => {
  const namespace = await cluster.createNamespace("explore");
  await using periplus = await openOn(cluster, namespace);
  const { screen } = periplus;
  await screen.shows(`No pods in ${namespace}.`);
  await cluster.kubectl(["run", "newcomer", "--image=registry.example/app:1.0", "-n", namespace]);
  await screen.shows(/newcomer +1\/1 +Running/);
  await createPod(cluster, { namespace, name: "changing", state: "manual" });
  await screen.shows(/changing +0\/1 +Pending/);
  const status = { phase: "Failed", reason: "NodeShutdown" };
  await cluster.request("PATCH", `/api/v1/namespaces/${namespace}/pods/changing/status`, {
    body: { status },
  });
  await screen.shows(/✖ changing +0\/1 +NodeShutdown/);
  await cluster.kubectl(["delete", "pod", "newcomer", "-n", namespace]);
  await screen.hides("newcomer");
});

test("a pod that a finalizer holds is shown on its way out, and goes when it is let go", async () => {
  const namespace = await cluster.createNamespace("explore");
  await createPod(cluster, { namespace, name: "held" });
  const pod = `/api/v1/namespaces/${namespace}/pods/held`;
  await cluster.request("PATCH", pod, { body: { metadata: { finalizers: ["periplus.test/keep"] } } });
  await using periplus = await openOn(cluster, namespace);
  const { screen } = periplus;
  await screen.shows(/held +1\/1 +Running/);
  await cluster.kubectl(["delete", "pod", "held", "-n", namespace, "--wait=false"]);
  await screen.shows(/held +\d\/1 +Terminating/);
  await cluster.request("PATCH", pod, { body: { metadata: { finalizers: null } } });
  await screen.shows(`No pods in ${namespace}.`);
});

test("Enter goes from a Deployment to its pods, and the owner of a pod's owner is the Deployment again", async () => {
  const namespace = await cluster.createNamespace("explore");
  for (const name of ["other", "web"]) {
    const image = "--image=registry.example/web:1.0";
    await cluster.kubectl(["create", "deployment", name, image, "--replicas=3", "-n", namespace]);
  }
  await using periplus = await openOn(cluster, namespace, { request: { place: "deployments" } });
  const { screen } = periplus;
  await screen.shows(/web +3\/3 +3 +3/);
  screen.press("G", "enter");
  await screen.shows(/▸ Deployments ▸ web ▸ Pods .* 3 .*live/);
  expect(names(rowsOn(screen))).toEqual(names(await printed("pods", "-n", namespace, "-l", "app=web")));
  screen.press("o");
  await screen.shows(/▸ ReplicaSets .*live/);
  await screen.shows(/^▌.? *web-/m);
  screen.press("o");
  await screen.shows(/▸ Deployments .*live/);
  await screen.shows(/^▌.? *web /m);
});

test("a Deployment that is scaled fills and empties the list of its pods", async () => {
  const namespace = await cluster.createNamespace("explore");
  const image = "--image=registry.example/web:1.0";
  await cluster.kubectl(["create", "deployment", "web", image, "--replicas=1", "-n", namespace]);
  await using periplus = await openOn(cluster, namespace);
  const { screen } = periplus;
  await screen.shows(/web-\S+ +1\/1 +Running/);
  for (const replicas of [12, 2]) {
    await cluster.kubectl(["scale", "deployment", "web", `--replicas=${replicas}`, "-n", namespace]);
    await screen.shows(new RegExp(`▸ Pods +${replicas} +live`));
  }
});

test("Enter on a node shows the pods that run on it, of every namespace", async () => {
  const namespace = await cluster.createNamespace("explore");
  await createPod(cluster, { namespace, name: "on-the-node", nodeName: "node-1" });
  await using periplus = await openOn(cluster, namespace, { request: { place: "nodes" }, rows: 200 });
  const { screen } = periplus;
  await screen.shows(/node-1 +Ready/);
  screen.press("/");
  screen.type("node-1");
  screen.press("enter", "enter");
  await screen.shows(/▸ Nodes ▸ node-1 ▸ Pods .*live/);
  await screen.shows(/on-the-node/);
  const theirs = ["pods", "-A", "--field-selector=spec.nodeName=node-1"];
  await eventually(async () =>
    expect(names(rowsOn(screen)).sort()).toEqual((await printed(...theirs)).map(([, name]) => name).sort()),
  );
});

test("Enter on a Service shows the pods it sends to", async () => {
  const namespace = await cluster.createNamespace("explore");
  await createPod(cluster, { namespace, name: "chosen", labels: { app: "web" } });
  await createPod(cluster, { namespace, name: "ignored", labels: { app: "db" } });
  await cluster.kubectl(["create", "service", "clusterip", "web", "--tcp=80:8080", "-n", namespace]);
  await cluster.kubectl(["set", "selector", "service", "web", "app=web", "-n", namespace]);
  await using periplus = await openOn(cluster, namespace, { request: { place: "svc" } });
  const { screen } = periplus;
  await screen.shows(/web +ClusterIP +10\.\d+\.\d+\.\d+ +<none> +80\/TCP/);
  screen.press("enter");
  await screen.shows(/▸ Services ▸ web ▸ Pods .*live/);
  await screen.shows("chosen");
  expect(screen.text()).not.toContain("ignored");
});

test("Enter leads from a CronJob to its jobs and from a job to its pod", async () => {
  const namespace = await cluster.createNamespace("explore");
  const image = "--image=registry.example/report:1.0";
  for (const name of ["hourly", "nightly"]) {
    await cluster.kubectl(["create", "cronjob", name, image, "--schedule=0 3 1 1 *", "-n", namespace]);
    await cluster.kubectl(["create", "job", `${name}-now`, `--from=cronjob/${name}`, "-n", namespace]);
  }
  await using periplus = await openOn(cluster, namespace, { request: { place: "cronjobs" } });
  const { screen } = periplus;
  await screen.shows(/nightly +0 3 1 1 \*/);
  screen.press("G", "enter");
  await screen.shows(/▸ CronJobs ▸ nightly ▸ Jobs .*live/);
  await screen.shows(/nightly-now +Complete +1\/1/);
  expect(screen.text()).not.toContain("hourly-now");
  screen.press("enter");
  await screen.shows(/▸ nightly-now ▸ Pods .*live/);
  await screen.shows(/nightly-now-\S+ +0\/1 +Completed/);
});

test("the cluster's events are told as they come, and Enter goes to what they are about", async () => {
  const namespace = await cluster.createNamespace("explore");
  await using periplus = await openOn(cluster, namespace, { columns: 160, request: { place: "events" } });
  const { screen } = periplus;
  await screen.shows(/▸ Events .*live/);
  const image = "--image=registry.example/web:1.0";
  await cluster.kubectl(["create", "deployment", "web", image, "-n", namespace]);
  await screen.shows(/Normal +Scheduled +pod\/web-\S+ +Successfully assigned/);
  await screen.shows(/Normal +ScalingReplicaSet +deployment\/web +Scaled up replica set/);
  screen.type("/scaling");
  screen.press("enter", "enter");
  await screen.shows(/▸ Deployments .*live/);
  await screen.shows(/web +1\/1/);
});

test("namespaces come and go in the picker while it is open, and marked ones are shown at once", async () => {
  // The first of the list: the cursor starts on the current one, and the other comes next.
  const pair = [await cluster.createNamespace("aa-0"), await cluster.createNamespace("aa-1")];
  for (const namespace of pair) await createPod(cluster, { namespace, name: `in-${namespace}` });
  await using periplus = await openOn(cluster, pair[0] ?? "");
  const { screen } = periplus;
  await screen.shows("in-aa-0");
  screen.press("ctrl-n");
  await screen.shows(`[ ] ${pair[1]}`);
  const born = await cluster.createNamespace("aa-2");
  await screen.shows(`[ ] ${born}`);
  await cluster.kubectl(["delete", "namespace", born]);
  await screen.hides(born);
  screen.press("space", "space");
  await screen.shows(`[x] ${pair[1]}`);
  screen.press("enter");
  await screen.shows(/in-aa-0\S+ +aa-0-/);
  await screen.shows(/in-aa-1\S+ +aa-1-/);
});

test("all namespaces at once hold every pod of the cluster", async () => {
  const namespace = await cluster.createNamespace("explore");
  await createPod(cluster, { namespace, name: "one-of-all" });
  await using periplus = await openOn(cluster, namespace, { rows: 200 });
  const { screen } = periplus;
  await screen.shows("one-of-all");
  screen.press("0");
  await screen.shows(/▸ all namespaces ▸ Pods .*live/);
  await eventually(async () => {
    const ours = rowsOn(screen).map(([name, namespaceOfIt]) => `${namespaceOfIt}/${name}`);
    const theirs = (await printed("pods", "-A")).map(([theirNamespace, name]) => `${theirNamespace}/${name}`);
    expect(ours.sort()).toEqual(theirs.sort());
  });
});

test.each([
  ["a pod", "pods/app"],
  ["a namespace", "namespaces/default"],
  ["a ConfigMap with awkward texts", "configmaps/awkward"],
  ["a Secret, once it is unmasked", "secrets/password"],
  ["a ClusterRole, of which there is no record", "clusterroles/cluster-admin"],
])("the YAML of %s is what kubectl prints", async (_, place) => {
  const namespace = await cluster.createNamespace("explore");
  const objects = `/api/v1/namespaces/${namespace}`;
  const configMap = { metadata: { name: "awkward" }, data: awkwardTexts };
  await cluster.request("POST", `${objects}/configmaps`, { body: configMap });
  const secret = { metadata: { name: "password" }, stringData: { password: "hunter2" } };
  await cluster.request("POST", `${objects}/secrets`, { body: secret });
  await createPod(cluster, { namespace, name: "app" });
  await using periplus = await openOn(cluster, namespace, { request: { place }, columns: 240, rows: 200 });
  const { screen } = periplus;
  const name = place.split("/")[1] ?? "";
  await screen.shows(new RegExp(`^▌.? *${name}\\b`, "m"));
  screen.press("y");
  await screen.shows(/^.{3}kind: /m);
  if (place.startsWith("secrets")) {
    await screen.shows("password: ••••••••");
    screen.press("x");
    await screen.hides("••••••••");
  }
  const asPrinted = parse(await cluster.kubectl(["get", place, "-n", namespace, "-o", "yaml"]));
  await eventually(() => expect(parse(periplus.app.yaml?.text ?? "")).toEqual(asPrinted));
  // Control characters are all that the screen may leave out.
  if (!place.includes("awkward")) expect(parse(yamlOn(screen))).toEqual(asPrinted);
});

const awkwardTexts = {
  "numbers.txt": "0123\n1e3\n",
  yes: "yes",
  colon: "a: b # c",
  tabs: "\tx\ty ",
  empty: "",
  unicode: "naïve — 日本語 🚢\u0007",
  long: "word ".repeat(60),
};

/** The YAML as it is read off the screen. */
function yamlOn(screen: FakeTerminal): string {
  return screen
    .lines()
    .slice(1, -1)
    .map((line) => line.slice(3))
    .join("\n");
}

test("the YAML follows its object, and says when that is gone", async () => {
  const namespace = await cluster.createNamespace("explore");
  await cluster.kubectl(["create", "configmap", "followed", "--from-literal=colour=red", "-n", namespace]);
  await using periplus = await openOn(cluster, namespace, { request: { place: "cm/followed" } });
  const { screen } = periplus;
  await screen.shows(/^▌.? *followed/m);
  screen.press("y");
  await screen.shows("colour: red");
  const merge = ["--type=merge", "-p", '{"data":{"colour":"blue"}}'];
  await cluster.kubectl(["patch", "configmap", "followed", "-n", namespace, ...merge]);
  await screen.shows("colour: blue");
  await cluster.kubectl(["delete", "configmap", "followed", "-n", namespace]);
  await screen.shows("followed was deleted; this is its last state");
  await screen.shows("colour: blue");
});

test("a kind that is defined while the program runs turns up with its server's columns, live, and goes and comes back with its definition", async () => {
  const namespace = await cluster.createNamespace("explore");
  await using periplus = await openOn(cluster, namespace, { columns: 140 });
  const { screen } = periplus;
  await screen.shows("live");
  screen.type(":gizmos");
  await screen.shows('nothing here is called "gizmos"');
  await defineGizmos();
  await screen.shows(/gizmos +giz +\S*explore\.periplus\.test\/v1 +kind/);
  screen.press("enter");
  await screen.shows(/▸ Gizmos .*live/);
  await cluster.kubectl(["apply", "-n", namespace, "-f", "-"], { input: gizmo("turbine", 3) });
  await screen.shows(/NAME ▴ +SIZE +READY +AGE/);
  await screen.shows(/turbine +3 +\d+s *$/m);
  await cluster.kubectl(["apply", "-n", namespace, "-f", "-"], { input: gizmo("turbine", 12) });
  await screen.shows(/turbine +12 +\d+s *$/m);
  const ready = { status: { conditions: [{ type: "Ready", status: "True" }] } };
  await cluster.request(
    "PATCH",
    `/apis/explore.periplus.test/v1/namespaces/${namespace}/gizmos/turbine/status`,
    { body: ready, contentType: "application/merge-patch+json" },
  );
  await screen.shows(/turbine +12 +True/);
  screen.press("w");
  await screen.shows(/NAME ▴ +SIZE +READY +MAKER +AGE/);
  await screen.shows(/turbine +12 +True +Acme/);
  await cluster.kubectl(["delete", "gizmo", "turbine", "-n", namespace]);
  await screen.shows(`No gizmos in ${namespace}.`);
  await cluster.kubectl(["delete", "crd", "gizmos.explore.periplus.test"]);
  await screen.shows("shared does not serve gizmos of explore.periplus.test/v1.");
  await defineGizmos();
  await screen.shows(/▸ Gizmos .*live/);
});

async function defineGizmos(): Promise<void> {
  onTestFinished(async () => {
    await cluster.kubectl(["delete", "crd", "gizmos.explore.periplus.test", "--ignore-not-found"]);
  });
  const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const columns = [
    { name: "Size", type: "integer", jsonPath: ".spec.size" },
    { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: "Maker", type: "string", jsonPath: ".spec.maker", priority: 1 },
    { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
  ];
  const version = {
    name: "v1",
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: "object", properties: { spec: anything, status: anything } } },
    subresources: { status: {} },
    additionalPrinterColumns: columns,
  };
  await cluster.request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
    body: {
      metadata: { name: "gizmos.explore.periplus.test" },
      spec: {
        group: "explore.periplus.test",
        scope: "Namespaced",
        names: { plural: "gizmos", singular: "gizmo", kind: "Gizmo", shortNames: ["giz"] },
        versions: [version],
      },
    },
  });
}

function gizmo(name: string, size: number): string {
  const metadata = { name };
  const spec = { size, maker: "Acme" };
  return JSON.stringify({ apiVersion: "explore.periplus.test/v1", kind: "Gizmo", metadata, spec });
}
