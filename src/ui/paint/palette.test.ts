import { expect, test } from "vitest";
import { shippedTheme } from "../../config/open.ts";
import { tokens } from "../../config/theme.ts";
import type { ColorLevel } from "./color-level.ts";
import { makePalette } from "./palette.ts";

const paletteOf = (name: string, level: ColorLevel) =>
  makePalette(shippedTheme(name) ?? expect.unreachable(), level);

/** The parameters of all sequences, such as `7 38;2;1;2;3`. */
const parameters = (sequences: string) => sequences.replaceAll("\x1b[", " ").replaceAll("m", "").trim();

const reverse = "7";

test.each([
  ["ansi16", "16"],
  ["none", "none"],
] as const)(
  "where the cursor row is in reverse, as in %s, no word makes a block or a hole in it",
  (name, level) => {
    const palette = paletteOf(name, level);
    for (const token of tokens.filter((one) => one !== "surface" && one !== "match"))
      expect([token, parameters(palette.open({ token }, "surface")).replace("1 ", "")]).toEqual([
        token,
        reverse,
      ]);
  },
);

test("a match that is only underlined keeps the cursor row below it", () => {
  expect(parameters(paletteOf("none", "none").open({ background: "match" }, "surface"))).toBe("4 7");
  expect(parameters(paletteOf("ansi16", "16").open({ background: "match" }, "surface"))).toBe("30 43");
});

test.each(["dark", "light"])("in sixteen colours the %s theme hides nothing on its cursor row", (name) => {
  const palette = paletteOf(name, "16");
  const background = Number(parameters(palette.open({ background: "surface" })));
  for (const token of tokens.filter((one) => one !== "surface" && one !== "match")) {
    const [foreground] = parameters(palette.open({ token }, "surface")).split(" ");
    expect([token, Number(foreground) + 10 === background]).toEqual([token, false]);
  }
});
