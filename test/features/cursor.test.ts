import { afterEach, beforeEach, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { openPeriplus, type Periplus } from "../support/periplus.ts";

let cluster: DemoCluster;
let periplus: Periplus;

function createConfigMap(name: string): void {
  cluster.objects.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" } });
}

beforeEach(async () => {
  cluster = await startDemo({ world: "empty" });
  for (const name of ["config-b", "config-d", "config-f", "the-last"]) createConfigMap(name);
  const context = { name: "quiet", cluster, token: "demo-admin", namespace: "default" };
  periplus = await openPeriplus({ contexts: [context], request: { place: "configmaps" } });
  await periplus.screen.shows("the-last");
});

afterEach(async () => {
  await periplus[Symbol.asyncDispose]();
  await cluster.close();
});

const cursorOn = (name: string) => periplus.screen.shows(new RegExp(`^▌.? *${name} `, "m"));

test("the cursor stays on its object while others come before it and go", async () => {
  const { screen } = periplus;
  screen.press("G");
  await cursorOn("the-last");
  screen.press("k", "k");
  await cursorOn("config-f");
  createConfigMap("config-a");
  await screen.shows("config-a");
  await cursorOn("config-f");
  cluster.objects.remove("configmaps", "default/config-b");
  await screen.hides("config-b");
  await cursorOn("config-f");
});

test("when the object under the cursor goes, the cursor stays at its height", async () => {
  const { screen } = periplus;
  screen.press("j");
  await cursorOn("config-d");
  cluster.objects.remove("configmaps", "default/config-d");
  await cursorOn("config-f");
});

test("marks belong to objects and survive sorting", async () => {
  const { screen } = periplus;
  screen.press("space");
  await screen.shows("1 ◆");
  screen.press("i");
  await screen.shows("NAME ▾");
  await screen.shows(/^◆.? *config-b/m);
  screen.press("u");
  await screen.hides("◆");
});

test("marks are there again after a look at one object", async () => {
  const { screen } = periplus;
  screen.press("space", "space");
  await screen.shows("2 ◆");
  screen.press("y");
  await screen.shows("kind: ConfigMap");
  screen.press("esc");
  await screen.shows("2 ◆");
  await screen.shows(/^◆.? *config-b/m);
  await cursorOn("config-f");
  screen.press("u");
  await screen.hides("◆");
  screen.press("y");
  await screen.shows("kind: ConfigMap");
  screen.press("esc");
  await cursorOn("config-f");
  expect(screen.text()).not.toContain("◆");
});

test("the first and the last row are one key away", async () => {
  const { screen } = periplus;
  screen.press("G");
  await cursorOn("the-last");
  screen.press("g");
  await screen.shows(/^ g … .* {2}g To the first line/m);
  screen.press("g");
  await cursorOn("config-b");
  expect(screen.text()).toContain("5   live");
});
