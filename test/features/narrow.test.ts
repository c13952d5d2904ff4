import { afterEach, beforeEach, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { adminContexts, openPeriplus, type Periplus } from "../support/periplus.ts";

let cluster: DemoCluster;
let periplus: Periplus | undefined;

beforeEach(async () => {
  cluster = await startDemo();
});

afterEach(async () => {
  await periplus?.[Symbol.asyncDispose]();
  await cluster.close();
});

async function open(place: string, columns: number, rows: number): Promise<Periplus["screen"]> {
  periplus = await openPeriplus({ contexts: adminContexts(cluster), columns, rows, request: { place } });
  await periplus.screen.shows("live");
  return periplus.screen;
}

test("on 40 columns a pod still says how it is", async () => {
  const screen = await open("pods", 40, 30);
  await screen.shows(/✖ refunds-\S+ {2}CrashLoop…/);
  expect(screen.text()).not.toContain("NAME");
});

test("where wide columns find no room, that is said, and scrolling reaches them", async () => {
  const screen = await open("nodes", 60, 20);
  screen.press("w");
  await screen.shows(/^ 5 more columns to the right/m);
  screen.press("right");
  await screen.shows(/^‹ {2}NAME ▴ +ROLES/m);
  screen.press("right", "right", "right", "right", "right", "right");
  await screen.shows(/CONTAINER-RUNTIME +AGE$/m);
  await screen.hides("to the right");
  screen.press("w");
  await screen.shows(/STATUS +ROLES +VERSION/);
});

test("on 80 columns events of all namespaces still say what they happened to", async () => {
  const longest = "SuccessfulAttachVolume";
  cluster.objects.create({
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "attached", namespace: "payments" },
    involvedObject: { kind: "Pod", namespace: "payments", name: "refunds-65474b8858-pxhf7" },
    reason: longest,
    message: "AttachVolume.Attach succeeded for volume pvc-7f6e5d4c",
    type: "Normal",
    lastTimestamp: new Date().toISOString(),
  });
  const screen = await open("*/events", 80, 24);
  await screen.shows(/^ +LAST SEEN ▴ +REASON +OBJECT +MESSAGE/m);
  await screen.shows(/SuccessfulAttach\S*… +pod\/\S*…\S*pxhf7 +AttachVolume/);
});

test("a kind without wide columns says so", async () => {
  const screen = await open("configmaps", 80, 20);
  screen.press("w");
  await screen.shows(/^ configmaps have no more columns/m);
});

test("on 40 columns the trail still ends in what is shown", async () => {
  const screen = await open("events", 40, 20);
  await screen.shows(/^ demo-prod {2}▸ (… ▸ )?Events /);
  screen.press("y");
  await screen.shows(/^ demo-prod {2}▸ … ▸ (\S+ ▸ )?YAML /);
});

test("where the server is gone the key to try again has its room", async () => {
  const screen = await open("pods", 80, 24);
  await cluster.stop();
  await screen.shows(/^ 127\.0\.0\.1:\d+ refused the connection, trying again/m);
  await screen.shows(/ {2}R retry now .* {2}\? help/);
});

test("where nothing was ever shown the hints lead elsewhere", async () => {
  await cluster.stop();
  periplus = await openPeriplus({ contexts: adminContexts(cluster), columns: 100, rows: 24 });
  await periplus.screen.shows(
    /R retry now {2}ctrl-x contexts {2}ctrl-n namespaces {2}: go to {2}q quit {2}\? help/,
  );
});

test("before a server has answered nothing is said of how many there are", async () => {
  await cluster.stop();
  const request = { place: "pods" };
  periplus = await openPeriplus({ contexts: adminContexts(cluster), columns: 80, rows: 24, request });
  await periplus.screen.shows(/^ demo-prod +▸ payments ▸ Pods {5,}(connecting|not connected)/);
});

test("on 40 columns a list of contexts has room for their names, and the trail for what is shown", async () => {
  const screen = await open("demo-prod/*/pods", 40, 20);
  await screen.shows(/^ demo-prod {2}▸ (… ▸ )?Pods .* live$/m);
  await screen.shows(/api-\S+ +Running$/m);
  screen.press("ctrl-x");
  await screen.shows(/● demo-prod +payments/);
});

test("a narrow screen says in short that nothing can be changed", async () => {
  const request = { place: "pods", readOnly: true };
  periplus = await openPeriplus({ contexts: adminContexts(cluster), columns: 80, rows: 24, request });
  await periplus.screen.shows(/ live {2}RO$/m);
});

test("a long context leaves room for what is shown", async () => {
  const name = "arn:aws:eks:eu-central-1:123456789012:cluster/production-blue";
  const context = { name, cluster, token: "demo-admin", namespace: "payments" };
  periplus = await openPeriplus({ contexts: [context], columns: 60, rows: 20 });
  await periplus.screen.shows(/^ arn:aws:\S+…\S*tion-blue {2}▸ Pods .* live/);
});

test("on 80 columns an event says what happened to what, and why", async () => {
  const screen = await open("demo-prod/payments/events?filter=SuccessfulDelete", 80, 24);
  await screen.shows(/LAST SEEN ▴ {2}REASON +OBJECT +MESSAGE/);
  await screen.shows(/s {2}SuccessfulDelete +cronjob\/\S+…\S*report +Deleted job/);
});

test("a custom resource's long text is cut before it leaves", async () => {
  const screen = await open("certificates?wide=", 80, 24);
  await screen.shows(/NAME ▴ +READY +SECRET .*STATUS .*AGE/);
  await screen.shows(/api-tls .* letsencrypt {2}Certificate is up to… +\d+d/);
});
