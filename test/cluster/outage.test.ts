// A server that goes away: what one knew of it stays, the other contexts work, and when it is back all is right again.
// The cluster in view has a second API server, through which its objects change while the first cannot be seen.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KubeObject } from "../../src/kube/types.ts";
import { eventually } from "../support/eventually.ts";
import type { Periplus } from "../support/periplus.ts";
import { versionsIn, versionsOf } from "../support/watched-demo.ts";
import { ClusterAccess } from "./access.ts";
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from "./control-plane.ts";
import { createLoad } from "./load.ts";
import { openOnContexts } from "./open-periplus.ts";
import { createPod } from "./pods.ts";
import { until } from "./until.ts";

const small: ControlPlaneOptions = {
  controllerManager: false,
  scheduler: false,
  kwok: false,
  kubelet: false,
  clientCertificates: false,
  users: { reader: [] },
};

const namespace = "load-0";
const pods = `/api/v1/namespaces/${namespace}/pods`;
let east: ControlPlane;
let west: ControlPlane;
/** East through the API server that is never killed. */
let other: ClusterAccess;

beforeAll(async () => {
  [east, west] = await Promise.all([
    startControlPlane({ ...small, name: "east", apiServers: 2 }),
    startControlPlane({ ...small, name: "west" }),
  ]);
  other = new ClusterAccess({ ...east.details, server: east.details.servers[1] ?? "" });
  await Promise.all([fill(east, 200), fill(west, 20)]);
});

afterAll(async () => {
  await other?.close();
  await Promise.all([east?.stop(), west?.stop()]);
});

/** Pods, and a user whose rights the server has to read first whenever it starts. */
async function fill(cluster: ControlPlane, count: number): Promise<void> {
  const role = ["--verb=get,list,watch", "--resource=pods,namespaces"];
  await cluster.kubectl(["create", "clusterrole", "reader", ...role]);
  await cluster.kubectl(["create", "clusterrolebinding", "reader", "--clusterrole=reader", "--user=reader"]);
  await createLoad(cluster, { pods: count, namespaces: 1, nodes: 2, static: true });
}

/** A terminal that shows every row, on both clusters. */
function open(): Promise<Periplus> {
  const contexts = [east, west].map((cluster) => cluster.context(cluster.details.name, "reader", namespace));
  return openOnContexts(east, contexts, { rows: 260 });
}

test("a server that is killed for a minute costs nothing but that minute", {
  timeout: 200_000,
}, async () => {
  await using periplus = await open();
  const { screen } = periplus;
  await screen.shows(/^ east .* 200 +live/);
  const before = namesOn(periplus);
  await east.apiServer.kill9();

  // What was known stays and can be worked with, and how old it is counts up.
  await screen.shows(/200 +as of \d\d:\d\d:\d\d, \d+s ago/);
  await screen.shows(/refused the connection, trying again/);
  const since = /as of (\S+),/.exec(screen.text())?.[1] ?? "";
  expect(namesOn(periplus)).toEqual(before);
  screen.type("/app-001");
  await screen.shows(/100 of 200 +as of/);
  screen.press("esc");

  // The other context is a few keys away.
  screen.press("ctrl-x");
  await screen.shows(/east .*refused the connection/);
  await screen.shows(/west .*not tried/);
  screen.type("west");
  screen.press("enter");
  await screen.shows(/^ west .* 20 +live/);
  await make(west, "made-meanwhile");
  await screen.shows("made-meanwhile");
  screen.press("-");
  await screen.shows(new RegExp(`^ east .* 200 +as of ${since}`));

  // Objects go on changing where they cannot be seen.
  await change(before);
  const ages = await agesUpTo(60, periplus);
  expect(ages).toEqual([...ages].sort((a, b) => a - b));
  expect(new Set(ages).size).toBeGreaterThan(30);
  expect(namesOn(periplus)).toEqual(before);

  await east.apiServer.start();
  await eventually(async () => {
    const fresh = await freshList();
    expect(screen.lines()[0]).toMatch(new RegExp(`^ east .* ${fresh.length} .*live`));
    expect(namesOn(periplus)).toEqual(fresh.map(({ metadata }) => metadata.name).sort());
    expect(versionsOf(shownRows(periplus))).toEqual(versionsIn(fresh));
  }, 5000);
  await make(other, "made-after");
  await screen.shows("made-after");
});

/** The name of every row on the screen, from the top. */
function namesOn({ screen }: Periplus): string[] {
  return screen
    .lines()
    .slice(2, -1)
    .map((line) => line.slice(3).trim().split(/\s+/)[0] ?? "")
    .filter((name) => name !== "");
}

/** How old the rows are said to be, in seconds. */
function ageOn({ screen }: Periplus): number {
  return Number(/as of \S+, (\d+)s ago/.exec(screen.text())?.[1]);
}

/** The ages that the screen goes through until the rows are so many seconds old. */
async function agesUpTo(seconds: number, periplus: Periplus): Promise<number[]> {
  const ages: number[] = [];
  await until(
    `the rows are ${seconds} s old`,
    async () => ages.push(ageOn(periplus)) > 0 && ageOn(periplus) >= seconds,
    { within: 90_000, every: 200 },
  );
  return ages;
}

function shownRows({ app }: Periplus) {
  const rows = app.table?.rows;
  if (rows === undefined) throw new Error("no table is shown");
  return rows;
}

async function freshList(): Promise<readonly KubeObject[]> {
  return (await other.request<{ items: readonly KubeObject[] }>("GET", pods)).items;
}

function make(cluster: ClusterAccess, name: string): Promise<void> {
  return createPod(cluster, { namespace, name, state: "manual" });
}

async function remove(name: string): Promise<void> {
  await other.request("DELETE", `${pods}/${name}`, { body: { gracePeriodSeconds: 0 } });
}

/** Of these pods some go, some change, and some are replaced by others of their name; new ones come. */
async function change(names: readonly string[]): Promise<void> {
  for (const name of names.slice(0, 20)) await remove(name);
  for (const name of names.slice(10, 15)) await make(other, name);
  const body = { metadata: { labels: { changed: "meanwhile" } } };
  for (const name of names.slice(20, 60)) await other.request("PATCH", `${pods}/${name}`, { body });
  for (let number = 0; number < 10; number += 1) await make(other, `made-away-${number}`);
}
