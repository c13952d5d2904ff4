import { afterEach, beforeEach, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { adminContexts, openPeriplus, type Periplus } from "../support/periplus.ts";

let prod: DemoCluster;
let staging: DemoCluster;
let periplus: Periplus;

beforeEach(async () => {
  [prod, staging] = await Promise.all([startDemo(), startDemo({ world: "staging" })]);
  periplus = await openPeriplus({ contexts: adminContexts(prod, staging) });
});

afterEach(async () => {
  await periplus[Symbol.asyncDispose]();
  await Promise.all([prod.close(), staging.close()]);
});

const trail = () => periplus.screen.lines()[0] ?? "";

async function switchTo(name: string): Promise<void> {
  const { screen } = periplus;
  screen.press("ctrl-x");
  await screen.shows("┌ context");
  screen.type(name);
  screen.press("enter");
  await screen.shows(new RegExp(`^ ${name} .*Pods`));
}

test("the context picker says which is current and how each stands, and switches", async () => {
  const { screen } = periplus;
  await screen.shows("live");
  screen.press("ctrl-x");
  await screen.shows(/● demo-prod .*live, \d+ watch/);
  await screen.shows(/demo-staging .*not tried/);
  screen.press("esc");
  await switchTo("demo-staging");
  await screen.shows(/demo-staging .*live/);
  screen.press("ctrl-x");
  await screen.shows(/○ demo-prod .*previous/);
  await screen.shows(/● demo-staging /);
});

test("- goes back to the previous context, whose rows are still there", async () => {
  const { screen } = periplus;
  await screen.shows(/demo-prod .*live/);
  await switchTo("demo-staging");
  await screen.shows(/demo-staging .*live/);
  const asked = prod.requests.list({ resource: "pods" }).length;
  screen.press("-");
  await screen.shows(/demo-prod .*live/);
  expect(prod.requests.list({ resource: "pods" })).toHaveLength(asked);
});

test("while a server is away its rows stay with their age, and other contexts can be gone to", async () => {
  const { screen } = periplus;
  await screen.shows(/api-\S+ +2\/2/);
  await prod.stop();
  await screen.shows(/as of \d\d:\d\d:\d\d, \d+s ago/);
  await screen.shows(/api-\S+ +2\/2/);
  await screen.shows(/refused the connection, trying again/);
  await switchTo("demo-staging");
  await screen.shows(/demo-staging .*live/);
  screen.press("-");
  await screen.shows(/as of \d\d:\d\d:\d\d/);
  await prod.start();
  await screen.shows(/demo-prod .*live/);
  expect(trail()).not.toContain("as of");
});

test("switching a context changes nothing outside the program until that is asked for", async () => {
  await switchTo("demo-staging");
  expect(periplus.app.options.contexts.current).toBe("demo-prod");
});

test("Escape does not leave the context, and says what does", async () => {
  const { screen } = periplus;
  await screen.shows(/demo-prod .*live/);
  await switchTo("demo-staging");
  await screen.shows(/demo-staging .*live/);
  screen.press("esc");
  await screen.shows("the place before is on demo-prod; - or backspace goes there");
  screen.press("backspace");
  await screen.shows(/^ demo-prod /m);
});
