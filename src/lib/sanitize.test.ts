import { describe, expect, test } from "vitest";
import { sanitize } from "./sanitize.ts";
import { cellWidth, graphemes } from "./text.ts";

describe("what a cluster sends never acts on the terminal", () => {
  test.each([
    ["an escape sequence", "\x1b[31mred\x1b[0m", "␛[31mred␛[0m"],
    ["a clipboard write", "\x1b]52;c;ZXZpbA==\x07", "␛]52;c;ZXZpbA==␇"],
    ["an 8-bit control sequence", "\u009b31m", "·31m"],
    ["a backspace", "safe\b\b\b\bevil", "safe␈␈␈␈evil"],
    ["a delete", "a\x7fb", "a␡b"],
    ["a null", "a\0b", "a␀b"],
    ["a carriage return in the middle", "good\rbad", "good␍bad"],
    ["a line end", "one\ntwo", "one␊two"],
    ["a Windows line end", "one\r\ntwo", "one␊two"],
    ["a Unicode line end", "one\u2028two", "one␊two"],
    ["a tab", "a\tb", "a␉b"],
    ["a right-to-left override", "photo\u202egnp.exe", "photo⇄gnp.exe"],
    ["an isolate", "\u2066x\u2069", "⇄x⇄"],
    ["a zero-width space", "pass\u200bword", "pass·word"],
    ["a byte order mark", "\ufeffname", "·name"],
    ["a soft hyphen", "co\u00adop", "co·op"],
    ["a Hangul filler", "a\u3164b", "a·b"],
    ["tag characters", "a\u{e0041}b", "a·b"],
    ["half a surrogate pair", "a\ud83dz", "a�z"],
    ["a code point without a character", "a\u{1fffe}b", "a�b"],
  ])("%s is shown, not sent", (_, text, shown) => {
    expect(sanitize(text)).toBe(shown);
  });
});

describe("what terminals measure differently is reduced to what they agree on", () => {
  test.each([
    ["an emoji with a variation selector", "⚠\ufe0f disk", "⚠ disk"],
    ["a joined emoji", "👩\u200d💻", "👩💻"],
    ["a skin tone", "👍🏽", "👍"],
    ["a skin tone on a letter", "a🏽", "a·"],
    ["a keycap", "1\ufe0f\u20e3", "1"],
    ["a flag", "🇩🇪", "DE"],
    ["an accent of its own", "e\u0301", "é"],
    ["a Hangul syllable in letters", "\u1100\u1161\u11a8", "각"],
    ["a Hangul vowel of its own", "a\u1161", "a·"],
    ["a pile of marks", `z${"\u0335".repeat(40)}`, `z${"\u0335".repeat(3)}·`],
    ["a mark without a base", "\u0301x", "◌\u0301x"],
  ])("%s", (_, text, shown) => {
    expect(sanitize(text)).toBe(shown);
  });
});

test("clean text comes back as it is", () => {
  for (const text of ["", "api-7d9c6b5f4-9hz2m", "Größe: 3 µm → 日本語", "⏳ ✖ ▲ ◌"])
    expect(sanitize(text)).toBe(text);
});

test("line ends and tabs are kept, blanked or expanded on request", () => {
  expect(sanitize("a\r\nb\nc", { newline: "keep" })).toBe("a\nb\nc");
  expect(sanitize("a\nb\tc", { newline: "space", tab: "space" })).toBe("a b c");
  expect(sanitize("a\tbcd\te", { tab: 4 })).toBe("a   bcd e");
  expect(sanitize("日\tb\n\tc", { newline: "keep", tab: 4 })).toBe("日  b\n    c");
});

describe("for any string at all", () => {
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return Math.floor((seed / 0x7fffffff) * below) % below;
  };
  const ranges = [
    [0, 0xa0],
    [0x20, 0x7e],
    [0x300, 0x370],
    [0x600, 0x700],
    [0x2000, 0x2070],
    [0xd800, 0xdfff],
    [0xfe00, 0xfe0f],
    [0xfff0, 0xffff],
    [0x1f1e6, 0x1f1ff],
    [0x1f300, 0x1f6ff],
    [0xe0000, 0xe0200],
    [0, 0x10ffff],
  ] as const;
  const piece = () => {
    const [from, to] = ranges[random(ranges.length)] ?? [0, 1];
    return String.fromCodePoint(from + random(to - from));
  };
  const texts = Array.from({ length: 3000 }, () => Array.from({ length: random(12) }, piece).join(""));

  test("nothing unsafe is left, and a second pass changes nothing", () => {
    for (const text of texts) {
      const shown = sanitize(text);
      expect(JSON.stringify(shown)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u);
      expect(sanitize(shown)).toBe(shown);
    }
  });

  test("every grapheme left takes at least one cell", () => {
    for (const text of texts)
      for (const part of graphemes(sanitize(text))) {
        expect({ text: JSON.stringify(text), part, cells: cellWidth(part) }).not.toMatchObject({ cells: 0 });
      }
  });
});
