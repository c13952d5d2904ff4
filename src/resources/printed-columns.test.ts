import { describe, expect, test } from "vitest";
import { kinds } from "./index.ts";
import { printedColumns } from "./printed-columns.ts";

const headers = (resource: string, wide: boolean) => {
  const kind = kinds.find(({ gvr }) => gvr.resource === resource);
  return kind && printedColumns(kind, wide).map(({ header }) => header);
};

describe("what kubectl get prints", () => {
  test.each([
    ["pods", "NAME READY STATUS RESTARTS AGE", "NAME READY STATUS RESTARTS AGE IP NODE"],
    ["deployments", "NAME READY UP-TO-DATE AVAILABLE AGE", "NAME READY UP-TO-DATE AVAILABLE AGE CONTAINERS"],
    ["nodes", "NAME STATUS ROLES AGE VERSION", "NAME STATUS ROLES AGE VERSION INTERNAL-IP"],
  ])("of %s", (resource, narrow, wide) => {
    expect(headers(resource, false)?.join(" ")).toBe(narrow);
    expect(headers(resource, true)?.join(" ")).toMatch(new RegExp(`^${wide} `));
  });

  test.each(kinds.map((kind) => [kind.gvr.resource, kind] as const))(
    "of %s names only columns there are",
    (_, kind) => {
      const ids = kind.columns.map(({ id }) => id);
      const { narrow = [], wide = [] } = kind.printed ?? {};
      expect([...narrow, ...wide].filter((id) => !ids.includes(id))).toEqual([]);
      expect(narrow.filter((id) => !wide.includes(id))).toEqual([]);
    },
  );
});
