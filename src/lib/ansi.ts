import { sanitize } from "./sanitize.ts";
import { cellWidth, takeStart } from "./text.ts";

/** One of the terminal's own sixteen colours, by its number, or a colour of its own. */
export type SgrColor = number | `#${string}`;

/** A piece of text and how its program wanted it to look. Everything absent means the terminal's own. */
export interface AnsiSpan {
  readonly text: string;
  readonly color?: SgrColor;
  readonly background?: SgrColor;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly underline?: boolean;
  readonly reverse?: boolean;
}

export interface AnsiOptions {
  /** At most so many cells; all by default. */
  readonly cells?: number;
  /** Tabs reach to the next multiple of so many cells; 8 by default. */
  readonly tab?: number;
}

/** Text as it may be shown, and whether there was more of it. */
export interface AnsiText {
  readonly spans: readonly AnsiSpan[];
  readonly isCut: boolean;
}

// ECMA-48: control sequences (5.4), control strings with their end (5.6), other escapes (ECMA-35, 13.2), each in its
// form of seven bits and of eight. What has begun and does not end is none of them: nothing behind it may vanish.
const csi = /(?:\x1b\[|\x9b)([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e])/;
const controlString = /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)/;
const otherEscape = /\x1b[\x20-\x2f]*[\x30-\x4f\x51-\x57\x59\x5a\x5c\x60-\x7e]/;
const sequence = new RegExp(`${csi.source}|${controlString.source}|${otherEscape.source}`, "g");

const obeyed = /[\r\x1b\x80-\x9f]/;

/**
 * The text of a line that was made for a terminal: colours kept, everything else that terminals obey taken out. Behind a
 * carriage return the line begins anew, so that the last state of a progress bar is what stays. Controls that are left
 * over show as `sanitize` shows them.
 */
export function ansiText(
  line: string,
  { cells = Number.POSITIVE_INFINITY, tab = 8 }: AnsiOptions = {},
): AnsiText {
  const writer = new SpanWriter(cells, tab);
  if (!obeyed.test(line)) {
    writer.write(line);
    return writer.done();
  }
  const [start, end] = lastState(line);
  let style = styleAfter(line.slice(0, start));
  let at = start;
  for (const match of line.slice(0, end).matchAll(from(start))) {
    writer.write(line.slice(at, match.index), style);
    if (writer.isCut) break;
    at = match.index + match[0].length;
    if (match[2] === "m") style = styled(style, match[1] ?? "");
  }
  writer.write(line.slice(at, end), style);
  return writer.done();
}

/** What a person reads in a line that was made for a terminal; controls that mean nothing to terminals are left. */
export function withoutAnsi(line: string): string {
  if (!obeyed.test(line)) return line;
  const [start, end] = lastState(line);
  return line.slice(start, end).replace(sequence, "");
}

function from(start: number): RegExp {
  const expression = new RegExp(sequence);
  expression.lastIndex = start;
  return expression;
}

/** Where the text stands that the last carriage return which has any text behind it leaves on the screen. */
function lastState(line: string): readonly [start: number, end: number] {
  let end = line.length;
  for (;;) {
    const start = end === 0 ? 0 : line.lastIndexOf("\r", end - 1) + 1;
    if (start === 0 || line.slice(start, end).replace(sequence, "") !== "") return [start, end];
    end = start - 1;
  }
}

type Style = Omit<AnsiSpan, "text">;

const plain: Style = {};

/** The style that the sequences in a text leave behind. */
function styleAfter(text: string): Style {
  let style = plain;
  for (const match of text.matchAll(sequence)) if (match[2] === "m") style = styled(style, match[1] ?? "");
  return style;
}

/** Select Graphic Rendition, ECMA-48 8.3.117, with the colours of xterm and of ITU-T T.416. */
function styled(before: Style, parameters: string): Style {
  // Private parameters (`<`, `=`, `>`, `?`) make another function of it.
  if (/[<-?]/.test(parameters)) return before;
  const codes = parameters.split(";");
  let style = before;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? "";
    const layer = /^[34]8$/.test(code.split(":")[0] ?? "")
      ? code.startsWith("3")
        ? "color"
        : "background"
      : undefined;
    if (layer === undefined) {
      style = withCode(style, Number.parseInt(code || "0", 10));
      continue;
    }
    // With colons all of the colour stands in one parameter, with semicolons in those that follow.
    const parts = code.includes(":") ? code.split(":").slice(1) : codes.slice(at + 1);
    if (!code.includes(":")) at += parts[0] === "2" ? 4 : 2;
    const color = colorOf(parts, code.includes(":"));
    if (color !== undefined) style = { ...style, [layer]: color };
  }
  return style;
}

