import { describe, expect, test } from "vitest";
import { PatternError, parsePattern } from "./pattern.ts";

function failure(text: string): PatternError {
  try {
    parsePattern(text);
  } catch (error) {
    if (error instanceof PatternError) return error;
    throw error;
  }
  throw new Error(`${text} is a regular expression`);
}

describe("a pattern as Go's tools take it", () => {
  test.each([
    ["api|web", "web-0", true],
    ["^api", "my-api", false],
    ["(?i)error", "an ERROR", true],
    ["(?is)a.b", "A\nB", true],
    ["(?P<code>5\\d\\d)", "status 503", true],
    ["[[:digit:]]+ms", "took 12ms", true],
    ["[^[:space:]]", " ", false],
    ["\\Aapi\\z", "api", true],
    ["\\Aapi\\z", "api\n", false],
    ["\\\\A", "\\A", true],
    ["(?m)^b$\\z", "a\nb", true],
    ["\\Qa.b\\E$", "a.b", true],
    ["\\Qa.b", "axb", false],
    ["^\\p{L}+$", "größe", true],
    ["^\\pN$", "7", true],
    ["^[\\p{Greek}-]+$", "α-ω", true],
    ["\\P{L}", "abc", false],
    ["\\p{^L}", "abc", false],
    ["\\\\p{2}", "\\pp", true],
    ["(?i)\\p{Lu}x", "aX", true],
    ["[", "[", undefined],
  ])("%s on %j: %s", (pattern, text, matches) => {
    if (matches === undefined) expect(() => parsePattern(pattern)).toThrow(PatternError);
    else expect(parsePattern(pattern).test(text)).toBe(matches);
  });

  test("in any case, and from beginning to end, without what V8's engine for long texts does not know", () => {
    expect(parsePattern("(?i)error")).toEqual(/[eE][rR][rR][oO][rR]/);
    expect(parsePattern("(?is)\\Aa.b\\z")).toEqual(/^[aA].[bB]$/s);
    expect(parsePattern("a", "i")).toEqual(/[aA]/);
    // What a group has found cannot be said in both cases.
    expect(parsePattern("(?i)(a)\\1").flags).toBe("i");
  });
});

describe("what is no pattern names its place", () => {
  test.each([
    ["err(or", 3, "unterminated group"],
    ["a)b", 1, "unmatched ')'"],
    ["a[b-", 1, "unterminated character class"],
    ["*api", 0, "nothing to repeat"],
    ["api|+x(", 4, "nothing to repeat"],
    ["x[z-a]", 4, "range out of order in character class"],
    ["path\\", 4, "\\ at end of pattern"],
    ["(?i)a(", 5, "unterminated group"],
    ["a(b[)]", 1, "unterminated group"],
  ])("%s: character %d, %s", (pattern, at, message) => {
    expect(failure(pattern)).toMatchObject({ at, message });
  });
});
