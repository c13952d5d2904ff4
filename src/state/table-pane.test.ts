import { afterEach, beforeEach, expect, test } from "vitest";
import type { ManualClock } from "../../test/support/manual-clock.ts";
import { scriptedSession } from "../../test/support/scripted-session.ts";
import { Pushed, page, wireObject } from "../../test/support/scripted-wire.ts";
import { KeptModels } from "./kept-models.ts";
import { type Location, tableOf } from "./location.ts";
import type { Session } from "./session.ts";
import { TablePane } from "./table-pane.ts";

let clock: ManualClock;
let session: Session;
let pane: TablePane;
let pushed: Pushed;
let reopen: (changes?: Partial<Location>) => TablePane;
let version = 100;

async function open(names: readonly string[], more: Partial<Location> = {}): Promise<void> {
  pushed = new Pushed();
  const scripted = scriptedSession({
    list: () => page("7", ...names.map((name) => wireObject(name, "1"))),
    watch: (_, signal) => pushed.read(signal),
  });
  ({ clock, session } = scripted);
  const { entry, catalog } = scripted;
  const location = { ...tableOf("test", ["default"], "configmaps"), ...more };
  const onChange = () => pane.refresh(clock.now());
  const models = new KeptModels(clock, 60_000);
  const common = { session, catalog, entry, clock, models, onChange, knownNamespaces: () => [] };
  reopen = (changes) => new TablePane({ ...common, location: { ...location, ...changes } });
  pane = reopen();
  pane.resize(4);
  await clock.pass(1000);
}

beforeEach(() => open(["b", "d", "f", "h", "j", "l"]));

afterEach(() => {
  pane.dispose();
  session.close();
});

async function comes(...names: string[]): Promise<void> {
  for (const name of names) {
    version += 1;
    pushed.push({ type: "ADDED", object: wireObject(name, String(version)) });
  }
  await clock.pass(1000);
}

async function goes(...names: string[]): Promise<void> {
  for (const name of names) {
    version += 1;
    pushed.push({ type: "DELETED", object: wireObject(name, String(version)) });
  }
  await clock.pass(1000);
}

const under = () => pane.selected?.row.name;
const inSight = () => pane.shown.slice(pane.top, pane.top + pane.height).map(({ row }) => row.name);
/** The line of the screen the cursor is on. */
const line = () => pane.cursorIndex - pane.top;

test("a cursor nobody moved stays at the top while rows come before it", async () => {
  await comes("a");
  expect([under(), pane.top]).toEqual(["a", 0]);
});

test("the cursor follows its object, on the same line of the screen", async () => {
  pane.moveTo(4);
  const before = line();
  await comes("a", "c");
  expect([under(), line()]).toEqual(["j", before]);
  await goes("b", "d", "f");
  expect(under()).toBe("j");
});

test("where the object goes, its neighbour is what the cursor is on from then on", async () => {
  pane.moveTo(2);
  await goes("f");
  expect(under()).toBe("h");
  await comes("a");
  expect(under()).toBe("h");
});

test("where a filter hides the object, what stands in for it is followed until it is back", async () => {
  pane.moveTo(1);
  pane.reshape({ ...pane.location, filter: "!name:d" });
  expect(under()).toBe("f");
  await comes("a");
  expect(under()).toBe("f");
  pane.reshape({ ...pane.location, filter: "" });
  expect(under()).toBe("d");
});

test("the cursor stays within the rows, and in sight", async () => {
  pane.moveTo(99);
  expect([under(), inSight()]).toEqual(["l", ["f", "h", "j", "l"]]);
  await goes("l", "j", "h");
  expect([under(), inSight()]).toEqual(["f", ["b", "d", "f"]]);
  await goes("b", "d", "f");
  expect([under(), pane.cursorIndex, pane.top]).toEqual([undefined, 0, 0]);
});

test("a smaller screen keeps the cursor in sight, and a larger one shows no emptiness", () => {
  pane.moveTo(5);
  pane.resize(2);
  expect(inSight()).toEqual(["j", "l"]);
  pane.resize(5);
  expect(inSight()).toEqual(["d", "f", "h", "j", "l"]);
});

