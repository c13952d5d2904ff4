import { expect, test } from "vitest";
import { wrapText } from "./wrap.ts";

test.each([
  ["what fits stays one line", "as it is", 8, ["as it is"]],
  ["lines break between words", "one two three", 8, ["one two", "three"]],
  ["a blank at the break is dropped", "one two", 4, ["one", "two"]],
  ["a word longer than a line is broken", "abcdefgh ij", 3, ["abc", "def", "gh", "ij"]],
  ["wide characters are not split", "世界世界", 5, ["世界", "世界"]],
  ["a character wider than the line has a line of its own", "世界", 1, ["世", "界"]],
  ["nothing is no line", "  ", 8, []],
  ["no room is no line", "text", 0, []],
])("%s", (_, text, width, lines) => {
  expect(wrapText(text, width)).toEqual(lines);
});

test("what is beyond the last line is cut off", () => {
  expect(wrapText("one two three four", 8, 2)).toEqual(["one two", "three f…"]);
});
