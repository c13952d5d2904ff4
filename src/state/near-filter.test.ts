import { expect, test } from "vitest";
import { rowOf } from "../../test/support/rows.ts";
import { nearFilter } from "./near-filter.ts";

const rows = ["api-66b4587667-75vvb", "api-66b4587667-cgct5", "fraud-scorer-0", "worker-1"].map((name) => ({
  row: rowOf({ name }),
  health: { level: "ok", reason: "" } as const,
}));

test.each([
  ["apo", { text: "api", count: 2 }],
  ["API", { text: "api", count: 2 }],
  ["froud-scorer", { text: "fraud-scorer", count: 1 }],
  ["wroker-1", { text: "worker-1", count: 1 }],
  ["web", undefined],
  ["x", undefined],
  ["api worker", undefined],
  ["status:Runing", undefined],
  ["/apo/", undefined],
  ["!apo", undefined],
  ["", undefined],
])("near to the filter %j is %j", (filter, near) => {
  expect(nearFilter(filter, rows)).toEqual(near);
});
