import { afterEach, beforeEach, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import type { FakeTerminal } from "../support/fake-terminal.ts";
import { openPeriplus, type Periplus } from "../support/periplus.ts";

let cluster: DemoCluster;
let periplus: Periplus | undefined;

beforeEach(async () => {
  cluster = await startDemo({ world: "empty" });
  for (const name of ["aaa", "bbb"])
    cluster.objects.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "default" },
      data: { color: "green", shape: "round" },
    });
});

afterEach(async () => {
  await periplus?.[Symbol.asyncDispose]();
  await cluster.close();
});

async function open(place: string): Promise<FakeTerminal> {
  const context = { name: "quiet", cluster, token: "demo-admin", namespace: "default" };
  periplus = await openPeriplus({ contexts: [context], request: { place } });
  return periplus.screen;
}

async function openYaml(): Promise<FakeTerminal> {
  const screen = await open("configmaps");
  await screen.shows("aaa");
  screen.press("y");
  await screen.shows("shape: round");
  return screen;
}

test("what was said last makes room for what a search found", async () => {
  const screen = await openYaml();
  screen.press("c");
  await screen.shows("copied aaa as YAML");
  screen.type("/round");
  await screen.shows("search round");
  screen.press("enter");
  await periplus?.drawn();
  expect(screen.text()).toContain('"round" 1 of 1');
});

test("a line that is typed stands alone, not beside what was said before", async () => {
  const screen = await openYaml();
  screen.press("m");
  await screen.shows("nobody manages fields of this object");
  screen.type("/no");
  await screen.shows("search no");
  expect(screen.text()).not.toContain("nobody");
});

test("what was said of one place is not said of the next", async () => {
  const screen = await openYaml();
  screen.press("x");
  await screen.shows("nothing is masked here");
  screen.press("esc");
  await screen.shows("NAME");
  expect(screen.text()).not.toContain("nothing is masked here");
});

test("who only moves may go on reading what was said", async () => {
  const screen = await openYaml();
  screen.press("c");
  await screen.shows("copied aaa as YAML");
  screen.press("j");
  await screen.shows(/^▌ +kind: ConfigMap/m);
  expect(screen.text()).toContain("copied aaa as YAML");
});

test("what cannot be done is said only as long as it cannot", async () => {
  const screen = await open("pods");
  await screen.shows("No pods in default.");
  screen.press("y");
  await screen.shows("no object is selected");
  cluster.objects.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "default" },
    spec: { containers: [{ name: "app", image: "nginx" }] },
  });
  await screen.shows(/web .*/);
  expect(screen.text()).not.toContain("no object is selected");
});

test("keys known from k9s say what is not there yet, and help does not list them", async () => {
  const screen = await open("configmaps");
  await screen.shows("aaa");
  screen.press("d");
  await screen.shows("describe is not there yet; y shows the object as YAML");
  screen.press("s");
  await screen.shows("a shell is not there yet; kubectl exec opens one");
  screen.press("?");
  await screen.shows("┌ help");
  screen.type("not there yet");
  await screen.shows('no command matches "not there yet"');
});
