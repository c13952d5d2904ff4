import { afterEach, beforeEach, expect, test } from "vitest";
import { type DemoCluster, startDemo, statusFault } from "../../src/demo/index.ts";
import { eventually } from "../support/eventually.ts";
import { adminContexts, openPeriplus, type Periplus } from "../support/periplus.ts";
import { deployment } from "../support/workload-objects.ts";

let cluster: DemoCluster;
let periplus: Periplus;

beforeEach(async () => {
  cluster = await startDemo();
  periplus = await openPeriplus({ contexts: adminContexts(cluster) });
});

afterEach(async () => {
  await periplus[Symbol.asyncDispose]();
  await cluster.close();
});

/** Creates a pod as a user would see it appear. */
function createPod(name: string, namespace = "payments"): void {
  cluster.objects.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace },
    spec: { containers: [{ name: "app", image: "nginx" }] },
  });
}

test("the program opens on the pods of the current context's namespace, live", async () => {
  const { screen } = periplus;
  await screen.shows(/demo-prod +▸ payments ▸ Pods .* live/);
  await screen.shows(/api-\S+ +2\/2 +Running/);
});

test("a pod that is created appears, and one that is deleted goes, without a key", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  createPod("newcomer");
  await screen.shows("newcomer");
  cluster.objects.remove("pods", "payments/newcomer");
  await screen.hides("newcomer");
});

test("Enter goes down from a Deployment to its pods, Escape comes back, o goes up to the owner", async () => {
  const { screen } = periplus;
  screen.type(":deploy");
  await screen.shows("deployments");
  screen.press("enter");
  await screen.shows(/▸ Deployments .*live/);
  screen.press("enter");
  await screen.shows(/▸ Deployments ▸ api ▸ Pods .*live/);
  screen.press("o");
  await screen.shows(/▸ ReplicaSets .*live/);
  screen.press("backspace");
  await screen.shows(/▸ Deployments ▸ api ▸ Pods .*live/);
  screen.press("backspace");
  await screen.shows(/payments ▸ Deployments .*live/);
});

test("Enter on a Deployment leaves out pods that only have the same labels, also of one made later", async () => {
  const { screen } = periplus;
  cluster.objects.create(deployment("mine", { app: "web" }));
  cluster.objects.create(deployment("other", { app: "web" }));
  screen.type(":deployments default");
  screen.press("enter");
  await screen.shows(/▸ default ▸ Deployments .*live/);
  await screen.shows(/▌ +mine /);
  screen.press("enter");
  await screen.shows(/▸ default ▸ Deployments ▸ mine ▸ Pods +1 .*live/);
  await screen.shows(/mine-\S+ /);
  cluster.objects.create(deployment("third", { app: "web" }));
  await eventually(() => expect(cluster.objects.list("pods", { namespace: "default" })).toHaveLength(3));
  cluster.objects.patch("deployments", "default/mine", { spec: { replicas: 2 } });
  await screen.shows(/▸ mine ▸ Pods +2 .*live/);
});

test("where it may not be seen what stands between a Deployment and its pods, their labels have to do", async () => {
  const { screen } = periplus;
  cluster.objects.create(deployment("mine", { app: "web" }));
  cluster.objects.create(deployment("other", { app: "web" }));
  const path = "/apis/apps/v1/namespaces/default/replicasets";
  const asked = cluster.faults.add({ path }, statusFault(403, "Forbidden", "no right to replicasets"));
  screen.type(":deployments default");
  screen.press("enter");
  await screen.shows(/▌ +mine /);
  screen.press("enter");
  await eventually(() => expect(asked.hits).toBeGreaterThan(0));
  await screen.shows(/▸ mine ▸ Pods +2 .*live/);
});

test("a filter narrows as it is typed, marks what it found, and Escape takes it back", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  screen.type("/webhooks");
  await screen.shows(/3 of \d+/);
  expect(screen.text()).not.toContain("mailer");
  screen.press("enter", "esc");
  await screen.shows("mailer");
});

test("a filter that finds nothing says so, and how to get out", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  screen.type("/nothing-like-this");
  await screen.shows('No pods in payments match "nothing-like-this".');
  await screen.shows("esc clears it");
  expect(screen.text()).not.toContain("Nearest");
});

test("a filter that leaves nothing is answered with the nearest one, which one key takes", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  screen.type("/webhoks");
  await screen.shows(/Nearest: webhooks \(\d+\) +tab takes it/);
  screen.press("tab");
  await screen.shows("/webhooks");
  await screen.shows(/^.{3}webhooks-\S+ +1\/1/m);
  screen.press("ctrl-u");
  screen.type("apo");
  screen.press("enter");
  await screen.shows(/Nearest: api \(\d+\) +tab takes it/);
  screen.press("tab");
  await screen.shows(/^.{3}api-\S+ +2\/2/m);
});

