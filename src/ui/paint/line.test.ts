import { describe, expect, test } from "vitest";
import { shippedTheme } from "../../config/open.ts";
import { cellWidth } from "../../lib/text.ts";
import { composeEnds, composeLine, dropCells, type Span } from "./line.ts";
import { makePalette } from "./palette.ts";

const theme = (name: string) => shippedTheme(name) ?? expect.unreachable();
const palette = makePalette(theme("dark"), "truecolor");
const plain = makePalette(theme("none"), "none");
const visible = (line: string) => line.replace(/\x1b\[[\d;]*m/g, "");

describe("a composed line", () => {
  test("is filled with blanks to its width", () => {
    expect(composeLine([{ text: "Pods" }], 8, plain)).toBe("Pods    ");
  });

  test("is cut with an ellipsis where it is too long", () => {
    expect(composeLine([{ text: "payments" }, { text: " ▸ Pods" }], 12, plain)).toBe("payments ▸ …");
  });

  test("is cut with an ellipsis where more follows a part that ends with the last cell", () => {
    expect(composeLine([{ text: "payments" }, { text: " ▸ Pods" }], 8, plain)).toBe("payment…");
    expect(composeLine([{ text: "page 世" }, { text: "more" }], 7, plain)).toBe("page … ");
    expect(composeLine([{ text: "payments" }, { text: "  " }], 8, plain)).toBe("payments");
  });

  test("opens a style once for neighbours that share it, and closes it at the end", () => {
    expect(
      composeLine([{ text: "a", token: "bad" }, { text: "b", token: "bad" }, { text: "c" }], 4, palette),
    ).toBe("\x1b[38;2;255;128;102mab\x1b[0mc ");
    expect(composeLine([{ text: "abcd", token: "bad" }], 4, palette)).toBe(
      "\x1b[38;2;255;128;102mabcd\x1b[0m",
    );
  });

  test("carries its background to its last cell", () => {
    expect(composeLine([{ text: "a", token: "bad" }], 3, palette, { background: "surface" })).toBe(
      "\x1b[38;2;255;128;102m\x1b[48;2;44;49;68ma\x1b[0m\x1b[48;2;44;49;68m  \x1b[0m",
    );
  });

  test("shows a match on its own background and text colour", () => {
    expect(composeLine([{ text: "api", background: "match" }], 3, palette, { background: "surface" })).toBe(
      "\x1b[38;2;255;255;255m\x1b[48;2;106;85;16mapi\x1b[0m",
    );
  });

  test("takes a colour of the user's own", () => {
    expect(composeLine([{ text: "prod", token: "#102030", reverse: true }], 4, palette)).toBe(
      "\x1b[7m\x1b[38;2;16;32;48mprod\x1b[0m",
    );
  });

  test("has no colours, but attributes, without colour", () => {
    expect(
      composeLine(
        [
          { text: "a", token: "bad" },
          { text: "b", token: "warn", bold: true },
        ],
        3,
        plain,
      ),
    ).toBe("\x1b[1mab\x1b[0m ");
  });

  test("lets nothing act on the terminal that slipped through", () => {
    expect(composeLine([{ text: "a\x1b[2Jb\u202ec\n" }], 12, plain)).toBe("a␛[2Jb⇄c␊   ");
  });

  test("is exactly as wide as asked, whatever it holds", () => {
    const texts = ["", "a", "Größe", "日本語", "👩 x", "e\u0301", "…", "api-7d9c6b5f4-9hz2m"];
    for (let width = 0; width < 30; width += 1)
      for (const [at, one] of texts.entries()) {
        const spans: Span[] = [{ text: one, token: "bad" }, { text: texts[(at + 3) % texts.length] ?? "" }];
        expect(cellWidth(visible(composeLine(spans, width, palette)))).toBe(width);
      }
  });

  test("is drawn in ASCII where the terminal has no more, as wide as before", () => {
    const ascii = makePalette(theme("none"), "none", true);
    expect(composeLine([{ text: "▌✖ ledger… ▸ 日é │" }], 20, ascii)).toBe(">x ledger~ > ??? |  ");
  });
});

describe("a line with two ends", () => {
  test("has them at its borders", () => {
    expect(composeEnds([{ text: "left" }], [{ text: "right" }], 12, plain)).toBe("left   right");
  });

  test("cuts the left one when both do not fit", () => {
    expect(composeEnds([{ text: "a long sentence" }], [{ text: "q quit" }], 14, plain)).toBe(
      "a long… q quit",
    );
  });

  test("keeps to its width even when the right end alone is too long", () => {
    expect(composeEnds([{ text: "left" }], [{ text: "0123456789" }], 6, plain)).toBe("01234…");
  });
});

test.each([
  ["256", "dark", "\x1b[38;5;209m"],
  ["16", "dark", "\x1b[91m"],
  ["truecolor", "ansi16", "\x1b[31m"],
  ["none", "dark", ""],
] as const)("at %s colours the theme %s shows trouble as %j", (level, name, sequence) => {
  expect(makePalette(theme(name), level).open({ token: "bad" })).toBe(sequence);
});

test("a user's colour without truecolor becomes the nearest of the sixteen", () => {
  const sixteen = makePalette(theme("dark"), "16");
  expect(sixteen.open({ token: "#ee1010" })).toBe("\x1b[91m");
  expect(sixteen.open({ background: "#000080" })).toBe("\x1b[44m");
});

test.each([
  [0, ["abc", "日本", "x"]],
  [2, ["c", "日本", "x"]],
  [3, ["日本", "x"]],
  [4, [" 本", "x"]],
  [8, []],
  [99, []],
])("%i cells scrolled off leave %j", (cells, left) => {
  const spans = [{ text: "abc" }, { text: "日本" }, { text: "x" }];
  expect(dropCells(spans, cells).map(({ text }) => text)).toEqual(left);
});
