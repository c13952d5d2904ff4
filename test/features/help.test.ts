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

async function openHelp(columns: number, rows: number): Promise<Periplus> {
  periplus = await openPeriplus({ contexts: adminContexts(cluster), columns, rows });
  await periplus.screen.shows("live");
  periplus.screen.press("?");
  await periplus.screen.shows("┌ help");
  return periplus;
}

test("help lists every command once, in two columns of whole groups", async () => {
  const { screen } = await openHelp(160, 45);
  await screen.shows(/│ Move +Look inside +│/);
  for (const group of ["Move", "Find", "Look inside", "Go", "Program"])
    expect([group, screen.text().match(new RegExp(`│? ${group} {3,}`, "g"))?.length]).toEqual([group, 1]);
  expect(screen.text()).toContain(":                 Go to a kind, namespace, context, object or command");
  expect(screen.text()).toMatch(/^ │ {2}k, up +Up +enter +Open what belongs to the object +│ *$/m);
});

test("a key belongs to the command that it runs here", async () => {
  const { screen } = await openHelp(160, 45);
  await screen.shows(/ esc +Clear the filter and the marks, then go back/);
  await screen.shows(/ backspace +Back /);
});

test("on a narrow screen help is one column that scrolls, and reasons are told in full", async () => {
  const { screen } = await openHelp(50, 20);
  expect(screen.text().match(/ Move +│/g)).toHaveLength(1);
  expect(screen.text()).toContain(" ▾ ┐");
  screen.type("by namespace");
  await screen.shows(/P +Sort by namespace: there is no column +│\n │ +namespace here +│/);
});

test("help is searched by title, by hint and by key, and the groups stay together", async () => {
  const { screen } = await openHelp(120, 40);
  screen.type("retry");
  await screen.shows(/^ │ Program +│\n │ +R +Try again now: nothing is waiting to be tried again +│\n └/m);
  screen.press("ctrl-u");
  screen.type("ctrl-x");
  await screen.shows(/ctrl-x +Switch context/);
  screen.press("enter");
  await screen.shows("┌ context");
});

test("a command that cannot be used says why and leaves help open", async () => {
  const { screen } = await openHelp(120, 40);
  screen.type("retry");
  await screen.shows(/1 of \d+ ┐/);
  screen.press("enter");
  await screen.shows(/^ nothing is waiting to be tried again/m);
  expect(screen.text()).toContain("┌ help retry");
});