function withCode(style: Style, code: number): Style {
  if (code >= 30 && code <= 37) return { ...style, color: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, color: code - 82 };
  if (code >= 40 && code <= 47) return { ...style, background: code - 40 };
  if (code >= 100 && code <= 107) return { ...style, background: code - 92 };
  switch (code) {
    case 0:
      return plain;
    case 1:
      return { ...style, bold: true };
    case 2:
      return { ...style, dim: true };
    case 4:
    case 21:
      return { ...style, underline: true };
    case 7:
      return { ...style, reverse: true };
    case 22:
      return without(style, "bold", "dim");
    case 24:
      return without(style, "underline");
    case 27:
      return without(style, "reverse");
    case 39:
      return without(style, "color");
    case 49:
      return without(style, "background");
    default:
      return style;
  }
}

function without(style: Style, ...names: readonly (keyof Style)[]): Style {
  return Object.fromEntries(Object.entries(style).filter(([name]) => !names.some((gone) => gone === name)));
}

/** Of `5;N` and `2;R;G;B`; with colons a colour space may stand before the channels. */
function colorOf(parts: readonly string[], hasColons: boolean): SgrColor | undefined {
  const numbers = parts.map((part) => Number.parseInt(part, 10));
  if (parts[0] === "5") return paletteColor(numbers[1] ?? Number.NaN);
  if (parts[0] !== "2") return undefined;
  const first = hasColons && parts.length > 4 ? 2 : 1;
  const channels = numbers.slice(first, first + 3);
  return channels.length === 3 && channels.every(isByte) ? hex(channels) : undefined;
}

const isByte = (number: number) => number >= 0 && number <= 255;

const hex = (channels: readonly number[]): SgrColor =>
  `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;

const cubeSteps = [0, 95, 135, 175, 215, 255];

/** xterm's palette: the terminal's own sixteen, a cube of six steps per channel, then 24 greys. */
function paletteColor(number: number): SgrColor | undefined {
  if (!isByte(number)) return undefined;
  if (number < 16) return number;
  if (number >= 232) return hex([0, 0, 0].fill(8 + (number - 232) * 10));
  const place = number - 16;
  return hex(
    [Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map((step) => cubeSteps[step] ?? 0),
  );
}

/** Collects pieces of text up to a width. */
class SpanWriter {
  readonly #cells: number;
  readonly #tab: number;
  readonly #spans: AnsiSpan[] = [];
  #width = 0;
  isCut = false;

  constructor(cells: number, tab: number) {
    this.#cells = cells;
    this.#tab = tab;
  }

  write(text: string, style: Style = plain): void {
    text.split("\t").forEach((part, number) => {
      if (number > 0) this.#add(" ".repeat(this.#tab - (this.#width % this.#tab)), style);
      if (part !== "") this.#add(part, style);
    });
  }

  done(): AnsiText {
    return { spans: this.#spans, isCut: this.isCut };
  }

  #add(text: string, style: Style): void {
    if (this.isCut) return;
    const room = this.#cells - this.#width;
    // A cell holds a character of two units and three marks of two each at most, so more need not be looked at.
    const most = room * 8 + 8;
    const shown = sanitize(text.length > most ? text.slice(0, most) : text);
    const fitting = Number.isFinite(room) ? takeStart(shown, room) : shown;
    this.isCut = fitting.length < shown.length || text.length > most;
    if (fitting === "") return;
    this.#width += cellWidth(fitting);
    this.#spans.push({ text: fitting, ...readable(style) });
  }
}

/** Text in the colour of its background would be hidden. */
function readable(style: Style): Style {
  return style.color !== undefined && style.color === style.background ? without(style, "background") : style;
}
