import { isUtf8 } from "node:buffer";

/** Colours and attributes (ECMA-48, SGR), which do no harm. */
const sgr = /\x1b\[[0-9;:]*m/g;
const reset = "\x1b[0m";

// What would move the cursor, ring, change a mode or turn the order of writing around: all controls but the tab, line
// ends of Unicode, and the controls of bidirectional text. Everything else is the terminal's to draw.
const unsafe = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const bidirectional = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Whether bytes are text without anything unsafe, as nearly all lines are, to be written as they are. */
export function isSafe(bytes: Uint8Array): boolean {
  let hasOthers = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if ((byte < 0x20 && byte !== 0x09) || byte === 0x7f) return false;
    if (byte < 0x80) continue;
    if (mayBeUnsafe(byte, bytes[at + 1] ?? 0)) return false;
    hasOthers = true;
  }
  return !hasOthers || isUtf8(bytes);
}

/** Whether a character that begins with these bytes of UTF-8 may be one of those above. */
function mayBeUnsafe(first: number, second: number): boolean {
  if (first === 0xc2) return second < 0xa0;
  if (first === 0xe2) return second === 0x80 || second === 0x81;
  return (first === 0xd8 && second === 0x9c) || (first === 0xef && second === 0xbb);
}

/** A line's text without the colours in it, by which it is found. */
export function plainText(text: string): string {
  return text.includes("\x1b") ? text.replace(sgr, "") : text;
}

/** What is unsafe shown as symbols, one for one: `␛`, `␍`, `⇄`. */
export function safeText(text: string): string {
  return text.replace(unsafe, symbolOf);
}

function symbolOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "␡";
  if (code === 0x2028 || code === 0x2029) return "␊";
  return bidirectional.test(character) ? "⇄" : "·";
}

/** How matches are painted. */
export interface Marking {
  readonly patterns: readonly RegExp[];
  /** Switches the look of a match on. */
  readonly open: string;
}

/** A line for a terminal with colours: its own kept and ended with it, matches marked, the rest safe. */
export function coloredText(text: string, { patterns, open }: Marking): string {
  const plain = plainText(text);
  const parts = markedParts(plain, patterns);
  if (parts.length === 0 && plain.length === text.length) return safeText(text);
  let shown = "";
  let active = "";
  let at = 0;
  let part = 0;
  const copyTo = (end: number) => {
    while (at < end) {
      const [from, to] = parts[part] ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      const next = Math.min(end, at < from ? from : to);
      const piece = safeText(plain.slice(at, next));
      shown += at < from ? piece : `${open}${piece}${reset}${active}`;
      at = next;
      if (at >= to) part += 1;
    }
  };
  let removed = 0;
  for (const { 0: sequence, index } of text.matchAll(sgr)) {
    copyTo(index - removed);
    removed += sequence.length;
    // Zero, and nothing, take all before it away.
    active = /^\x1b\[[0:]*m$/.test(sequence) ? "" : active + sequence;
    shown += sequence;
  }
  copyTo(plain.length);
  return shown + reset;
}

/** Where patterns match, in order, without overlaps. */
function markedParts(text: string, patterns: readonly RegExp[]): readonly (readonly [number, number])[] {
  const found = patterns
    .flatMap((pattern) => [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))])
    .filter(([match]) => match !== "")
    .map(({ 0: match, index }): [number, number] => [index, index + match.length])
    .sort(([a], [b]) => a - b);
  const merged: [number, number][] = [];
  for (const [start, end] of found) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}
