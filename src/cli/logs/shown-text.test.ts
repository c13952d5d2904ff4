import { describe, expect, test } from "vitest";
import { coloredText, isSafe, plainText, safeText } from "./shown-text.ts";

const bytes = (text: string) => Buffer.from(text);
const marking = (...patterns: RegExp[]) => ({ patterns, open: "<on>" });

describe("lines that are written as they are", () => {
  test.each(["", "plain words", "a\ttab", "Größe 日本語 🚀", "é"])("%j", (text) => {
    expect(isSafe(bytes(text))).toBe(true);
  });
});

describe("lines that are not", () => {
  test.each([
    ["a bell", bytes("a\x07b")],
    ["a carriage return", bytes("10%\r20%")],
    ["an escape", bytes("\x1b[2J")],
    ["a delete", bytes("a\x7f")],
    ["a control of eight bits", bytes("\u009b2J")],
    ["text from right to left by force", bytes("a\u202eb")],
    ["a line end of Unicode", bytes("a\u2028b")],
    ["what is no UTF-8", Buffer.from([0x61, 0xff, 0x62])],
    ["half a character at the end", Buffer.from([0x61, 0xc3])],
  ])("%s", (_, line) => {
    expect(isSafe(line)).toBe(false);
  });
});

describe("what is unsafe", () => {
  test.each([
    ["a\x07b\x1b[2J", "a␇b␛[2J"],
    ["10%\r20%", "10%␍20%"],
    ["\x00\x7f\u009b", "␀␡·"],
    ["a\u202eb\u2066", "a⇄b⇄"],
    ["a\u2028b", "a␊b"],
    ["a\tb “c” 👨‍👩‍👧", "a\tb “c” 👨‍👩‍👧"],
  ])("%j is shown as %j", (text, shown) => {
    expect(safeText(text)).toBe(shown);
  });
});

describe("a line with colours", () => {
  test("keeps them, and ends them", () => {
    expect(coloredText("\x1b[31mred\x1b[1m bold", marking())).toBe("\x1b[31mred\x1b[1m bold\x1b[0m");
  });

  test("keeps nothing else", () => {
    expect(coloredText("\x1b[31mred\x1b]0;title\x07\x1b[H", marking())).toBe(
      "\x1b[31mred␛]0;title␇␛[H\x1b[0m",
    );
  });

  test("is found by its words", () => {
    expect(plainText("\x1b[31mERR\x1b[0mOR: \x1b[Kx")).toBe("ERROR: \x1b[Kx");
  });
});

describe("a match", () => {
  test("is marked wherever it stands", () => {
    expect(coloredText("an error, an Error", marking(/error/i))).toBe(
      "an <on>error\x1b[0m, an <on>Error\x1b[0m\x1b[0m",
    );
  });

  test("gives the line's own colour back behind it", () => {
    expect(coloredText("\x1b[31mred error here", marking(/error/))).toBe(
      "\x1b[31mred <on>error\x1b[0m\x1b[31m here\x1b[0m",
    );
  });

  test("goes over a change of colours", () => {
    expect(coloredText("\x1b[31mERR\x1b[0mOR!", marking(/ERROR/))).toBe(
      "\x1b[31m<on>ERR\x1b[0m\x1b[31m\x1b[0m<on>OR\x1b[0m!\x1b[0m",
    );
  });

  test("of several patterns is marked once", () => {
    expect(coloredText("abcdef", marking(/bcd/, /cde/, /x*/))).toBe("a<on>bcde\x1b[0mf\x1b[0m");
  });

  test("shows what is unsafe in it", () => {
    expect(coloredText("a\x07b", marking(/a.b/s))).toBe("<on>a␇b\x1b[0m\x1b[0m");
  });
});
