import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { staleFiles } from "../../test/tools/generate.ts";
import { loadKeymap, loadTheme } from "./load.ts";
import { defaultKeymap, shippedTheme } from "./open.ts";
import { type HexColor, type Theme, type Token, tokens } from "./theme.ts";

const root = new URL("../../", import.meta.url);
const files = (folder: string) => readdirSync(new URL(folder, root)).filter((file) => file.endsWith(".yaml"));
const text = (path: string) => readFileSync(new URL(path, root), "utf8");
const unreachable = () => expect.unreachable();

test("the schemas and the built-in defaults are what their sources make", () => {
  expect(staleFiles()).toEqual([]);
});

test.each(files("keymaps"))("the keymap %s has no problems", (file) => {
  expect(loadKeymap(text(`keymaps/${file}`), file, new Map()).problems).toEqual([]);
});

test("no key of the shipped keymap ends anything in a cluster", () => {
  const commands = [...defaultKeymap.values()].flatMap((keys) => [...keys.values()]);
  expect(commands.filter((id) => /delete|kill|drain|evict/.test(id) && !id.startsWith("prompt."))).toEqual(
    [],
  );
});

test.each(["s", "d", "e", "ctrl-k", "F"])("`%s` stays free for the command on objects to come", (key) => {
  expect(defaultKeymap.get("global")?.has(key)).toBe(false);
  for (const scope of ["table", "yaml"]) expect(defaultKeymap.get(scope)?.get(key)).toMatch(/^absent\./);
});

describe.each(files("themes"))("the theme %s", (file) => {
  test("has no problems and every token", () => {
    const { value, problems } = loadTheme(text(`themes/${file}`), file, unreachableTheme);
    expect(problems).toEqual([]);
    expect(tokens.filter((token) => value.tokens[token] === undefined)).toEqual([]);
  });
});

function unreachableTheme(): Theme {
  return { name: "empty", tokens: {} as Theme["tokens"] };
}

type Rgb = readonly [number, number, number];
const rgb = (hex: HexColor): Rgb => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};
const linear = (channel: number) => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const luminance = ([r, g, b]: Rgb) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

/** Contrast as WCAG 2 defines it: 1 to 21. */
function contrast(a: HexColor, b: HexColor): number {
  const [high = 0, low = 0] = [luminance(rgb(a)), luminance(rgb(b))].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const readable: readonly Token[] = [
  "dim",
  "accent",
  "cursor",
  "bad",
  "warn",
  "busy",
  "good",
  "info",
  "add",
  "remove",
];
const pods: readonly Token[] = ["pod1", "pod2", "pod3", "pod4", "pod5", "pod6"];

describe.each([
  ["dark", ["#000000", "#1e1e1e"], "#e6e6e6"],
  ["light", ["#ffffff", "#f7f4ea"], "#1c1c1c"],
] as const)("the %s theme in truecolor", (name, backgrounds, ordinaryText) => {
  const theme = shippedTheme(name) ?? unreachable();
  const color = (token: Token) => {
    const { color: hex = "default" } = theme.tokens[token];
    return hex === "default" ? unreachable() : hex;
  };

  test.each([...readable, ...pods])("%s is readable on the background", (token) => {
    for (const background of backgrounds)
      expect(contrast(color(token), background)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(readable)("%s is readable on the cursor row", (token) => {
    expect(contrast(color(token), color("surface"))).toBeGreaterThanOrEqual(4.5);
  });

  test("ordinary text is readable on the cursor row, and matches are on theirs", () => {
    expect(contrast(ordinaryText, color("surface"))).toBeGreaterThanOrEqual(7);
    const on = theme.tokens.match.on;
    expect(
      contrast(on?.startsWith("#") ? (on as HexColor) : unreachable(), color("match")),
    ).toBeGreaterThanOrEqual(4.5);
  });

  test("lines are visible and quieter than words", () => {
    for (const background of backgrounds) {
      expect(contrast(color("border"), background)).toBeGreaterThanOrEqual(2);
      expect(contrast(color("border"), background)).toBeLessThan(contrast(color("dim"), background));
    }
  });

  test.each([
    ["ordinary eyes", undefined],
    ["red-blind eyes", protanopia],
    ["green-blind eyes", deuteranopia],
  ])("the six pod hues stay apart for %s", (_, blindness) => {
    for (const [index, one] of pods.entries())
      for (const other of pods.slice(index + 1)) {
        expect({ one, other, difference: difference(color(one), color(other), blindness) > 9 }).toEqual({
          one,
          other,
          difference: true,
        });
      }
  });

  test.each([
    ["ordinary eyes", undefined],
    ["red-blind eyes", protanopia],
    ["green-blind eyes", deuteranopia],
  ])("failed, warning and healthy stay apart for %s", (_, blindness) => {
    expect(difference(color("bad"), color("good"), blindness)).toBeGreaterThan(12);
    expect(difference(color("bad"), color("warn"), blindness)).toBeGreaterThan(12);
    expect(difference(color("warn"), color("busy"), blindness)).toBeGreaterThan(12);
  });
});

type Matrix = readonly (readonly [number, number, number])[];

// Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
const protanopia: Matrix = [
  [0.152286, 1.052583, -0.204868],
  [0.114503, 0.786281, 0.099216],
  [-0.003882, -0.048116, 1.051998],
];
const deuteranopia: Matrix = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
];

/** Distance in CIE L*a*b* (CIE76); 2.3 is just noticeable side by side. */
function difference(a: HexColor, b: HexColor, blindness?: Matrix): number {
  const [first, second] = [lab(a, blindness), lab(b, blindness)];
  return Math.hypot(...first.map((value, index) => value - (second[index] ?? 0)));
}

function lab(hex: HexColor, blindness?: Matrix): number[] {
  const [r, g, b] = rgb(hex).map(linear) as unknown as Rgb;
  const [x, y, z] = (blindness ?? identity).map((row) =>
    Math.max(0, row[0] * r + row[1] * g + row[2] * b),
  ) as unknown as Rgb;
  const curve = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const fx = curve((0.4124 * x + 0.3576 * y + 0.1805 * z) / 0.9505);
  const fy = curve(0.2126 * x + 0.7152 * y + 0.0722 * z);
  const fz = curve((0.0193 * x + 0.1192 * y + 0.9505 * z) / 1.089);
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

const identity: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
