import { expect, test } from "vitest";
import { takesQuestions, whyNoScreen, whyTooSmall } from "./fitness.ts";

const tty = { isTTY: true };
const screen = { isTTY: true, columns: 80, rows: 24 };

test.each([
  [{ stdin: tty, stdout: screen, term: "xterm" }, undefined],
  [{ stdin: tty, stdout: screen, term: undefined }, undefined],
  [{ stdin: tty, stdout: { isTTY: true, columns: 0, rows: 0 }, term: "xterm" }, undefined],
  [
    { stdin: tty, stdout: {}, term: "xterm" },
    "The output is not a terminal, so no screen can be drawn on it.",
  ],
  [
    { stdin: {}, stdout: screen, term: "xterm" },
    "The input is not a terminal, so no keys can be read from it.",
  ],
  [
    { stdin: tty, stdout: screen, term: "dumb" },
    "The terminal calls itself dumb (TERM=dumb): it cannot place text on a screen.",
  ],
  [
    { stdin: tty, stdout: { isTTY: true, columns: 10, rows: 3 }, term: "xterm" },
    "The terminal has 10 x 3 cells; 20 x 4 are needed.",
  ],
])("of %o is said: %s", (terminal, sentence) => {
  expect(whyNoScreen(terminal)).toBe(sentence);
});

test("a screen of the least size can be used", () => {
  expect(whyTooSmall({ columns: 20, rows: 4 })).toBeUndefined();
  expect(whyTooSmall({ columns: 19, rows: 4 })).toContain("19 x 4");
});

test.each([
  ["xterm-256color", true],
  ["tmux-256color", true],
  ["linux", false],
  ["vt220", false],
  ["", false],
  [undefined, false],
])("a terminal called %s is asked about itself: %s", (term, answer) => {
  expect(takesQuestions(term)).toBe(answer);
});
