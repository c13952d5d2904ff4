import { describe, expect, test } from "vitest";
import {
  cellWidth,
  cutMiddle,
  fitText,
  graphemes,
  pad,
  shortenMiddle,
  takeEnd,
  takeStart,
  truncate,
} from "./text.ts";

test.each([
  ["", 0],
  ["api-7d9c", 8],
  ["Größe …", 7],
  ["▌✖ ledger ▸", 11],
  ["日本", 4],
  ["e\u0301", 1],
  ["👩", 2],
  ["⏳ wait", 7],
  ["한글", 4],
])("%j is %i cells wide", (text, width) => {
  expect(cellWidth(text)).toBe(width);
});

test.each([
  ["ledger", 6, "ledger"],
  ["ledger-0", 6, "ledge…"],
  ["日本語", 6, "日本語"],
  ["日本語", 5, "日本…"],
  ["日本語", 4, "日…"],
  ["ab", 1, "…"],
  ["ab", 0, ""],
  ["ab", -3, ""],
  ["ne\u0301e", 2, "n…"],
  ["ne\u0301ee", 3, "ne\u0301…"],
])("%j cut at the end to %i cells reads %j", (text, width, expected) => {
  expect(truncate(text, width)).toBe(expected);
});

test.each([
  ["api-7d9c6b5f4-9hz2m", 19, "api-7d9c6b5f4-9hz2m"],
  ["api-7d9c6b5f4-9hz2m", 15, "api-7d9c…-9hz2m"],
  ["api-7d9c6b5f4-9hz2m", 2, "a…"],
  ["api-7d9c6b5f4-9hz2m", 1, "…"],
  ["api-7d9c6b5f4-9hz2m", 0, ""],
  ["日本語日本語", 8, "日本…語"],
])("%j cut in the middle to %i cells reads %j", (text, width, expected) => {
  expect(shortenMiddle(text, width)).toBe(expected);
});

test("a cut in the middle says which parts of the text stay", () => {
  expect(cutMiddle("api-7d9c6b5f4-9hz2m", 15)).toEqual({ head: 8, tail: 13 });
  expect(cutMiddle("api", 15)).toBeUndefined();
});

test.each([
  ["left", "12  "],
  ["right", "  12"],
  ["center", " 12 "],
] as const)("a text is padded to the %s", (align, expected) => {
  expect(pad("12", 4, align)).toBe(expected);
});

test("a wide character that would be halved leaves a blank instead", () => {
  expect(fitText("日本語", 4)).toBe("日… ");
  expect(fitText("日本語", 4, "right")).toBe(" 日…");
});

test("the ends of a text are taken in whole graphemes", () => {
  expect(takeStart("e\u0301e\u0301", 1)).toBe("e\u0301");
  expect(takeEnd("日本", 3)).toBe("本");
  expect(graphemes("ae\u0301👩‍💻")).toEqual(["a", "e\u0301", "👩‍💻"]);
});

describe("for any text and any width", () => {
  const alphabet = [..."abcdefgh-0123456789", "日", "한", "é", "e\u0301", "👩", "⚠", "…", "▌", "я", "क्ष", "ﾞ"];
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return Math.floor((seed / 0x7fffffff) * below) % below;
  };
  const texts = Array.from({ length: 400 }, () =>
    Array.from({ length: random(30) }, () => alphabet[random(alphabet.length)]).join(""),
  );

  test.each(["end", "middle"] as const)("a fit cut at the %s is exactly as wide as asked", (cut) => {
    for (const text of texts) {
      const width = random(35);
      const shown = fitText(text, width, "left", cut);
      expect({ text, width, shown, cells: cellWidth(shown) }).toMatchObject({ cells: width });
    }
  });

  test("what is left of a text is made of its own graphemes", () => {
    for (const text of texts) {
      const start = takeStart(text, random(20));
      const end = takeEnd(text, random(20));
      expect(graphemes(text).slice(0, graphemes(start).length).join("")).toBe(start);
      expect(
        graphemes(text)
          .slice(graphemes(text).length - graphemes(end).length)
          .join(""),
      ).toBe(end);
    }
  });
});
