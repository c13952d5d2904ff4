import { cellWidth } from "./text.ts";

/** How to show what has a meaning of its own in running text. */
export interface SanitizeOptions {
  /** A line end: `␊` (the default), one blank, or kept for a caller who splits lines. CR LF counts as one. */
  readonly newline?: "symbol" | "space" | "keep";
  /** A tab: `␉` (the default), one blank, or blanks up to the next multiple of this many cells. */
  readonly tab?: "symbol" | "space" | number;
}

const printableAscii = /^[\x20-\x7e]*$/;

// What may not reach a terminal as it is: controls, format characters (bidirectional ones, joiners, tags),
// surrogates without a partner, code points without a character, line separators, everything invisible, and what
// terminals measure differently from each other (regional indicators, skin tones, keycaps, letters of Hangul that
// join their neighbours). Marks are here because too many of them, or one at the very start, draw outside their own
// cell.
const suspicious =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Mn}\p{Me}\u1100-\u11ff\ud7b0-\ud7ff]/u;

const lineEnd = /\r\n|[\n\u2028\u2029]/gu;
const bidirectional = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const emojiDressing = /(\p{Extended_Pictographic})(?:\ufe0e|\ufe0f|\p{Emoji_Modifier})+/gu;
const joinedEmoji = /(?<=\p{Extended_Pictographic})\u200d(?=\p{Extended_Pictographic})/gu;
const keycap = /(?<=[0-9#*])\ufe0f?\u20e3/gu;
const regionalLetter = /\p{Regional_Indicator}/gu;
const control = /[\x00-\x08\x0a-\x1f\x7f]/g;
const brokenOrUnassigned = /[\p{Cs}\p{Cn}]/gu;
// Tabs are Cc too; they are shown last, when the width of what stands before them is known.
const invisible = /(?!\t)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]/gu;
// Vowels and finals that no syllable takes in.
const looseHangul = /[\u1160-\u11ff\ud7b0-\ud7ff]/gu;
const looseMark = /^[\p{Mn}\p{Me}]/u;
// Three marks are the most that real orthographies put on one base (Vietnamese, polytonic Greek after NFC: fewer).
const piledMarks = /([\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]+/gu;

/**
 * A string from a cluster, a file or a plugin made safe for the terminal: nothing in the answer moves the cursor,
 * changes a colour, reorders its neighbours, hides, or takes another width than `cellWidth` says. Controls show as
 * their symbols (`␛`, `␇`), bidirectional controls as `⇄`, other invisible characters as `·`, broken ones as `�`.
 * A clean string comes back as it is.
 */
export function sanitize(text: string, options: SanitizeOptions = {}): string {
  if (printableAscii.test(text) || !suspicious.test(text)) return text;
  const lines = text
    .replace(lineEnd, "\n")
    .split("\n")
    .map((line) => sanitizeLine(line, options));
  const { newline = "symbol" } = options;
  return lines.join(newline === "keep" ? "\n" : newline === "space" ? " " : "␊");
}

function sanitizeLine(line: string, { tab = "symbol" }: SanitizeOptions): string {
  if (printableAscii.test(line)) return line;
  const clean = line
    .replace(emojiDressing, "$1")
    .replace(joinedEmoji, "")
    .replace(keycap, "")
    .replace(regionalLetter, letterOfRegion)
    .replace(control, symbolOfControl)
    .replace(bidirectional, "⇄")
    .replace(brokenOrUnassigned, "�")
    .replace(invisible, "·")
    .normalize("NFC")
    .replace(looseHangul, "·")
    .replace(piledMarks, "$1·")
    .replace(looseMark, "◌$&");
  return clean.includes("\t") ? showTabs(clean, tab) : clean;
}

// The block of control pictures at U+2400 follows the order of the controls.
function symbolOfControl(control: string): string {
  return control === "\x7f" ? "␡" : String.fromCharCode(0x2400 + control.charCodeAt(0));
}

// A flag is two regional indicators; terminals draw it two or four cells wide, so it becomes its two letters.
function letterOfRegion(indicator: string): string {
  return String.fromCharCode((indicator.codePointAt(0) ?? 0) - 0x1f1e6 + 0x41);
}

function showTabs(line: string, tab: "symbol" | "space" | number): string {
  if (typeof tab !== "number") return line.replaceAll("\t", tab === "space" ? " " : "␉");
  const [first = "", ...rest] = line.split("\t");
  return rest.reduce((shown, part) => shown + " ".repeat(tab - (cellWidth(shown) % tab)) + part, first);
}
