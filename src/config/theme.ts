import type * as z from "zod";
import type { colorSchema, themeSchema, tokenSchema } from "./theme-schema.ts";

/** What a colour is for. Views name tokens, themes say how they look; meaning never rests on them alone. */
export const tokens = [
  "text",
  "dim",
  "faint",
  "accent",
  "surface",
  "cursor",
  "bad",
  "warn",
  "busy",
  "good",
  "info",
  "border",
  "match",
  "add",
  "remove",
  "pod1",
  "pod2",
  "pod3",
  "pod4",
  "pod5",
  "pod6",
] as const;

/** The sixteen colours every terminal has; `default` is the terminal's own. */
export const ansiColors = [
  "black",
  "red",
  "green",
  "yellow",
  "blue",
  "magenta",
  "cyan",
  "white",
  "bright-black",
  "bright-red",
  "bright-green",
  "bright-yellow",
  "bright-blue",
  "bright-magenta",
  "bright-cyan",
  "bright-white",
  "default",
] as const;

export const textStyles = ["bold", "dim", "underline", "reverse"] as const;

export type Token = (typeof tokens)[number];
export type AnsiColor = (typeof ansiColors)[number];
export type TextStyle = (typeof textStyles)[number];
/** `#rrggbb`. */
export type HexColor = z.infer<typeof colorSchema>;
/** How one token looks at each depth of colour. */
export type TokenLook = z.infer<typeof tokenSchema>;
/** One theme file, checked. It may leave tokens out. */
export type ThemeFile = z.infer<typeof themeSchema>;
/** A theme in which every token has its look. */
export interface Theme {
  readonly name: string;
  /** The terminal background it is made for; any where absent. */
  readonly background?: "dark" | "light";
  readonly tokens: Readonly<Record<Token, TokenLook>>;
}

/** A theme file's tokens over those of another theme. */
export function overlayTheme(file: ThemeFile, base: Theme): Theme {
  const { name, background = base.background } = file;
  return {
    name,
    ...(background === undefined ? {} : { background }),
    tokens: { ...base.tokens, ...file.tokens },
  };
}
