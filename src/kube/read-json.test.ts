import { expect, test } from "vitest";
import { parseExactly } from "./read-json.ts";

test.each([
  ['{"a":12345678901234567}', { a: 12345678901234567n }],
  ['{"a":-9223372036854775808}', { a: -9223372036854775808n }],
  ['{"a":9007199254740991}', { a: 9007199254740991 }],
  ['["1234567890123456", 1.5, 1e21, 3]', ["1234567890123456", 1.5, 1e21, 3]],
  ['{"text":"12345678901234567890"}', { text: "12345678901234567890" }],
])("%s is read without rounding whole numbers", (text, value) => {
  expect(parseExactly(text)).toEqual(value);
});
