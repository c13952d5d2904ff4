import { expect, test } from "vitest";
import { parseQuantity } from "./quantity.ts";

test.each([
  ["0", 0],
  ["12", 12],
  ["100m", 0.1],
  ["1500u", 0.0015],
  ["80Mi", 80 * 2 ** 20],
  ["1.5Gi", 1.5 * 2 ** 30],
  ["2k", 2000],
  ["2e3", 2000],
  ["2E3", 2000],
  ["12E", 12e18],
  ["-5M", -5e6],
  [".5", 0.5],
  ["5.", 5],
  ["", undefined],
  ["ten", undefined],
  ["10 Gi", undefined],
  ["10KB", undefined],
])("the quantity %j is %s", (text, amount) => {
  expect(parseQuantity(text)).toBe(amount);
});
