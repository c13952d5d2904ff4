import { describe, expect, test } from "vitest";
import { hostileText, seeded } from "../../test/support/hostile-text.ts";
import { type AnsiSpan, ansiText, withoutAnsi } from "./ansi.ts";
import { sanitize } from "./sanitize.ts";
import { cellWidth } from "./text.ts";

const shown = (line: string) =>
  ansiText(line)
    .spans.map(({ text }) => text)
    .join("");

describe("the colours of a line", () => {
  test.each<[string, AnsiSpan[]]>([
    ["plain", [{ text: "plain" }]],
    ["", []],
    ["\x1b[31mred\x1b[0m plain", [{ text: "red", color: 1 }, { text: " plain" }]],
    ["\x1b[1;91;44mx", [{ text: "x", bold: true, color: 9, background: 4 }]],
    ["\x1b[1m\x1b[2m\x1b[4m\x1b[7mx", [{ text: "x", bold: true, dim: true, underline: true, reverse: true }]],
    [
      "\x1b[1;2;4;7;31;41mx\x1b[22;24;27;39my\x1b[49mz",
      [
        { text: "x", bold: true, dim: true, underline: true, reverse: true, color: 1 },
        { text: "y", background: 1 },
        { text: "z" },
      ],
    ],
    [
      "\x1b[38;5;9ma\x1b[38;5;208mb\x1b[48;5;244mc",
      [
        { text: "a", color: 9 },
        { text: "b", color: "#ff8700" },
        { text: "c", color: "#ff8700", background: "#808080" },
      ],
    ],
    ["\x1b[38;2;1;2;255mx", [{ text: "x", color: "#0102ff" }]],
    ["\x1b[38:2::1:2:255mx", [{ text: "x", color: "#0102ff" }]],
    ["\x1b[38:2:1:2:255mx", [{ text: "x", color: "#0102ff" }]],
    ["\x1b[38:5:9;1mx", [{ text: "x", color: 9, bold: true }]],
    ["\x9b32mx", [{ text: "x", color: 2 }]],
    ["\x1b[mx\x1b[;31mred", [{ text: "x" }, { text: "red", color: 1 }]],
    ["\x1b[38;5;999mx\x1b[38;2;1mx\x1b[48my", [{ text: "x" }, { text: "x" }, { text: "y" }]],
    ["\x1b[>4;1mx", [{ text: "x" }]],
  ])("%j", (line, spans) => {
    expect(ansiText(line).spans).toEqual(spans);
  });

  test("never hide the text", () => {
    expect(ansiText("\x1b[8mhidden\x1b[31;41msame").spans).toEqual([
      { text: "hidden" },
      { text: "same", color: 1 },
    ]);
  });
});

describe("what else terminals obey is not in the text", () => {
  test.each([
    ["\x1b[2J\x1b[Hcleared", "cleared"],
    ["\x1b]0;title\x07named", "named"],
    ["\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"],
    ["\x1bP1$q\x1b\\answered", "answered"],
    ["\x1b(Bcharset\x1b7saved\x1bcreset", "charsetsavedreset"],
    ["\x9d0;title\x9cnamed", "named"],
    ["\x1b[?1049hother screen", "other screen"],
  ])("%j", (line, text) => {
    expect(shown(line)).toBe(text);
    expect(withoutAnsi(line)).toBe(text);
  });
});

describe("nothing vanishes that a sequence without an end stands before", () => {
  test.each([
    ["\x1b]0;no end", "␛]0;no end"],
    ["\x1b[31", "␛[31"],
    ["\x1b", "␛"],
    ["\x1b]0;\x1b[31mred", "␛]0;red"],
    ["bell \x07 and back\b", "bell ␇ and back␈"],
  ])("%j", (line, text) => {
    expect(shown(line)).toBe(text);
  });
});

describe("a carriage return begins the line anew", () => {
  test.each([
    ["10%\r20%\r100%", "100%"],
    ["windows\r", "windows"],
    ["done\r\r\r", "done"],
    ["done\r\x1b[K\x1b[0m", "done"],
    ["\r", ""],
    ["\rfirst", "first"],
  ])("%j", (line, text) => {
    expect(shown(line)).toBe(text);
    expect(withoutAnsi(line)).toBe(text);
  });

  test("but keeps the colour", () => {
    expect(ansiText("\x1b[31mone\rtwo").spans).toEqual([{ text: "two", color: 1 }]);
  });
});

test("tabs reach to the next stop, wherever colours change", () => {
  expect(shown("a\tb")).toBe("a       b");
  expect(shown("\x1b[31mabc\x1b[0m\td")).toBe("abc     d");
  expect(
    ansiText("a\tb", { tab: 4 })
      .spans.map(({ text }) => text)
      .join(""),
  ).toBe("a   b");
});

test("no more is shown than fits", () => {
  expect(ansiText("\x1b[31mabc\x1b[0mdef", { cells: 4 })).toEqual({
    spans: [{ text: "abc", color: 1 }, { text: "d" }],
    isCut: true,
  });
  expect(ansiText("abc", { cells: 3 }).isCut).toBe(false);
  expect(ansiText("漢字", { cells: 3 })).toEqual({ spans: [{ text: "漢" }], isCut: true });
});

test("a line of megabytes takes no longer than what is shown of it", () => {
  const long = "\x9d".repeat(2_000_000);
  expect(
    cellWidth(
      ansiText(long, { cells: 80 })
        .spans.map(({ text }) => text)
        .join(""),
    ),
  ).toBe(80);
  expect(ansiText("e\u0301".repeat(1_000_000), { cells: 5 }).isCut).toBe(true);
});

test("whatever a line is made of, its text is safe and as wide as asked at most", () => {
  const random = seeded(7);
  for (let round = 0; round < 2000; round += 1) {
    const line = hostileText(random);
    const { spans } = ansiText(line, { cells: 60 });
    const text = spans.map((span) => span.text).join("");
    expect(cellWidth(text)).toBeLessThanOrEqual(60);
    for (const span of spans) expect(sanitize(span.text)).toBe(span.text);
  }
});
