import type { AnsiColor, HexColor } from "../../config/theme.ts";
import type { ColorLevel } from "./color-level.ts";

/** Select Graphic Rendition sequences, ECMA-48 8.3.117; 256 colours and truecolor as xterm has them. */
export const reset = "\x1b[0m";

const ansiOrder: readonly AnsiColor[] = [
  "black",
  "red",
  "green",
  "yellow",
  "blue",
  "magenta",
  "cyan",
  "white",
];

type Layer = "foreground" | "background";

/** One of the terminal's own sixteen colours. */
export function ansiSgr(color: AnsiColor, layer: Layer): string {
  const shift = layer === "foreground" ? 0 : 10;
  if (color === "default") return `\x1b[${39 + shift}m`;
  const bright = color.startsWith("bright-");
  const index = ansiOrder.indexOf((bright ? color.slice("bright-".length) : color) as AnsiColor);
  return `\x1b[${(bright ? 90 : 30) + index + shift}m`;
}

/** A colour given as `#rrggbb`, as near as the level can show it. */
export function hexSgr(color: HexColor, layer: Layer, level: ColorLevel): string {
  const selector = layer === "foreground" ? 38 : 48;
  const rgb = channelsOf(color);
  if (level === "truecolor") return `\x1b[${selector};2;${rgb.join(";")}m`;
  if (level === "256") return `\x1b[${selector};5;${nearest256(rgb)}m`;
  return level === "16" ? ansiSgr(nearestAnsi(rgb), layer) : "";
}

type Channels = readonly [number, number, number];

function channelsOf(color: HexColor): Channels {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function distance(a: Channels, b: Channels): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

// xterm's palette above 15: a cube of six steps per channel, then 24 greys.
const steps = [0, 95, 135, 175, 215, 255];

function nearest256(rgb: Channels): number {
  const nearestStep = (channel: number) =>
    steps.reduce(
      (best, step, index) =>
        Math.abs(step - channel) < Math.abs((steps[best] ?? 0) - channel) ? index : best,
      0,
    );
  const [r, g, b] = [nearestStep(rgb[0]), nearestStep(rgb[1]), nearestStep(rgb[2])];
  const cube: Channels = [steps[r] ?? 0, steps[g] ?? 0, steps[b] ?? 0];
  const greyIndex = Math.max(0, Math.min(23, Math.round(((rgb[0] + rgb[1] + rgb[2]) / 3 - 8) / 10)));
  const grey = 8 + 10 * greyIndex;
  return distance(rgb, [grey, grey, grey]) < distance(rgb, cube) ? 232 + greyIndex : 16 + 36 * r + 6 * g + b;
}

// What the sixteen colours look like in xterm; every terminal has its own, so this only picks the family.
const ansiLooks: readonly (readonly [AnsiColor, Channels])[] = [
  ["black", [0, 0, 0]],
  ["red", [205, 0, 0]],
  ["green", [0, 205, 0]],
  ["yellow", [205, 205, 0]],
  ["blue", [0, 0, 238]],
  ["magenta", [205, 0, 205]],
  ["cyan", [0, 205, 205]],
  ["white", [229, 229, 229]],
  ["bright-black", [127, 127, 127]],
  ["bright-red", [255, 0, 0]],
  ["bright-green", [0, 255, 0]],
  ["bright-yellow", [255, 255, 0]],
  ["bright-blue", [92, 92, 255]],
  ["bright-magenta", [255, 0, 255]],
  ["bright-cyan", [0, 255, 255]],
  ["bright-white", [255, 255, 255]],
];

function nearestAnsi(rgb: Channels): AnsiColor {
  let best: AnsiColor = "default";
  let least = Number.POSITIVE_INFINITY;
  for (const [name, look] of ansiLooks) {
    const gap = distance(rgb, look);
    if (gap < least) {
      least = gap;
      best = name;
    }
  }
  return best;
}
