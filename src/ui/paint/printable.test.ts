import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test.each([
  ["a short text", "prod-eu", "prod-eu"],
  ["a text as long as may be", "0123456789", "0123456789"],
  ["a text that is longer", "0123456789a", "0123456789…"],
  ["half an emoji", "012345678😀b", "012345678…"],
  ["a whole emoji at the end", "01234567😀b", "01234567😀…"],
  ["a letter without its accent", "012345678e\u0301b", "012345678…"],
  ["a syllable of Hangul in parts", "01234567\u1112\u1161\u11abb", "01234567…"],
])("%s is cut between two characters", (_, text, shown) => {
  expect(printable(text, {}, 10)).toBe(shown);
});

test("a hundred thousand accents on one letter are cut all the same", () => {
  expect(printable(`e${"\u0301".repeat(100_000)}`, {}, 10).length).toBeLessThan(20);
});