test("a word of a filter that cannot be read is named, narrows nothing, and is not taken", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  screen.type("/mailer restarts>many");
  await screen.shows("restarts> wants a number, not many");
  await screen.shows(/mailer-\S+ +1\/1/);
  expect(screen.text()).not.toContain("webhooks");
  screen.press("enter");
  screen.type("!");
  await screen.shows("/mailer restarts>many!");
});

test("several namespaces are shown at once, and all of them by one key", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  screen.press("ctrl-n");
  await screen.shows("all namespaces");
  screen.type("ledger");
  await screen.shows(/\[ \] ledger/);
  screen.press("ctrl-u");
  screen.press("esc");
  screen.press("0");
  await screen.shows(/▸ all namespaces ▸ Pods/);
  await screen.shows(/NAME ▴ +NAMESPACE/);
});

test("YAML shows the object without managedFields, folds, and finds", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  screen.press("y");
  await screen.shows("kind: Pod");
  expect(screen.text()).not.toContain("managedFields");
  screen.type("/image:");
  await screen.shows(/"image:|search image:/);
  screen.press("enter");
  await screen.shows(/"image:" \d+ of \d+/);
});

test("the values of a Secret are masked until they are asked for, and are decoded for the asking", async () => {
  cluster.objects.create({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "aaa-password", namespace: "payments" },
    data: { password: "aHVudGVyMg==", seal: "AAECAw==" },
  });
  const { screen } = periplus;
  screen.type(":secrets");
  screen.press("enter");
  await screen.shows("aaa-password");
  screen.press("y");
  await screen.shows("password: ••••••••");
  await screen.shows(/^ values masked .* x values/m);
  expect(screen.text()).not.toContain("aHVudGVyMg");
  screen.press("x");
  await screen.shows("password: aHVudGVyMg==");
  await screen.shows(/^ values as stored, in base64 /m);
  screen.press("x");
  await screen.shows("password: hunter2");
  await screen.shows("seal: <binary, 4 bytes>");
  await screen.shows(/^ values decoded /m);
  screen.press("c");
  await screen.shows("copied aaa-password as YAML, values decoded");
  screen.press("x");
  await screen.shows("password: ••••••••");
});

test("a kind nobody wrote a record for shows its server's columns, live", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  screen.type(":certificates");
  await screen.shows("certificates");
  screen.press("enter");
  await screen.shows(/▸ Certificates .*live/);
  await screen.shows(/NAME ▴ .*READY/);
});

test("a kind that its server only lists is read every so often, and there is nothing to be tried again", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  screen.type(":pods.metrics.k8s.io");
  screen.press("enter");
  await screen.shows(/▸ PodMetrics.* listed every \d+ s/);
  await screen.shows(/ y yaml .* \? help/);
  expect(screen.text()).not.toContain("retry now");
  screen.press("R");
  await screen.shows("nothing is waiting to be tried again");
});

test("a kind that is misspelt is the nearest one", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  screen.type(":deploymnets");
  await screen.shows(/ deployments +deploy +apps/);
  screen.press("enter");
  await screen.shows(/▸ Deployments .*live/);
});

test("a place as it is written on the command line is gone to, a table as well as logs", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  screen.type(":demo-prod/ledger/deployments?sort=-age");
  await screen.shows("as on the command line");
  screen.press("enter");
  await screen.shows(/▸ ledger ▸ Deployments .*live/);
  await screen.shows("AGE ▾");
  screen.type(":demo-prod/payments/deployments/payments/api?view=logs");
  screen.press("enter");
  await screen.shows(/▸ payments ▸ Deployments ▸ api ▸ Logs/);
  screen.press("esc");
  await screen.shows(/▸ ledger ▸ Deployments .*live/);
});

test("sorting by a column puts the largest first when it is asked for twice", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  screen.press("A");
  await screen.shows("AGE ▴");
  screen.press("A");
  await screen.shows("AGE ▾");
});

test("what an object owns is found, whatever kind it is", async () => {
  const owner = cluster.objects.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "aaa-owner", namespace: "payments" },
  });
  const ownerReferences = [
    { apiVersion: "v1", kind: "ConfigMap", name: "aaa-owner", uid: owner.metadata.uid ?? "" },
  ];
  const metadata = { name: "aaa-child", namespace: "payments", ownerReferences };
  cluster.objects.create({ apiVersion: "v1", kind: "Secret", metadata });
  const { screen } = periplus;
  screen.type(":configmaps");
  screen.press("enter");
  await screen.shows("aaa-owner");
  screen.press("t");
  await screen.shows(/secrets +1 secret +aaa-child/);
  screen.press("enter");
  await screen.shows(/aaa-owner ▸ Secrets +1 +live/);
});
