import { beforeEach, expect, test } from "vitest";
import { ManualClock } from "../clock.ts";
import { ObjectStore } from "./object-store.ts";

let clock: ManualClock;
let store: ObjectStore;
beforeEach(() => {
  clock = new ManualClock();
  store = new ObjectStore(clock, { changes: 8, age: 60_000 }, 100);
});

const put = (name: string, more: object = {}) => store.put("things", { metadata: { name, ...more } });
const keys = (list: readonly { readonly key: string }[] | undefined) => list?.map(({ key }) => key);

test("every change takes the next revision, whatever it changes", () => {
  expect(put("a").object.metadata.resourceVersion).toBe("101");
  store.put("others", { metadata: { name: "x" } });
  expect(put("a").revision).toBe(103);
  expect(store.remove("things", "a")?.revision).toBe(104);
  expect(store.revision).toBe(104);
});

test("lists are ordered by namespace and name, and cut out one namespace exactly", () => {
  for (const [namespace, name] of [
    ["b", "x"],
    ["a-b", "y"],
    ["a", "z"],
    ["a", "a"],
  ] as const)
    store.put("things", { metadata: { namespace, name } });
  const collection = store.collection("things");
  expect(keys(collection.list())).toEqual(["a-b/y", "a/a", "a/z", "b/x"]);
  expect(keys(collection.list("a"))).toEqual(["a/a", "a/z"]);
  store.remove("things", "a/a");
  store.put("things", { metadata: { namespace: "a", name: "m" } });
  expect(keys(collection.list("a"))).toEqual(["a/m", "a/z"]);
});

test("the past can be listed as it was", () => {
  put("a");
  put("b");
  const then = store.revision;
  store.remove("things", "a");
  put("c");
  put("b", { labels: { changed: "yes" } });
  const collection = store.collection("things");
  expect(keys(collection.listAt(then))).toEqual(["a", "b"]);
  expect(collection.listAt(then)?.[1]?.object.metadata.labels).toBeUndefined();
  expect(keys(collection.list())).toEqual(["b", "c"]);
});

test("changes since a revision come in order and say what was before", () => {
  put("a");
  const then = store.revision;
  put("a", { labels: { x: "1" } });
  store.remove("things", "a");
  const changes = store.collection("things").changesSince(then) ?? [];
  expect(changes.map(({ type, revision }) => [type, revision])).toEqual([
    ["MODIFIED", 102],
    ["DELETED", 103],
  ]);
  expect(changes[1]?.previous?.object.metadata.labels).toEqual({ x: "1" });
});

test("the history forgets by number, by age, and when told", () => {
  put("a");
  const first = store.revision;
  for (let i = 0; i < 20; i += 1) put("a", { labels: { i: String(i) } });
  const collection = store.collection("things");
  expect(collection.changesSince(first)).toBeUndefined();
  expect(collection.changesSince(store.revision - 5)).toHaveLength(5);

  const recent = store.revision;
  clock.advance(61_000);
  for (let i = 0; i < 5; i += 1) put("b", { labels: { i: String(i) } });
  expect(collection.changesSince(recent)).toHaveLength(5);
  expect(collection.changesSince(recent - 5)).toBeUndefined();

  store.compact();
  expect(collection.listAt(recent)).toBeUndefined();
  expect(collection.changesSince(store.revision)).toEqual([]);
});

test("what was there from the start has no history", () => {
  store.seed("things", { metadata: { name: "old" } });
  const collection = store.collection("things");
  expect(collection.changesSince(100)).toBeUndefined();
  expect(keys(collection.list())).toEqual(["old"]);
});

test("an index follows its objects", () => {
  const collection = store.collection("things");
  put("a", { labels: { team: "x" } });
  collection.addIndex("team", ({ metadata }) => [metadata.labels?.team ?? ""]);
  put("b", { labels: { team: "x" } });
  put("a", { labels: { team: "y" } });
  expect(keys(collection.byIndex("team", "x"))).toEqual(["b"]);
  store.remove("things", "a");
  expect(collection.byIndex("team", "y")).toEqual([]);
});

test("an object's text is made once for each form", () => {
  const stored = put("a");
  const plain = { id: "v1" };
  expect(stored.tail(plain)).toBe(stored.tail(plain));
  expect(stored.tail(plain).toString()).toBe('"metadata":{"name":"a","resourceVersion":"101"}}');
  const renamed = stored.tail({ id: "v2", convert: (object) => ({ ...object, more: 1 }) });
  expect(renamed.toString()).toContain('"more":1');
});
