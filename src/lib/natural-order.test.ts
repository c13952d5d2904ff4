import { expect, test } from "vitest";
import { naturalOrder } from "./natural-order.ts";

test.each([
  [
    ["node-10", "node-2", "node-1"],
    ["node-1", "node-2", "node-10"],
  ],
  [
    ["b", "a10", "a9", "a"],
    ["a", "a9", "a10", "b"],
  ],
  [
    ["v1.10.0", "v1.9.3"],
    ["v1.9.3", "v1.10.0"],
  ],
  [
    ["prod", "Prod", "2prod"],
    ["2prod", "Prod", "prod"],
  ],
  [
    ["a01", "a1", "a001"],
    ["a001", "a01", "a1"],
  ],
  [
    ["x", ""],
    ["", "x"],
  ],
])("%j becomes %j", (names, sorted) => {
  expect([...names].sort(naturalOrder)).toEqual(sorted);
});
