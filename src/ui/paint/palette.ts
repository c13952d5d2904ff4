import {
  type AnsiColor,
  ansiColors,
  type HexColor,
  type TextStyle,
  type Theme,
  type Token,
  type TokenLook,
} from "../../config/theme.ts";
import type { ColorLevel } from "./color-level.ts";
import { ansiSgr, hexSgr } from "./sgr.ts";

/**
 * A theme's token, a colour of the user's own such as a context's accent, or one of the terminal's that a program wrote
 * its log in.
 */
export type Color = Token | HexColor | AnsiColor;

/** How a piece of text looks. Everything absent means the terminal's own. */
export interface Style {
  readonly token?: Color;
  readonly background?: Color;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly underline?: boolean;
  readonly reverse?: boolean;
}

/** A theme made ready for one terminal. Built once; asking it for a style again costs one look-up. */
export interface Palette {
  readonly theme: string;
  readonly level: ColorLevel;
  /** Lines are put into ASCII when they are composed. */
  readonly ascii: boolean;
  /** The sequences that switch a style on; `""` for a plain one. `under` is the background of the whole line. */
  open(style: Style, under?: Color): string;
}

const attributes: Readonly<Record<TextStyle, string>> = {
  bold: "\x1b[1m",
  dim: "\x1b[2m",
  underline: "\x1b[4m",
  reverse: "\x1b[7m",
};

/** Makes a theme ready for a terminal with this depth of colour. */
export function makePalette(theme: Theme, level: ColorLevel, ascii = false): Palette {
  const known = new Map<string, string>();
  return {
    theme: theme.name,
    level,
    ascii,
    open(style, under) {
      const { token, background, bold, dim, underline, reverse } = style;
      const flags = (bold ? 1 : 0) + (dim ? 2 : 0) + (underline ? 4 : 0) + (reverse ? 8 : 0);
      const key = `${token ?? ""}|${background ?? ""}|${under ?? ""}|${flags}`;
      let sequences = known.get(key);
      if (sequences === undefined) {
        sequences = sequencesOf(style, under, theme, level);
        known.set(key, sequences);
      }
      return sequences;
    },
  };
}

function sequencesOf(style: Style, under: Color | undefined, theme: Theme, level: ColorLevel): string {
  const backs = backgroundsOf(style.background, under, theme, level);
  const isReversed = backs.some((look) => look.style?.includes("reverse"));
  const front = style.token === undefined ? undefined : lookOf(style.token, theme);
  const wanted = new Set<TextStyle>([...(front?.style ?? []), ...backs.flatMap((look) => look.style ?? [])]);
  for (const name of ["bold", "dim", "underline", "reverse"] as const) if (style[name]) wanted.add(name);
  // In reverse the colour of a word would become a block of it, and a dim one would make holes in the row.
  if (isReversed) wanted.delete("dim");
  const lines = [...wanted].map((name) => attributes[name]);
  const [back] = backs;
  if (front !== undefined && !isReversed)
    lines.push(colorOf(readable(front, back, theme, level), "foreground", level));
  else if (front === undefined && back?.on !== undefined)
    lines.push(colorOf(lookOn(back.on), "foreground", level));
  if (back !== undefined) lines.push(colorOf(back, "background", level));
  return lines.join("");
}

/** The background, and the row's own where that has no colour to cover it with: what it is marked by is added to it. */
function backgroundsOf(
  own: Color | undefined,
  under: Color | undefined,
  theme: Theme,
  level: ColorLevel,
): TokenLook[] {
  const row = under === undefined ? [] : [lookOf(under, theme)];
  if (own === undefined || own === under) return row;
  const look = lookOf(own, theme);
  return shownColor(look, level) === undefined ? [look, ...row] : [look];
}

/** With few colours a quiet one may be that of the background. */
function readable(front: TokenLook, back: TokenLook | undefined, theme: Theme, level: ColorLevel): TokenLook {
  const color = shownColor(front, level);
  const isLost = color !== undefined && back !== undefined && color === shownColor(back, level);
  return isLost ? theme.tokens.text : front;
}

function lookOf(color: Color, theme: Theme): TokenLook {
  if (isHex(color)) return { color };
  return isAnsi(color) ? { ansi: color } : theme.tokens[color];
}

function lookOn(on: NonNullable<TokenLook["on"]>): TokenLook {
  return isHex(on) ? { color: on } : { ansi: on };
}

const ansiNames: ReadonlySet<string> = new Set(ansiColors);

function isAnsi(color: Token | AnsiColor): color is AnsiColor {
  return ansiNames.has(color);
}

function isHex(color: string): color is HexColor {
  return color.startsWith("#");
}

/** Undefined for the terminal's own. */
function shownColor(look: TokenLook, level: ColorLevel): HexColor | AnsiColor | undefined {
  if (level === "none") return undefined;
  const { color = look.ansi, ansi = color } = look;
  const shown = level === "16" ? ansi : color;
  return shown === "default" ? undefined : shown;
}

function colorOf(look: TokenLook, layer: "foreground" | "background", level: ColorLevel): string {
  const shown = shownColor(look, level);
  if (shown === undefined) return "";
  return isHex(shown) ? hexSgr(shown, layer, level) : ansiSgr(shown, layer);
}
