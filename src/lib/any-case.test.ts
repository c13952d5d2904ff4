import { describe, expect, test } from "vitest";
import { seeded } from "../../test/support/hostile-text.ts";
import { anyCase } from "./any-case.ts";

describe("an expression in any case", () => {
  test.each([
    ["error", "[eE][rR][rR][oO][rR]"],
    ["a+\\s[b-dX][^e]", "[aA]+\\s[b-dB-DXx][^eE]"],
    ["\\x4a\\u004A\\cA\\w", "\\x4a\\u004A\\cA\\w"],
    ["(?<name>a)(?:b)(?=c)(?<!d)", "(?<name>[aA])(?:[bB])(?=[cC])(?<![dD])"],
    ["x{2,3}é", "[xX]{2,3}[éÉ]"],
    ["[]a]*[^]", "[][aA]]*[^]"],
    ["ß1", "ß1"],
  ])("%s is %s", (pattern, expected) => {
    expect(anyCase(pattern)).toBe(expected);
  });

  test("is none where it repeats what a group has found", () => {
    expect(anyCase("(a)\\1")).toBeUndefined();
    expect(anyCase("(?<x>a)\\k<x>")).toBeUndefined();
  });
});

test("it finds what the flag finds", () => {
  const random = seeded(2);
  const pick = (items: readonly string[]) => items[Math.floor(random() * items.length)] ?? "";
  const pieces = [
    "a",
    "B",
    "z",
    ".",
    "\\w",
    "\\S",
    "\\d",
    "[a-c]",
    "[^B-D]",
    "[X-c]",
    "[!-Z]",
    "[\\w-]",
    "[a\\]b]",
    "a|b",
    "(?:ab)",
    "(c)",
    "^",
    "$",
    "\\b",
    "1",
    "-",
    "[^\\Wa]",
    "(?!a)",
  ];
  const quantifiers = ["", "", "", "*", "+", "?", "{1,2}"];
  let compared = 0;
  for (let round = 0; round < 3_000; round += 1) {
    const parts = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
      const piece = pick(pieces);
      return /^[\^$]|\\b|\(\?!|\|/.test(piece) ? piece : piece + pick(quantifiers);
    });
    const pattern = parts.join("");
    const text = Array.from({ length: Math.floor(random() * 8) }, () =>
      pick(["a", "A", "b", "B", "c", "C", "d", "Z", "1", "-", "]", " "]),
    ).join("");
    const written = anyCase(pattern) ?? "";
    expect(new RegExp(written).exec(text)?.[0], `${pattern} in ${text}`).toBe(
      new RegExp(pattern, "i").exec(text)?.[0],
    );
    compared += 1;
  }
  expect(compared).toBe(3_000);
});
