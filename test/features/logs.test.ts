import { describe, expect, onTestFinished, test } from "vitest";
import { startDemo, statusFault } from "../../src/demo/index.ts";
import { openLogStory } from "../support/log-story.ts";

describe("l on a deployment", () => {
  test("shows the logs of its pods as one, in order of time, and goes on with them", async () => {
    await using story = await openLogStory({
      place: "deployments?filter=mailer",
      before: [["the first line"]],
    });
    const { screen, log, label } = story;
    await screen.shows(/mailer .* 2 +2 /);
    screen.press("l");
    await screen.shows("▸ payments ▸ Deployments ▸ mailer ▸ Logs");
    await screen.shows("2 of 2 streaming");
    await screen.shows("the first line");
    log(1).write("the second line");
    await screen.shows(new RegExp(`▏${label(1)} +the second line`));
    expect(screen.text()).toMatch(/the first line.*the second line/s);
  });

  test("can be left and come back to: it goes on meanwhile, and is where it was", async () => {
    await using story = await openLogStory({
      place: "deployments?filter=mailer",
      before: [Array.from({ length: 60 }, (_, line) => `line ${line}.`)],
    });
    const { screen, log } = story;
    await screen.shows(/mailer .* 2 +2 /);
    screen.press("l");
    await screen.shows("line 59.");
    screen.press("g", "g");
    await screen.shows(/▌.*line 0\./);
    screen.press("esc");
    await screen.shows("UP-TO-DATE");
    log(0).write("meanwhile");
    screen.press("]");
    await screen.shows("paused, 1 new");
    await screen.shows(/▌.*line 0\./);
    screen.press("esc");
    await screen.shows("UP-TO-DATE");
    screen.press("l");
    await screen.shows(/▌.*line 0\./);
    screen.press("G");
    await screen.shows("meanwhile");
  });
});

test("scrolling up stops the lines and counts those that come, and G goes on", async () => {
  await using story = await openLogStory({
    before: [Array.from({ length: 60 }, (_, line) => `line ${line}.`)],
  });
  const { screen, log } = story;
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
  await using story = await openLogStory({
    place: "pods?filter=mailer",
    before: [["of one"], ["of the other"]],
  });
  const { screen } = story;
  await screen.shows(/mailer-.*\n.*mailer-/);
  screen.press("space", "space", "l");
  await screen.shows("Pods ▸ 2 marked ▸ Logs");
  await screen.shows(/of one.*of the other/s);
});

test("c reads one container of several, and esc there leads back to the table", async () => {
  await using story = await openLogStory({ place: "deployments?filter=api" });
  const { screen } = story;
  await screen.shows(/▌ *api /);
  screen.press("c");
  await screen.shows("┌ container");
  screen.press("esc");
  await screen.shows(/▌ *api /);
  await screen.hides("┌ container");
  screen.press("c");
  await screen.shows("┌ container");
  screen.type("proxy");
  screen.press("enter");
  await screen.shows("Logs of proxy");
  screen.press("esc");
  await screen.shows(/▌ *api /);
  expect(screen.text()).not.toContain("Logs");
  screen.press("]");
  await screen.shows("Logs of proxy");
});

test.each(["deployments", "pods"])("where %s have one container, c reads it at once", async (resource) => {
  await using story = await openLogStory({ place: `${resource}?filter=mailer`, before: [["something"]] });
  const { screen } = story;
  await screen.shows(/▌ *mailer/);
  screen.press("c");
  await screen.shows("something");
  expect(screen.text()).not.toContain("┌ container");
});

test("L reads all that the table shows, as its filter has it", async () => {
  await using story = await openLogStory({
    place: "pods?filter=mailer",
    before: [["of one"], ["of the other"]],
  });
  const { screen } = story;
  await screen.shows(/mailer-.*\n.*mailer-/);
  screen.press("L");
  await screen.shows("Pods ▸ /mailer ▸ Logs");
  await screen.shows("2 of 2 streaming");
  await screen.shows(/of one.*of the other/s);
});

test("a place of logs can be asked for on the command line", async () => {
  await using story = await openLogStory({ before: [[], ["found"]] });
  await story.screen.shows("mailer ▸ Logs");
  await story.screen.shows("found");
});

test.each([
  ["nodes", "Nodes"],
  ["namespaces?filter=name:payments", "Namespaces"],
  ["services?filter=name:api", "Services"],
  ["cronjobs", "CronJobs"],
  ["ledger/statefulsets", "StatefulSets"],
])("l on one of the %s reads the pods behind it", async (place, title) => {
  await using story = await openLogStory({ place });
  const { screen } = story;
  await screen.shows(/^▌/m);
  screen.press("l");
  await screen.shows(new RegExp(`${title} ▸ \\S+ ▸ Logs`));
  await screen.shows(/[1-9]\d* of [1-9]\d* streaming|exited 0/);
});

test("where a kind has no pods, l says so", async () => {
  await using story = await openLogStory({ place: "configmaps" });
  await story.screen.shows("kube-root-ca.crt");
  story.screen.press("l");
  await story.screen.shows("no pods belong to configmaps");
});

test("a container that ends and starts again is parted from itself, with the reason", async () => {
  await using story = await openLogStory({ before: [["last words"]] });
  const { screen, log, label } = story;
  await screen.shows("last words");
  log(0).restart({ exitCode: 137, oomKilled: true });
  await screen.shows(new RegExp(`── ${label(0)} \\S+ exited 137 \\(OOMKilled\\) ──`));
  await screen.shows(/started again, restart 1 ──/);
});

test("a lost connection is said, and nothing is missing when it is back", async () => {
  await using story = await openLogStory({ before: [["before"]] });
  const { screen, log } = story;
  await screen.shows("before");
  log(0).cut("reset");
  log(0).write("after");
  await screen.shows(/before.*after/s);
  expect(screen.text().match(/before/g)).toHaveLength(1);
});

test("the logs of two contexts are one stream", async () => {
  const other = await startDemo({ name: "demo-two" });
  onTestFinished(() => other.close());
  await using story = await openLogStory({ others: [other], before: [["here"]] });
  const { screen } = story;
  await screen.shows("here");
  screen.press("X");
  await screen.shows("demo-two");
  screen.press("space", "enter");
  await screen.shows("Logs, also on demo-two");
  await screen.shows("4 of 4 streaming");
  await screen.shows(/▏demo-prod\/\w+ +here/);
  await screen.shows(/▏demo-two\//);
});

test("of two contexts the one whose pods may not be listed is named, and the other is read", async () => {
  const other = await startDemo({ name: "demo-two" });
  onTestFinished(() => other.close());
  other.faults.add({ path: /\/pods$/ }, statusFault(403, "Forbidden", "no pods for you"));
  await using story = await openLogStory({ others: [other], before: [["here"]] });
  const { screen } = story;
  await screen.shows("here");
  screen.press("X");
  await screen.shows("demo-two");
  screen.press("space", "enter");
  await screen.shows("demo-two: you may not list pods");
  await screen.shows("here");
});
