import { expect, test } from "vitest";
import { KeptObject } from "./kept-object.ts";
import type { Version } from "./types.ts";
import { VersionHistory } from "./version-history.ts";

function version(resourceVersion: string, bytes = 10): Version {
  const type = { apiVersion: "v1", kind: "Pod" };
  return {
    resourceVersion,
    at: 0,
    encoded: new KeptObject({ encoding: "json", type, bytes: new Uint8Array(bytes) }),
  };
}

const versionsOf = (history: VersionHistory, uid: string) =>
  history.of(uid).map(({ resourceVersion }) => resourceVersion);

test("versions of an object stand oldest first", () => {
  const history = new VersionHistory(100);
  history.record("a", version("1"));
  history.record("b", version("2"));
  history.record("a", version("3"));
  expect(versionsOf(history, "a")).toEqual(["1", "3"]);
  expect(history.bytes).toBe(30);
});

test("an object that never changed has none", () => {
  expect(new VersionHistory(100).of("unknown")).toEqual([]);
});

test("when there is no more room the oldest of all goes first, whoever's it is", () => {
  const history = new VersionHistory(30);
  for (const [uid, resourceVersion] of ["a1", "b2", "a3", "b4"]) {
    history.record(uid ?? "", version(resourceVersion ?? ""));
  }
  expect([versionsOf(history, "a"), versionsOf(history, "b")]).toEqual([["3"], ["2", "4"]]);
  expect(history.bytes).toBe(30);
});

test("a version larger than all the room there is leaves nothing behind", () => {
  const history = new VersionHistory(30);
  history.record("a", version("1"));
  history.record("a", version("2", 31));
  expect([history.of("a"), history.bytes]).toEqual([[], 0]);
});

test("the room stays what it is however many versions pass through", () => {
  const history = new VersionHistory(100);
  for (let count = 0; count < 10_000; count += 1) history.record(`uid-${count % 7}`, version(String(count)));
  const kept = Array.from({ length: 7 }, (_, uid) => versionsOf(history, `uid-${uid}`)).flat();
  expect(kept.map(Number).sort()).toEqual(Array.from({ length: 10 }, (_, at) => 9990 + at));
  expect(history.bytes).toBe(100);
});
