import { expect, test } from "vitest";
import { inNaturalOrder, naturalOrder } from "./natural-order.ts";

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
  [
    ["web-10", "web", "web-9a", "web-9", "web10", "web.2", "web-9-10", "web-9-9"],
    ["web", "web-9", "web-9-9", "web-9-10", "web-9a", "web-10", "web.2", "web10"],
  ],
  [
    ["job-100000000000000000001", "job-99999999999999999999", "job-100000000000000000000"],
    ["job-99999999999999999999", "job-100000000000000000000", "job-100000000000000000001"],
  ],
  [
    ["api-9ns4b", "api-566js", "api-24hqx", "api-8mb2m"],
    ["api-24hqx", "api-566js", "api-8mb2m", "api-9ns4b"],
  ],
  [
    ["a10", "a00", "a0", "a1", "a:", "a-"],
    ["a-", "a0", "a00", "a1", "a10", "a:"],
  ],
])("%j becomes %j", (names, sorted) => {
  expect([...names].sort(naturalOrder)).toEqual(sorted);
  expect(inNaturalOrder(names)).toEqual(sorted);
});
