import { beforeEach, expect, test } from "vitest";
import { rowOf } from "../../test/support/rows.ts";
import { type IndexName, RowStore } from "./row-store.ts";
import type { Row } from "./types.ts";

const owner = (uid: string) => ({ apiVersion: "apps/v1", kind: "ReplicaSet", name: uid, uid });

let store: RowStore<unknown>;

beforeEach(() => {
  store = new RowStore();
  store.put(
    rowOf({ name: "a", namespace: "one", node: "n1", labels: { app: "web" }, owners: [owner("rs")] }),
  );
  store.put(rowOf({ name: "b", namespace: "one", node: "n2", labels: { app: "db", tier: "web" } }));
  store.put(
    rowOf({ name: "c", namespace: "two", labels: { app: "web" }, owners: [owner("rs"), owner("x")] }),
  );
});

const names = (index: IndexName, key: string) => [...store.where(index, key)].map(({ name }) => name).sort();

test.each<[IndexName, string, string[]]>([
  ["namespace", "one", ["a", "b"]],
  ["namespace", "three", []],
  ["owner", "rs", ["a", "c"]],
  ["owner", "x", ["c"]],
  ["node", "n1", ["a"]],
  ["node", "", []],
  ["label", "app=web", ["a", "c"]],
  ["label", "app", []],
])("by %s %s: %j", (index, key, expected) => {
  expect(names(index, key)).toEqual(expected);
});

test("an index that was asked once follows every later change", () => {
  expect(names("node", "n1")).toEqual(["a"]);
  store.put(rowOf({ name: "a", namespace: "one", node: "n2" }));
  store.put(rowOf({ name: "d", namespace: "one", node: "n1" }));
  store.remove("uid-one-b");
  expect([names("node", "n1"), names("node", "n2")]).toEqual([["d"], ["a"]]);
});

test("a row under its old uid takes the place of the one before", () => {
  const newer: Row = rowOf({ name: "a", namespace: "one", resourceVersion: "2" });
  store.put(newer);
  expect(store.get("uid-one-a")).toBe(newer);
  expect(store.size).toBe(3);
});

test("what is removed is handed back, and is gone only once", () => {
  expect(store.remove("uid-two-c")?.name).toBe("c");
  expect(store.remove("uid-two-c")).toBeUndefined();
  expect([...store.uids()]).toEqual(["uid-one-a", "uid-one-b"]);
});
