import { graphemes } from "./text.ts";

/** A part of a text, by two offsets into it. */
export type Part = readonly [start: number, end: number];

const printableAscii = /^[\x20-\x7e]*$/;

/**
 * The first place where each word (in lower case) stands in a text, in any case. A part begins and ends between two
 * graphemes: half a character cannot be marked, and no terminal draws one.
 */
export function occurrences(text: string, words: readonly string[]): Part[] {
  if (words.length === 0) return [];
  const lower = text.toLowerCase();
  if (printableAscii.test(text)) return words.flatMap((word) => partOf(lower, word));
  // Lower case may be longer than what it is made from, so offsets are taken grapheme by grapheme.
  const parts = graphemes(text);
  return words.flatMap((word) =>
    partOf(lower, word).map((found): Part => [startAt(parts, found[0]), endAt(parts, found[1])]),
  );
}

function partOf(lower: string, word: string): Part[] {
  const at = word === "" ? -1 : lower.indexOf(word);
  return at < 0 ? [] : [[at, at + word.length]];
}

/** The offset in the text of the grapheme in which an offset of its lower case lies. */
function startAt(parts: readonly string[], offset: number): number {
  let [at, lowerAt] = [0, 0];
  for (const part of parts) {
    lowerAt += part.toLowerCase().length;
    if (lowerAt > offset) break;
    at += part.length;
  }
  return at;
}

/** The offset in the text where the grapheme ends in which an offset of its lower case ends. */
function endAt(parts: readonly string[], offset: number): number {
  let [at, lowerAt] = [0, 0];
  for (const part of parts) {
    if (lowerAt >= offset) break;
    lowerAt += part.toLowerCase().length;
    at += part.length;
  }
  return at;
}
