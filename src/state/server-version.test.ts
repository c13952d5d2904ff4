import { expect, test } from "vitest";
import { isTooOld } from "./server-version.ts";

test.each([
  ["v1.37.1", false],
  ["v1.23.0", false],
  ["v1.22.17-eks-0a21954", true],
  ["v1.9.3", true],
  ["v2.0.0", false],
  ["v0.21.4", true],
  ["something else", false],
  ["", false],
])("a server that says %j is too old: %j", (version, expected) => {
  expect(isTooOld(version)).toBe(expected);
});
