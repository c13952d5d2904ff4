import { afterEach, beforeEach, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { openPeriplus, type Periplus } from "../support/periplus.ts";

let cluster: DemoCluster;
let periplus: Periplus | undefined;

function createPods(namespace: string, names: readonly string[], status: object = {}): void {
  for (const name of names)
    cluster.objects.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace },
      spec: { containers: [{ name: "app", image: "nginx" }] },
      status,
    });
}

beforeEach(async () => {
  cluster = await startDemo({ world: "empty" });
  for (const name of ["billing", "shop"])
    cluster.objects.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  createPods("billing", ["only"]);
  createPods(
    "shop",
    Array.from({ length: 12 }, (_, at) => `web-${at}`),
  );
  createPods("shop", ["broken"], { phase: "Failed", reason: "Evicted" });
});

afterEach(async () => {
  await periplus?.[Symbol.asyncDispose]();
  await cluster.close();
});

async function openNamespaces(place: string, columns = 80): Promise<Periplus["screen"]> {
  const context = { name: "quiet", cluster, token: "demo-admin", namespace: "shop" };
  periplus = await openPeriplus({ contexts: [context], columns, rows: 24, request: { place } });
  await periplus.screen.shows("live");
  periplus.screen.press("ctrl-n");
  await periplus.screen.shows("┌ namespaces");
  await periplus.screen.shows(/\[ \] billing/);
  return periplus.screen;
}

test("the list of namespaces says what is in them, numbers below each other", async () => {
  const screen = await openNamespaces("quiet/*/pods");
  await screen.shows(/\[ \] all namespaces +1 ✖ {2}48 pods /);
  await screen.shows(/\[ \] billing {16}1 pod {2}/);
  await screen.shows(/\[ \] shop +1 ✖ {2}13 pods /);
});

test("what the table hides is counted too, and that is said", async () => {
  const screen = await openNamespaces("quiet/*/pods?problems=");
  await screen.shows("all pods are counted, whatever the filter hides");
  await screen.shows(/shop +1 ✖ {2}13 pods /);
  await screen.shows(/billing {16}1 pod {2}/);
});

test("only namespaces that are shown are counted", async () => {
  const screen = await openNamespaces("quiet/shop/pods");
  await screen.shows(/\[ \] shop +1 ✖ {2}13 pods /);
  await screen.shows(/\[ \] billing +│$/m);
  await screen.shows(/\[ \] all namespaces +│$/m);
});

test("nodes are in no namespace, and none is said to have any", async () => {
  const screen = await openNamespaces("quiet/*/nodes");
  await screen.shows("all namespaces");
  expect(screen.text()).not.toContain("0 nodes");
});

test("where there is no room for a number it leaves as a whole", async () => {
  const screen = await openNamespaces("quiet/*/pods", 32);
  await screen.shows(/all namespaces +1 ✖ +│\n/);
});

test("where there is no room for all keys, the way out stays", async () => {
  const screen = await openNamespaces("quiet/*/pods", 32);
  await screen.shows(/└ +space mark +esc close +─+┘/);
});

test("all namespaces lead back to those one came from", async () => {
  const context = { name: "quiet", cluster, token: "demo-admin", namespace: "shop" };
  periplus = await openPeriplus({ contexts: [context], request: { place: "billing/pods" } });
  const { screen } = periplus;
  await screen.shows(/▸ billing ▸ Pods .*live/);
  screen.type(":secrets *");
  screen.press("enter");
  await screen.shows(/▸ all namespaces ▸ Secrets .*live/);
  screen.press("0");
  await screen.shows(/▸ billing ▸ Secrets/);
});

test("all namespaces that one came in with lead to the context's own", async () => {
  const context = { name: "quiet", cluster, token: "demo-admin", namespace: "shop" };
  periplus = await openPeriplus({ contexts: [context], request: { place: "*/pods" } });
  const { screen } = periplus;
  await screen.shows(/▸ all namespaces ▸ Pods .*live/);
  screen.press("0");
  await screen.shows(/▸ shop ▸ Pods/);
});

test("where no namespace is near the one that is missing, some of those there are are named", async () => {
  const context = { name: "quiet", cluster, token: "demo-admin", namespace: "nothing-like-it" };
  periplus = await openPeriplus({ contexts: [context] });
  const { screen } = periplus;
  await screen.shows("quiet has no namespace nothing-like-it.");
  await screen.shows(/there are billing, default, \S+, and \d+ more: ctrl-n lists them/);
});

test("one more namespace is one mark", async () => {
  const screen = await openNamespaces("quiet/shop/pods");
  screen.press("up", "space");
  await screen.shows(/\[x\] shop/);
  screen.press("enter");
  await screen.shows(/▸ \S+, shop ▸ Pods/);
});
