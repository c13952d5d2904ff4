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

test("on 80 columns an event says what happened to what, and why", async () => {
  const screen = await open("events", 80, 24);
  await screen.shows(/LAST SEEN ▴ {2}REASON +OBJECT +MESSAGE/);
  await screen.shows(/s {2}SuccessfulDelete +cronjob\/\S*… +Deleted job/);
});

test("a custom resource's long text is cut before it leaves", async () => {
  const screen = await open("certificates?wide=", 80, 24);
  await screen.shows(/NAME ▴ +READY +SECRET .*STATUS .*AGE/);
  await screen.shows(/api-tls .* letsencrypt {2}Certificate is up to… +\d+d/);
});
