import { expect, test } from "vitest";
import { HandmadeRows, rowOf } from "../../test/support/rows.ts";
import { DelegatedRows } from "./delegated-rows.ts";
import type { Rows } from "./types.ts";

class Replaceable extends DelegatedRows<unknown> {
  replaceBy(rows: Rows): void {
    this.replaceSource(rows);
  }
}

test("what changed in another source is told by one's own revision", () => {
  const rows = new Replaceable(new HandmadeRows());
  const source = new HandmadeRows([rowOf({ name: "old" })]);
  rows.replaceBy(source);
  const { revision } = rows;
  source.put(rowOf({ name: "new" }));
  expect(rows.changedSince(revision)).toEqual(new Set(["uid-default-new"]));
});

test("since before another source came everything may have changed", () => {
  const rows = new Replaceable(new HandmadeRows([rowOf({ name: "one" })]));
  const { revision } = rows;
  rows.replaceBy(new HandmadeRows([rowOf({ name: "two" })]));
  expect(rows.changedSince(revision)).toBeUndefined();
});
