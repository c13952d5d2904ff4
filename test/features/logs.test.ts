import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { adminContexts, openPeriplus, type Periplus } from "../support/periplus.ts";

let cluster: DemoCluster;
let periplus: Periplus;
/** The pods of the deployment mailer, silent but for what a test writes. */
let mailers: readonly string[];

beforeEach(async () => {
  cluster = await startDemo();
  const labelSelector = "app.kubernetes.io/name=mailer";
  const pods = cluster.objects.list("pods", { namespace: "payments", labelSelector });
  mailers = pods.map(({ metadata }) => `payments/${metadata.name}`).sort();
  for (const pod of mailers) cluster.logs.of(pod).silence();
});

afterEach(async () => {
  await periplus[Symbol.asyncDispose]();
  await cluster.close();
});

const shortName = (pod: string) => pod.slice(-5);
const log = (at: number) => cluster.logs.of(mailers[at] ?? "");

async function openLogs(place = "deployments?filter=mailer"): Promise<void> {
  periplus = await openPeriplus({ contexts: adminContexts(cluster), request: { place } });
  await periplus.screen.shows(/mailer .* 2 +2 /);
  periplus.screen.press("l");
  await periplus.screen.shows("2 of 2 streaming");
}

describe("l on a deployment", () => {
  test("shows the logs of its pods as one, in order of time, and goes on with them", async () => {
    log(0).write("the first line");
    await openLogs();
    const { screen } = periplus;
    await screen.shows("▸ payments ▸ Deployments ▸ mailer ▸ Logs");
    await screen.shows("the first line");
    log(1).write("the second line");
    await screen.shows(new RegExp(`▏${shortName(mailers[1] ?? "")} +the second line`));
    expect(screen.text()).toMatch(/the first line.*the second line/s);
  });

  test("can be left and come back to, and what came meanwhile is there", async () => {
    log(0).write("before");
    await openLogs();
    const { screen } = periplus;
    await screen.shows("before");
    screen.press("esc");
    await screen.shows("UP-TO-DATE");
    log(0).write("meanwhile");
    screen.press("]");
    await screen.shows(/before.*meanwhile/s);
  });
});

test("scrolling up stops the lines and counts those that come, and G goes on", async () => {
  log(0).write(...Array.from({ length: 60 }, (_, line) => `line ${line}.`));
  await openLogs();
  const { screen } = periplus;
  await screen.shows("line 59.");
  screen.press("k");
  await screen.shows("paused");
  log(0).write("one more");
  await screen.shows("paused, 1 new");
  expect(screen.text()).not.toContain("one more");
  screen.press("G");
  await screen.shows("one more");
  await screen.shows("following");
});

test("marked pods are read together", async () => {
  log(0).write("of one");
  log(1).write("of the other");
  periplus = await openPeriplus({
    contexts: adminContexts(cluster),
    request: { place: "pods?filter=mailer" },
  });
  const { screen } = periplus;
  await screen.shows(/mailer-.*\n.*mailer-/);
  screen.press("space", "space", "l");
  await screen.shows("Pods ▸ 2 marked ▸ Logs");
  await screen.shows(/of one.*of the other/s);
});

test("a place of logs can be asked for on the command line", async () => {
  log(1).write("found");
  periplus = await openPeriplus({
    contexts: adminContexts(cluster),
    request: { place: "deployments/mailer?view=logs" },
  });
  await periplus.screen.shows("mailer ▸ Logs");
  await periplus.screen.shows("found");
});

test("where a kind has no pods, l says so", async () => {
  periplus = await openPeriplus({ contexts: adminContexts(cluster), request: { place: "configmaps" } });
  await periplus.screen.shows("kube-root-ca.crt");
  periplus.screen.press("l");
  await periplus.screen.shows("no pods belong to configmaps");
});
