import { afterEach, beforeEach, expect, test } from "vitest";
import type { ManualClock } from "../../test/support/manual-clock.ts";
import { scriptedSession } from "../../test/support/scripted-session.ts";
import { failing, Pushed, page, refusal, type Script, wireObject } from "../../test/support/scripted-wire.ts";
import type { KubeObject } from "../kube/types.ts";
import { type ObjectRef, tableOf } from "./location.ts";
import type { Session } from "./session.ts";
import { YamlPane } from "./yaml-pane.ts";

const second = 1000;

let clock: ManualClock;
let session: Session;
let pane: YamlPane;
let pushed: Pushed;
let fetches: number;
let answer: () => KubeObject | Error;

beforeEach(() => {
  pushed = new Pushed();
  fetches = 0;
  answer = () => objectAt("1");
  script = {
    list: () => page("7", wireObject("a", "1")),
    watch: (_, signal) => pushed.read(signal),
  };
});

afterEach(() => {
  pane.dispose();
  session.close();
});

const objectAt = (resourceVersion: string): KubeObject => ({
  metadata: { name: "a", namespace: "default", uid: "uid-a", resourceVersion },
});

let script: Script;

async function open(object: ObjectRef = { namespace: "default", name: "a", uid: "uid-a" }): Promise<void> {
  const scripted = scriptedSession(
    { list: (...query) => script.list(...query), watch: (...query) => script.watch(...query) },
    async () => {
      fetches += 1;
      const answered = answer();
      if (answered instanceof Error) throw answered;
      return answered;
    },
  );
  ({ clock, session } = scripted);
  const location = { ...tableOf("test", ["default"], "configmaps"), view: "yaml" as const, object };
  pane = new YamlPane({ session, entry: scripted.entry, location, object, clock, onChange() {} });
  // The YAML library is loaded first.
  await import("./yaml-document.ts");
  await clock.pass(0);
}

/** Another object of the same table changes again and again. */
async function neighboursChange(seconds: number): Promise<void> {
  for (let step = 0; step < seconds * 10; step += 1) {
    pushed.push({ type: "MODIFIED", object: wireObject("neighbour", String(100 + step)) });
    await clock.pass(100);
  }
}

test("an object is fetched once, and again when it changes", async () => {
  await open();
  await neighboursChange(5);
  expect([fetches, pane.resourceVersion]).toEqual([1, "1"]);
  answer = () => objectAt("2");
  pushed.push({ type: "MODIFIED", object: wireObject("a", "2") });
  await clock.pass(second);
  expect([fetches, pane.resourceVersion]).toEqual([2, "2"]);
});

test("an object that changes all the time is fetched once a second", async () => {
  await open();
  for (let version = 2; version < 52; version += 1) {
    answer = () => objectAt(String(version));
    pushed.push({ type: "MODIFIED", object: wireObject("a", String(version)) });
    await clock.pass(100);
  }
  await clock.pass(second);
  expect(pane.resourceVersion).toBe("51");
  expect(fetches).toBeLessThanOrEqual(7);
});

test("who may list but not get is not refused over and over, however much goes on around the object", async () => {
  answer = () => refusal({ kind: "status", code: 403 });
  await open();
  await neighboursChange(10);
  expect(pane.problem?.message).toBe("refused");
  expect(fetches).toBeLessThanOrEqual(2);
});

test("an object that could not be fetched for want of a connection is fetched when there is one", async () => {
  answer = () => refusal({ kind: "connection" });
  await open();
  await neighboursChange(2);
  expect(fetches).toBeLessThanOrEqual(3);
  answer = () => objectAt("1");
  await neighboursChange(2);
  expect([pane.problem, pane.resourceVersion]).toEqual([undefined, "1"]);
});

test("an object that goes is said to be deleted, and its last state stays", async () => {
  await open();
  pushed.push({ type: "DELETED", object: wireObject("a", "9") });
  await clock.pass(second);
  expect([pane.gone, pane.lines.length > 0]).toEqual([true, true]);
});

test("an object that goes is said to be deleted also where nobody may watch it", async () => {
  script.watch = () => failing(refusal({ kind: "status", code: 403 }));
  await open();
  await clock.pass(second);
  expect([pane.status.phase, pane.gone]).toEqual(["polling", false]);
  script.list = () => page("9");
  await clock.pass(10 * second);
  expect(pane.gone).toBe(true);
});

test("an object that is asked for by its name alone is followed like any other", async () => {
  await open({ namespace: "default", name: "a", uid: "" });
  await neighboursChange(2);
  expect(pane.gone).toBe(false);
  answer = () => objectAt("2");
  pushed.push({ type: "MODIFIED", object: wireObject("a", "2") });
  await clock.pass(2 * second);
  expect(pane.resourceVersion).toBe("2");
  pushed.push({ type: "DELETED", object: wireObject("a", "9") });
  await clock.pass(second);
  expect(pane.gone).toBe(true);
});

test("nothing is fetched for a view that was closed", async () => {
  await open();
  pane.dispose();
  pushed.push({ type: "MODIFIED", object: wireObject("a", "2") });
  await clock.pass(10 * second);
  expect(fetches).toBe(1);
});
