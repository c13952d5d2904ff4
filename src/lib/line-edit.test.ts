import { expect, test } from "vitest";
import { emptyLine, type LineEdit, lineEdits, lineOf, longestLine, typeInto } from "./line-edit.ts";

/** A line drawn with its cursor: `kube|ctl`. */
function line(drawn: string): LineEdit {
  const cursor = drawn.indexOf("|");
  return { text: drawn.replace("|", ""), cursor };
}

const drawn = ({ text, cursor }: LineEdit) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

test.each<[keyof typeof lineEdits, string, string]>([
  ["left", "po|ds", "p|ods"],
  ["left", "|pods", "|pods"],
  ["right", "po|ds", "pod|s"],
  ["right", "pods|", "pods|"],
  ["left", "a👩‍🚀|b", "a|👩‍🚀b"],
  ["right", "a|👩‍🚀b", "a👩‍🚀|b"],
  ["left", "e\u0301|", "|e\u0301"],
  ["home", "po|ds", "|pods"],
  ["end", "po|ds", "pods|"],
  ["word-left", "pods kube-sys|tem", "pods |kube-system"],
  ["word-left", "pods   |", "|pods   "],
  ["word-left", "|pods", "|pods"],
  ["word-right", "po|ds -A", "pods| -A"],
  ["word-right", "pods|  -A now", "pods  -A| now"],
  ["word-right", "pods|", "pods|"],
  ["delete-left", "pod|s", "po|s"],
  ["delete-left", "|pods", "|pods"],
  ["delete-left", "a🇩🇪|b", "a|b"],
  ["delete-right", "po|ds", "po|s"],
  ["delete-right", "pods|", "pods|"],
  ["delete-right", "|👩‍🚀b", "|b"],
  ["delete-word", "pods kube-sys|tem", "pods |tem"],
  ["delete-word", "pods  |", "|"],
  ["delete-to-end", "po|ds", "po|"],
  ["clear", "po|ds", "|"],
])("%s: %s becomes %s", (edit, before, after) => {
  expect(drawn(lineEdits[edit](line(before)))).toBe(after);
});

test("what is typed goes where the cursor is, and the cursor behind it", () => {
  expect(drawn(typeInto(line("po|ds"), "rt"))).toBe("port|ds");
});

test("what is typed over a selected line replaces it, and any other edit keeps it", () => {
  const selected = { ...lineOf("podz"), isSelected: true };
  expect(typeInto(selected, "no")).toEqual(lineOf("no"));
  expect(lineEdits.left(selected)).toEqual(line("pod|z"));
  expect(lineEdits["delete-left"](selected)).toEqual(line("pod|"));
});

test.each(["🙂", "👩‍👩‍👧", "e\u0301", "한"])(
  "of a paste that is too long the beginning is taken, and no half of a character such as %s",
  (character) => {
    const fits = "x".repeat(longestLine - 3);
    expect(typeInto(line("|ab"), `${fits}${character}${character}`).text).toBe(
      character.length === 1 ? `${fits}${character}ab` : `${fits}ab`,
    );
    expect(typeInto(line("|ab"), `${fits.slice(character.length - 1)}${character}`).text).toBe(
      `${fits.slice(character.length - 1)}${character}ab`,
    );
  },
);

test("a line that is opened with a text has the cursor at its end", () => {
  expect([drawn(lineOf("api")), drawn(emptyLine)]).toEqual(["api|", "|"]);
});