test("a place that names an object without its uid begins on it", async () => {
  await open(["b", "d", "f"], { object: { namespace: "default", name: "d", uid: "" } });
  expect(under()).toBe("d");
  await comes("a");
  expect(under()).toBe("d");
});

test("a place one comes back to begins on the row one left, once it has come", async () => {
  const object = { namespace: "default", name: "j", uid: "uid-j" };
  await open(["b", "d", "f", "h", "j", "l"], { object });
  expect(under()).toBe("j");
});

test("a place one comes back to has its marks, and the cursor on the line one left it on", async () => {
  pane.moveTo(2);
  pane.toggleMark();
  pane.moveTo(5);
  pane.move(-1);
  const [before, { standing }] = [line(), pane];
  expect(before).toBe(2);
  pane.dispose();
  await open(["a", "b", "c", "d", "f", "h", "j", "l"], standing);
  expect([under(), line(), pane.targets.map(({ row }) => row.name)]).toEqual(["j", before, ["f"]]);
});

test("marks of objects that are gone are gone", async () => {
  pane.toggleMark();
  pane.moveTo(1);
  pane.toggleMark();
  await goes("b");
  expect([pane.marked.size, pane.targets.map(({ row }) => row.name)]).toEqual([1, ["d"]]);
});

test("marks of rows that a filter hides stay, and are not acted on", async () => {
  pane.toggleMark();
  pane.reshape({ ...pane.location, filter: "!name:b" });
  expect([pane.marked.size, pane.targets]).toEqual([1, []]);
});

test("without marks the row under the cursor is what is acted on", () => {
  pane.moveTo(3);
  expect(pane.targets.map(({ row }) => row.name)).toEqual(["h"]);
});

test("a table that says it is complete before it has looked at its rows is behind", async () => {
  const { rows } = pane;
  expect([rows.status.phase, pane.isBehind]).toEqual(["live", false]);
  session.close();
  expect([rows.status.phase === "live", pane.isBehind]).toEqual([false, true]);
  pane.refresh(clock.now());
  expect(pane.isBehind).toBe(false);
});

test("a view that was closed is told of nothing more", async () => {
  let told = 0;
  pane.dispose();
  pane.rows.subscribe(() => {
    told += 1;
  });
  const before = pane.shown.length;
  await comes("a");
  expect([told > 0, pane.shown.length]).toEqual([true, before]);
});

test("a table that is opened again is there at once, with what came and went meanwhile", async () => {
  const { rows } = pane;
  pane.dispose();
  rows.subscribe(() => {});
  await comes("c");
  await goes("b");
  pane = reopen();
  expect(pane.shown.map(({ row }) => row.name)).toEqual(["c", "d", "f", "h", "j", "l"]);
});

test("what a table was narrowed to when it was left does not narrow it when it is opened again", () => {
  pane.reshape({ ...pane.location, filter: "name:d", sort: { column: "name", descending: true } });
  pane.dispose();
  pane = reopen();
  expect(pane.shown.map(({ row }) => row.name)).toEqual(["b", "d", "f", "h", "j", "l"]);
});

test("two tables of one place do not share what they show", () => {
  const other = reopen({ filter: "name:d" });
  expect([pane.shown.length, other.shown.length]).toEqual([6, 1]);
  pane.dispose();
  pane.dispose();
  pane = reopen();
  expect([pane.shown.length, other.shown.length]).toEqual([6, 1]);
  other.dispose();
});

test("a column that the kind does not have is said, and the rows keep their usual order", () => {
  pane.reshape({ ...pane.location, sort: { column: "nmae", descending: true } });
  expect(pane.sort).toEqual({ column: "name", descending: false });
  expect(pane.sortFault).toMatchObject({
    message: expect.stringMatching(/have no column nmae to sort by$/),
    nextStep: expect.stringMatching(/^did you mean name, or another of name, /),
  });
  pane.reshape({ ...pane.location, sort: { column: "namespace", descending: true } });
  expect(pane.sortFault).toBeUndefined();
});
