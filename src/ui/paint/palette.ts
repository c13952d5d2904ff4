import type { HexColor, TextStyle, Theme, Token, TokenLook } from "../../config/theme.ts";
import type { ColorLevel } from "./color-level.ts";
import { ansiSgr, hexSgr } from "./sgr.ts";

/** A theme's token, or a colour of the user's own such as a context's accent. */
export type Color = Token | HexColor;

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
      const { token, background = under, bold, dim, underline, reverse } = style;
      const flags = (bold ? 1 : 0) + (dim ? 2 : 0) + (underline ? 4 : 0) + (reverse ? 8 : 0);
      const key = `${token ?? ""}|${background ?? ""}|${flags}`;
      let sequences = known.get(key);
      if (sequences === undefined) {
        sequences = sequencesOf(
          { ...style, ...(background === undefined ? {} : { background }) },
          theme,
          level,
        );
        known.set(key, sequences);
      }
      return sequences;
    },
  };
}

function sequencesOf(style: Style, theme: Theme, level: ColorLevel): string {
  const front = style.token === undefined ? undefined : lookOf(style.token, theme);
  const back = style.background === undefined ? undefined : lookOf(style.background, theme);
  const wanted = new Set<TextStyle>([...(front?.style ?? []), ...(back?.style ?? [])]);
  for (const name of ["bold", "dim", "underline", "reverse"] as const) if (style[name]) wanted.add(name);
  const lines = [...wanted].map((name) => attributes[name]);
  if (front !== undefined) lines.push(colorOf(front, "foreground", level));
  else if (back?.on !== undefined) lines.push(colorOf(lookOn(back.on), "foreground", level));
  if (back !== undefined) lines.push(colorOf(back, "background", level));
  return lines.join("");
}

function lookOf(color: Color, theme: Theme): TokenLook {
  return isHex(color) ? { color } : theme.tokens[color];
}

function lookOn(on: NonNullable<TokenLook["on"]>): TokenLook {
  return isHex(on) ? { color: on } : { ansi: on };
}

function isHex(color: string): color is HexColor {
  return color.startsWith("#");
}

function colorOf(look: TokenLook, layer: "foreground" | "background", level: ColorLevel): string {
  if (level === "none") return "";
  const { color = look.ansi, ansi = color } = look;
  const shown = level === "16" ? ansi : color;
  if (shown === undefined || shown === "default") return "";
  return isHex(shown) ? hexSgr(shown, layer, level) : ansiSgr(shown, layer);
}
