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
    ["[", "[", undefined],
  ])("%s on %j: %s", (pattern, text, matches) => {
    if (matches === undefined) expect(() => parsePattern(pattern)).toThrow(PatternError);
    else expect(parsePattern(pattern).test(text)).toBe(matches);
  });

  test("takes flags from elsewhere too", () => {
    expect(parsePattern("error", "i").test("ERROR")).toBe(true);
    expect(parsePattern("(?i)error", "i").flags).toBe("i");
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
