import { expect, onTestFinished, test } from "vitest";
import { startDemo, statusFault, tooManyRequestsFault } from "../../src/demo/index.ts";
import { openLogStory } from "../support/log-story.ts";
import { openPeriplus } from "../support/periplus.ts";

const logOf = (pod: string) => ({ path: `/api/v1/namespaces/${pod.replace("/", "/pods/")}/log` });

test("where one log may not be read the others are, and it is said which and why", async () => {
  await using story = await openLogStory({
    place: "deployments?filter=mailer",
    before: [["secret"], ["open"]],
  });
  const { screen, pods, cluster, label } = story;
  cluster.faults.add(logOf(pods[0] ?? ""), statusFault(403, "Forbidden", 'pods "x" is forbidden: no right'));
  await screen.shows(/mailer .* 2 +2 /);
  screen.press("l");
  await screen.shows(/▏\S+ +open/);
  await screen.shows("1 of 2 streaming");
  await screen.shows(new RegExp(`── ${label(0)} \\S+ .*forbidden`));
  screen.press("P");
  await screen.shows(/refused: .*forbidden/);
  screen.press("esc");
  cluster.faults.clear();
  screen.press("R");
  await screen.shows("secret");
  await screen.shows("2 of 2 streaming");
});

test("the list of sources says why one cannot be read in as much room as the screen has", async () => {
  const why = `dial tcp 10.20.0.12:10250: i/o timeout, after ${"a while and ".repeat(4)}no answer`;
  await using story = await openLogStory({ place: "deployments?filter=mailer", columns: 170 });
  const { screen, pods, cluster } = story;
  cluster.faults.add(logOf(pods[0] ?? ""), statusFault(502, "BadGateway", why));
  await screen.shows(/mailer .* 2 +2 /);
  screen.press("l");
  await screen.shows("1 of 2 streaming");
  screen.press("P");
  await screen.shows(/lost, trying again: .*after a while .*no answer +0/);
});

test("a pod that is replaced is read to its end, and the one that replaces it from its beginning", async () => {
  await using story = await openLogStory({ before: [["before"], ["stays"]] });
  const { screen, pods, cluster } = story;
  await screen.shows("before");
  cluster.objects.remove("pods", pods[0] ?? "");
  await screen.shows(/── \S+ the pod is gone ──/);
  await screen.shows("2 of 2 streaming");
  await screen.shows(/▏(?!\S+ +(before|stays))\S+ +\S/);
});

test("a log that was rotated while it was not read says that lines may be missing", async () => {
  await using story = await openLogStory({ before: [["before"]] });
  const { screen, log, pods, cluster } = story;
  await screen.shows("before");
  const away = cluster.faults.add(logOf(pods[0] ?? ""), { do: "drop" });
  log(0).cut("reset");
  await expect.poll(() => away.hits, { timeout: 10_000 }).toBeGreaterThan(0);
  log(0).write("lost").rotate().write("after");
  away.remove();
  await screen.shows("lines may be missing here");
  await screen.shows("after");
  expect(screen.text()).not.toContain("lost  ");
});

test("a node that does not answer is said once, and when it is back nothing is missing", async () => {
  await using story = await openLogStory({ before: [["before"]] });
  const { screen, log, pods, cluster } = story;
  await screen.shows("before");
  const away = cluster.faults.add(
    logOf(pods[0] ?? ""),
    statusFault(502, "BadGateway", "dial tcp 10.1.2.3:10250: no route"),
  );
  log(0).cut("end");
  await screen.shows(/── .*no route/);
  log(0).write("meanwhile");
  away.remove();
  await screen.shows("meanwhile");
  await screen.shows(/reading again after \d+ s; nothing is missing/);
  expect(screen.text().match(/no route/g)).toHaveLength(1);
});

test.each([
  ["has too many requests, and says when to ask again,", tooManyRequestsFault(1), /── .*too many requests/i],
  [
    "says that the log is gone",
    statusFault(410, "Gone", "the log is not kept any more"),
    /── .*not kept any more/,
  ],
])("a server that %s is asked again, and nothing is missing", async (_, fault, words) => {
  await using story = await openLogStory({ before: [["before"], ["of the other"]] });
  const { screen, log, pods, cluster } = story;
  await screen.shows("before");
  const refusal = cluster.faults.add(logOf(pods[0] ?? ""), fault);
  log(0).cut("end");
  await screen.shows(words);
  await screen.shows("1 of 2 streaming");
  log(0).write("meanwhile");
  log(1).write("goes on");
  await screen.shows("goes on");
  refusal.remove();
  await screen.shows("meanwhile");
  await screen.shows(/reading again after \d+ s; nothing is missing/);
  await screen.shows("2 of 2 streaming");
  expect(screen.text().match(/▏\S+ +before/g)).toHaveLength(1);
});

test("what is said at length keeps its time, and can be read to its end", async () => {
  await using story = await openLogStory({ before: [["before"]] });
  const { screen, log, pods, cluster } = story;
  await screen.shows("before");
  const words = `the proxy says ${"at length ".repeat(12)}no`;
  cluster.faults.add(logOf(pods[0] ?? ""), statusFault(502, "BadGateway", words));
  log(0).cut("end");
  await screen.shows(/▌── .*the proxy says at length .*… \d\d:\d\d:\d\d ──/);
  screen.press("enter");
  await screen.shows(/^▌ .*at length no/m);
  screen.press("enter");
  await screen.hides("at length no");
});

test("a container that waits says what for", async () => {
  await using story = await openLogStory({ place: "pods?view=logs&filter=refunds" });
  const { screen } = story;
  await screen.shows(/[1-9] of \d streaming/);
  screen.type("/waiting");
  screen.press("enter");
  await screen.shows(/── .* waiting: \S+/);
});

test("pods that may not be listed are said to be so, in place of their logs", async () => {
  const cluster = await startDemo();
  onTestFinished(() => cluster.close());
  const context = { name: "viewer", cluster, token: "demo-viewer", namespace: "kube-system" };
  await using periplus = await openPeriplus({
    contexts: [context],
    request: { place: "pods?view=logs" },
  });
  await periplus.screen.shows(/pods is forbidden/);
  await periplus.screen.shows("nothing to read");
});

test("a namespace that there is not is named beside the logs of another, with what could be meant", async () => {
  await using story = await openLogStory({
    place: "pods?view=logs&filter=mailer",
    request: { namespaces: ["payments", "paymets"] },
    before: [["here"]],
  });
  await story.screen.shows("here");
  await story.screen.shows(/has no namespace paymets\. did you mean payments/);
});

test("where pods of some namespaces may be listed their logs are read, and it is said what is not", async () => {
  const cluster = await startDemo();
  onTestFinished(() => cluster.close());
  const context = { name: "viewer", cluster, token: "demo-viewer", namespace: "payments" };
  await using periplus = await openPeriplus({
    contexts: [context],
    request: { place: "pods?view=logs", namespaces: ["payments", "kube-system"] },
  });
  await periplus.screen.shows(/[1-9]\d* of \d+ streaming/);
  await periplus.screen.shows("you may not list pods in kube-system");
});
