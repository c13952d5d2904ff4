import type { FakeTerminal, ScreenCell } from "./fake-terminal.ts";

export interface SvgOptions {
  /** The window's title; no title bar where absent. */
  readonly title?: string;
  /** The terminal's own colours; a dark one where absent. */
  readonly foreground?: string;
  readonly background?: string;
}

const cellWidth = 8.4;
const lineHeight = 17;
const fontSize = 14;
const margin = 12;
const titleHeight = 30;
const fonts = "ui-monospace, 'JetBrains Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace";

interface Look {
  readonly color: string;
  readonly background: string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underline: boolean;
}

interface Run {
  readonly column: number;
  readonly text: string;
  readonly cells: number;
  readonly look: Look;
}

/** What stands on a screen as an SVG image: text stays text, colours stay colours. */
export function toSvg(screen: FakeTerminal, options: SvgOptions = {}): string {
  const { title, foreground = "#d8dbe2", background = "#16181d" } = options;
  const { columns, rows } = screen.size;
  const top = margin + (title === undefined ? 0 : titleHeight);
  const width = round(columns * cellWidth + 2 * margin);
  const height = round(rows * lineHeight + top + margin);
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: columns }, (_, column) => screen.cell(column, row));
    return runsOf(cells, { foreground, background }).map((run) => drawRun(run, top + row * lineHeight));
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${background}"/>`,
    ...(title === undefined ? [] : [drawTitle(title, width, foreground)]),
    `<g font-family="${fonts}" font-size="${fontSize}" xml:space="preserve">`,
    ...lines.flat(2).filter((element) => element !== ""),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function runsOf(cells: readonly ScreenCell[], own: { foreground: string; background: string }): Run[] {
  const runs: Run[] = [];
  for (const [column, cell] of cells.entries()) {
    if (cell.width === 0) continue;
    const look = lookOf(cell, own);
    const last = runs.at(-1);
    // Wide characters stand alone, so that a font that draws them narrower shifts nothing.
    const joins =
      last !== undefined && cell.width === 1 && last.cells === last.text.length && isSame(last.look, look);
    if (joins && last !== undefined) {
      runs[runs.length - 1] = { ...last, text: last.text + cell.text, cells: last.cells + 1 };
    } else runs.push({ column, text: cell.text, cells: cell.width, look });
  }
  return runs.filter(({ text, look }) => text.trim() !== "" || look.background !== undefined);
}

function isSame(a: Look, b: Look): boolean {
  return (
    a.color === b.color &&
    a.background === b.background &&
    a.bold === b.bold &&
    a.dim === b.dim &&
    a.underline === b.underline
  );
}

function lookOf(cell: ScreenCell, own: { foreground: string; background: string }): Look {
  const front = cell.foreground === undefined ? own.foreground : hexOf(cell.foreground);
  const back = cell.background === undefined ? undefined : hexOf(cell.background);
  const { bold, dim, underline } = cell;
  if (cell.inverse) return { color: back ?? own.background, background: front, bold, dim, underline };
  return { color: front, background: back, bold, dim, underline };
}

function drawRun({ column, text, cells, look }: Run, y: number): string[] {
  const x = round(margin + column * cellWidth);
  const width = round(cells * cellWidth);
  const back =
    look.background === undefined
      ? ""
      : `<rect x="${x}" y="${y}" width="${width}" height="${lineHeight}" fill="${look.background}"/>`;
  if (text.trim() === "") return [back];
  const style = [
    `fill="${look.color}"`,
    look.bold ? 'font-weight="bold"' : "",
    look.dim ? 'opacity="0.6"' : "",
    look.underline ? 'text-decoration="underline"' : "",
  ].filter((attribute) => attribute !== "");
  const place = `x="${x}" y="${round(y + lineHeight * 0.75)}" textLength="${width}" lengthAdjust="spacingAndGlyphs"`;
  return [back, `<text ${place} ${style.join(" ")}>${escapeXml(text)}</text>`];
}

function drawTitle(title: string, width: number, color: string): string {
  const dots = ["#ff5f57", "#febc2e", "#28c840"].map(
    (fill, at) => `<circle cx="${margin + 8 + at * 20}" cy="${titleHeight / 2 + 4}" r="6" fill="${fill}"/>`,
  );
  const text = `<text x="${round(width / 2)}" y="${titleHeight / 2 + 9}" text-anchor="middle" fill="${color}" opacity="0.7" font-family="system-ui, sans-serif" font-size="13">${escapeXml(title)}</text>`;
  return [...dots, text].join("\n");
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const round = (value: number) => Math.round(value * 100) / 100;

// A common look of the sixteen colours; the rest of the 256 is fixed by xterm.
const sixteen = [
  ...["#1c1f26", "#e06c75", "#8fbf6f", "#d9b45b", "#6ea8e5", "#c586dd", "#5fbfc4", "#c5cad3"],
  ...["#6b7384", "#ff8a92", "#a9dd86", "#f5d27a", "#8cc4ff", "#dfa5f5", "#7fdde2", "#f2f4f8"],
];
const cubeSteps = [0, 95, 135, 175, 215, 255];

function hexOf(color: string | number): string {
  if (typeof color === "string") return color;
  const named = sixteen[color];
  if (named !== undefined) return named;
  const cube = color - 16;
  const channels =
    color >= 232
      ? Array.from({ length: 3 }, () => 8 + 10 * (color - 232))
      : [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => cubeSteps[step] ?? 0);
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
