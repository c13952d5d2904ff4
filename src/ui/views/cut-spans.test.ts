import { describe, expect, test } from "vitest";
import type { Part } from "../../lib/occurrences.ts";
import { type Span, spansWidth } from "../paint/line.ts";
import { cutSpans } from "./cut-spans.ts";

const alphabet: readonly Span[] = [{ text: "abcdefghijklm" }, { text: "nopqrstuvwxyz", token: "dim" }];

/** What is seen, with marks in brackets. */
function seen(spans: readonly Span[]): string {
  const text = spans.map(({ text, background }) =>
    background === "match" && text !== "" ? `[${text}]` : text,
  );
  return text.join("").replaceAll("][", "");
}

function cut(spans: readonly Span[], found: readonly Part[], left = 0, wanted: readonly Part[] = []): string {
  const shown = cutSpans(spans, { found, wanted }, left, 10);
  expect(spansWidth(shown)).toBe(10);
  return seen(shown);
}

describe("a text that is too long for its place", () => {
  test.each<[string, string, readonly Part[], number]>([
    ["ends with an ellipsis", "abcdefghi…", [], 0],
    ["has what is found in it marked", "ab[cd]efghi…", [[2, 4]], 0],
    [
      "marks the ellipsis where something is found behind it",
      "ab[cd]efghi[…]",
      [
        [2, 4],
        [20, 22],
      ],
      0,
    ],
    ["and where the end of it is", "abcdefg[hi…]", [[7, 12]], 0],
    ["is shown from where it was scrolled to", "fghijklmn…", [], 5],
    ["marks its first cell where something is found before it", "[…]ghijklmn…", [[1, 3]], 5],
    [
      "does so at both ends",
      "[…]ghijklmn[…]",
      [
        [1, 3],
        [24, 26],
      ],
      5,
    ],
    [
      "ends as it is where all of its rest fits",
      "[…]rstuvw[xyz]",
      [
        [1, 3],
        [23, 26],
      ],
      16,
    ],
  ])("%s", (_, expected, found, left) => {
    expect(cut(alphabet, found, left)).toBe(expected);
  });

  test.each<[string, string, Part]>([
    ["stays where it is in sight already", "[abc]defghi…", [0, 3]],
    ["is brought into sight, with some of what is before it", "…mn[op]qrst…", [14, 16]],
    ["is brought into sight at the end", "…rstuvwx[yz]", [24, 26]],
    ["shows its beginning where it is too long itself", "…[nopqrstu…]", [13, 25]],
  ])("what is looked for %s", (_, expected, part) => {
    expect(cut(alphabet, [part], 0, [part])).toBe(expected);
  });

  test("wide characters are counted as such", () => {
    const wide: readonly Span[] = [{ text: "漢字漢字漢字漢字漢字here" }];
    expect(cut(wide, [[10, 14]])).toBe("漢字漢字[…] ");
    expect(cut(wide, [[10, 14]], 0, [[10, 14]])).toContain("[here]");
  });
});

test("a text that fits is followed by blanks", () => {
  expect(cut([{ text: "found" }], [[0, 5]])).toBe("[found]     ");
});
