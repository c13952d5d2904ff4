import { afterEach, beforeEach, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { openPeriplus, type Periplus } from "../support/periplus.ts";
import { deployment } from "../support/workload-objects.ts";

let cluster: DemoCluster;
let periplus: Periplus;

const metadata = { name: "aaa", namespace: "default" };

beforeEach(async () => {
  cluster = await startDemo({ world: "empty" });
  cluster.objects.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata,
    data: { color: "green", shape: "round" },
  });
  const context = { name: "quiet", cluster, token: "demo-admin", namespace: "default" };
  periplus = await openPeriplus({ contexts: [context], request: { place: "configmaps" } });
  await periplus.screen.shows("aaa");
  periplus.screen.press("y");
  await periplus.screen.shows("shape: round");
});

afterEach(async () => {
  await periplus[Symbol.asyncDispose]();
  await cluster.close();
});

async function foldData(): Promise<void> {
  periplus.screen.press("G", "z");
  await periplus.screen.shows(/▸ data: \{2\}/);
}

test("what is folded stays folded when the object changes above it", async () => {
  const { screen } = periplus;
  await foldData();
  cluster.objects.patch("configmaps", "default/aaa", { metadata: { labels: { team: "payments" } } });
  await screen.shows("team: payments");
  await screen.shows(/▸ data: \{2\}/);
});

test("a search finds what is folded away, and unfolds it", async () => {
  const { screen } = periplus;
  await foldData();
  screen.press("g", "g");
  screen.type("/round");
  await screen.shows(/^▌ +shape: round/m);
  screen.press("enter");
  await screen.shows('"round" 1 of 1');
});

test("esc in a search brings back where one was, and folds what was unfolded for it", async () => {
  const { screen } = periplus;
  await foldData();
  screen.press("g", "g", "j");
  await screen.shows(/^▌ *kind: ConfigMap/m);
  screen.type("/round");
  await screen.shows(/^▌ +shape: round/m);
  screen.press("esc");
  await screen.shows(/^▌ *kind: ConfigMap/m);
  await screen.shows(/▸ data: \{2\}/);
});

test("a search begins with an empty line, which stands for the last one", async () => {
  const { screen } = periplus;
  screen.type("/a");
  screen.press("enter");
  await screen.shows(/"a" \d of \d/);
  screen.type("/round");
  screen.press("enter");
  await screen.shows('"round" 1 of 1');
  screen.type("/nothing-of-it");
  screen.press("esc");
  await screen.shows('"round" 1 of 1');
  screen.press("g", "g");
  await screen.shows('"round" - of 1');
  screen.type("/");
  screen.press("enter");
  await screen.shows('"round" 1 of 1');
});

test("a key that does nothing here says why", async () => {
  const { screen } = periplus;
  screen.press("x");
  await screen.shows("nothing is masked here");
  screen.press("n");
  await screen.shows("nothing is searched for yet");
  screen.press("m");
  await screen.shows("nobody manages fields of this object");
  expect(screen.text()).toContain("shape: round");
});

test("a line that is longer than the screen is read sideways", async () => {
  const { screen } = periplus;
  cluster.objects.patch("configmaps", "default/aaa", { data: { long: `${"x".repeat(120)}the-end` } });
  await screen.shows("long: xxx");
  expect(screen.text()).not.toContain("the-end");
  screen.press("right");
  await screen.shows(/the-end$/m);
  screen.press("right", "right", "right");
  await periplus.drawn();
  expect(screen.text()).toMatch(/x{100}the-end$/m);
  screen.press("left");
  await screen.shows("kind: ConfigMap");
});

test("whole numbers stand as the server wrote them, however large", async () => {
  const { screen } = periplus;
  screen.press("esc");
  await screen.shows("NAME");
  const text = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata, serial: "N" });
  cluster.faults.add(
    { verb: "get", resource: "configmaps" },
    {
      do: "answer",
      status: 200,
      headers: { "content-type": "application/json" },
      body: text.replace('"N"', "9007199254740993"),
    },
  );
  screen.press("y");
  await screen.shows("serial: 9007199254740993");
});

test("an object is live only as long as its server is heard of", async () => {
  const { screen } = periplus;
  await screen.shows(/rv \d+ +live/);
  await cluster.stop();
  await screen.shows(/as of \d\d:\d\d:\d\d/);
  await screen.shows(/refused the connection.* retry now/);
});

test("from a pod's YAML its logs and its owner are a key away, as from its row", async () => {
  const { screen } = periplus;
  cluster.objects.create(deployment("web", { app: "web" }));
  screen.type(":pods");
  screen.press("enter");
  await screen.shows(/web-\S+ +1\/1/);
  screen.press("y");
  await screen.shows("kind: Pod");
  screen.press("l");
  await screen.shows(/▸ web-\S+ ▸ Logs/);
  screen.press("backspace");
  await screen.shows("kind: Pod");
  screen.press("o");
  await screen.shows(/▸ ReplicaSets/);
});
