import { describe, expect, test } from "vitest";
import type { OwnerReference } from "../../kube/types.ts";
import { belonging, type KnownOwners } from "./belonging.ts";

const owner = (uid: string): OwnerReference => ({ apiVersion: "v1", kind: "Thing", name: "thing", uid });
const owners = (...uids: readonly string[]) => uids.map(owner);

/** Who owns whom, by uid. */
function world(known: Readonly<Record<string, KnownOwners>>) {
  const asked: string[] = [];
  return {
    asked,
    ownersOf({ uid }: OwnerReference): KnownOwners {
      asked.push(uid);
      return known[uid] ?? [];
    },
  };
}

describe("an object belongs to", () => {
  test.each<[string, readonly string[], boolean]>([
    ["its owner", ["root"], true],
    ["the owner of its owner", ["set"], true],
    ["one of several owners", ["other", "set"], true],
    ["nobody, where its owner has none", ["other"], false],
    ["nobody, where it has no owner", [], false],
    ["another, where its owner was made anew under the same name", ["root-before"], false],
  ])("%s", (_, uids, isTheirs) => {
    const { ownersOf } = world({ set: owners("root") });
    expect(belonging("root", owners(...uids), ownersOf)).toEqual({ isTheirs, hidden: [] });
  });

  test("nobody beyond the one that is meant is asked about", () => {
    const { ownersOf, asked } = world({ set: owners("root"), root: owners("app") });
    belonging("root", owners("set"), ownersOf);
    expect(asked).toEqual(["set"]);
  });

  test("owners that own each other are asked about once", () => {
    const { ownersOf, asked } = world({ a: owners("b"), b: owners("a") });
    expect(belonging("root", owners("a"), ownersOf).isTheirs).toBe(false);
    expect(asked).toEqual(["a", "b"]);
  });
});

test("what may be theirs by way of what is hidden says why nobody knows", () => {
  const why = "replicasets may not be listed";
  const { ownersOf } = world({ set: { hidden: why } });
  expect(belonging("root", owners("set"), ownersOf)).toEqual({ isTheirs: false, hidden: [why] });
  expect(belonging("root", owners("set", "root"), ownersOf)).toEqual({ isTheirs: true, hidden: [] });
});
