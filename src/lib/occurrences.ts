import { graphemes } from "./text.ts";

/** A part of a text, by two offsets into it. */
export type Part = readonly [start: number, end: number];

/** What is looked for: a word in lower case, found in any case, or an expression without the flags `g` and `y`. */
export type Wanted = string | RegExp;

const printableAscii = /^[\x20-\x7e]*$/;

/**
 * The first place where each thing that is wanted stands in a text. A part begins and ends between two graphemes: half
 * a character cannot be marked, and no terminal draws one.
 */
export function occurrences(text: string, wanted: readonly Wanted[]): Part[] {
  if (wanted.length === 0) return [];
  const lower = text.toLowerCase();
  if (printableAscii.test(text)) return wanted.flatMap((one) => partOf(text, lower, one));
  const parts = graphemes(text);
  return wanted.flatMap((one) => {
    // Lower case may be longer than what it is made from, so offsets are counted grapheme by grapheme.
    const lengthOf = typeof one === "string" ? lowerLength : length;
    return partOf(text, lower, one).map(
      ([start, end]): Part => [startAt(parts, start, lengthOf), endAt(parts, end, lengthOf)],
    );
  });
}

/** For a word in the text's lower case, for an expression in the text itself. What matches nothing is nowhere. */
function partOf(text: string, lower: string, wanted: Wanted): Part[] {
  if (typeof wanted === "string") {
    const at = wanted === "" ? -1 : lower.indexOf(wanted);
    return at < 0 ? [] : [[at, at + wanted.length]];
  }
  const match = wanted.exec(text);
  return match === null || match[0] === "" ? [] : [[match.index, match.index + match[0].length]];
}

const length = (part: string): number => part.length;
const lowerLength = (part: string): number => part.toLowerCase().length;

/** The offset in the text of the grapheme in which a counted offset lies. */
function startAt(parts: readonly string[], offset: number, lengthOf: (part: string) => number): number {
  let [at, counted] = [0, 0];
  for (const part of parts) {
    counted += lengthOf(part);
    if (counted > offset) break;
    at += part.length;
  }
  return at;
}

/** The offset in the text where the grapheme ends in which a counted offset ends. */
function endAt(parts: readonly string[], offset: number, lengthOf: (part: string) => number): number {
  let [at, counted] = [0, 0];
  for (const part of parts) {
    if (counted >= offset) break;
    counted += lengthOf(part);
    at += part.length;
  }
  return at;
}
