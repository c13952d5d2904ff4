import { afterEach, beforeEach, expect, test } from "vitest";
import { shippedTheme } from "../../src/config/open.ts";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { openPeriplus, type Periplus } from "../support/periplus.ts";

let cluster: DemoCluster;
let periplus: Periplus;

const create = (apiVersion: string, kind: string, name: string, more: object = {}, metadata: object = {}) =>
  cluster.objects.create({
    apiVersion,
    kind,
    metadata: { name, namespace: "default", ...metadata },
    ...more,
  });

beforeEach(async () => {
  cluster = await startDemo({ world: "empty" });
});

afterEach(async () => {
  await periplus[Symbol.asyncDispose]();
  await cluster.close();
});

async function openAt(place: string, columns = 120): Promise<Periplus["screen"]> {
  const context = { name: "quiet", cluster, token: "demo-admin", namespace: "default" };
  periplus = await openPeriplus({ contexts: [context], request: { place }, columns });
  await periplus.screen.shows("live");
  return periplus.screen;
}

const podTemplate = { spec: { containers: [{ name: "app", image: "nginx" }], restartPolicy: "Never" } };

test("what belongs to an object is counted alone, and none of it is said to be none of it", async () => {
  const jobTemplate = { spec: { template: podTemplate } };
  create("batch/v1", "CronJob", "nightly", { spec: { schedule: "0 0 1 1 *", suspend: true, jobTemplate } });
  create("batch/v1", "Job", "by-hand", { spec: { suspend: true, template: podTemplate } });
  const screen = await openAt("cronjobs");
  await screen.shows("nightly");
  screen.press("enter");
  await screen.shows(/nightly ▸ Jobs +0 +live/);
  await screen.shows(/No jobs of nightly\. +esc goes back/);
});

test("with a filter and only what is broken, both are named where nothing is left", async () => {
  create("v1", "ResourceQuota", "settings", { spec: { hard: { pods: "10" } } });
  const screen = await openAt("resourcequotas");
  screen.type("/sett");
  screen.press("enter");
  await screen.shows(/^ \/sett/m);
  screen.type("b");
  await screen.shows('No resourcequotas in default match "sett" and are broken.');
  expect(screen.text()).toContain("1 resourcequota without the filter.");
});

test("the column one sorts by is on the screen, however narrow it is, and the header says that there are more", async () => {
  create("v1", "Pod", "a-pod-with-a-name-as-long-as-they-are", { spec: podTemplate.spec });
  const screen = await openAt("pods", 60);
  await screen.shows(/NAME ▴ .*›$/m);
  expect(screen.text()).not.toContain("NODE");
  screen.type("O");
  await screen.shows("NODE ▴");
});

test("the restarts one presses a key for are the most", async () => {
  const screen = await openAt("pods");
  screen.type("T");
  await screen.shows("RESTARTS ▾");
  screen.type("T");
  await screen.shows("RESTARTS ▴");
});

test.each([
  ["app=web", "-l app=web"],
  ["api|web", "/api|web/"],
])("for the filter %s, which finds nothing, %s is offered", async (typed, offered) => {
  create("v1", "ConfigMap", "settings");
  const screen = await openAt("configmaps");
  screen.type(`/${typed}`);
  await screen.shows(`did you mean ${offered}`);
});

test("a list that goes on below says which part of it is shown", async () => {
  const screen = await openAt("configmaps");
  screen.type(":");
  await screen.shows(/┌ : .* 1-2\d of \d+ ┐/);
});

/** The background of what a filter or a search found. */
const found = shippedTheme("dark")?.tokens.match.color;

/** The texts on the screen that are marked as found, line by line. */
function markedOn(screen: Periplus["screen"]): string[] {
  return screen.lines().flatMap((line, row) => {
    const cells = Array.from({ length: line.length }, (_, column) => screen.cell(column, row));
    const marked = cells
      .filter((cell) => cell.width > 0 && cell.background === found)
      .map(({ text }) => text);
    return marked.length === 0 ? [] : [marked.join("")];
  });
}

test("what an expression finds is marked like what a word finds, and no character by half", async () => {
  create("v1", "ConfigMap", "api-7d9c", { data: { greeting: "世界 z\u0335ulu" } });
  create("v1", "ConfigMap", "ledger");
  const screen = await openAt("configmaps");
  await screen.shows("ledger");
  screen.type("/7d");
  await screen.hides("ledger");
  await periplus.drawn();
  expect(markedOn(screen)).toEqual(["7d"]);
  screen.press("ctrl-u");
  screen.type("/^a.i-\\d/");
  await screen.hides("ledger");
  await periplus.drawn();
  expect(markedOn(screen)).toEqual(["api-7"]);
  screen.press("enter", "y");
  await screen.shows("greeting");
  for (const [search, marked] of [
    ["界 z", "界 z\u0335"],
    ["greeting: 世", "greeting: 世"],
  ] as const) {
    screen.press("/", "ctrl-u");
    screen.type(search);
    screen.press("enter");
    await screen.shows(`"${search}" 1 of 1`);
    await periplus.drawn();
    expect(markedOn(screen)).toEqual([marked]);
  }
});
