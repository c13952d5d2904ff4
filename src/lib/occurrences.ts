import { graphemes } from "./text.ts";

/** A part of a text, by two offsets into it. */
export type Part = readonly [start: number, end: number];

/** What is looked for: a word in lower case, found in any case, or an expression without the flags `g` and `y`. */
export type Wanted = string | RegExp;

const printableAscii = /^[\x20-\x7e]*$/;

/**
 * The places where each thing that is wanted stands in a text, the first hundred of them. A part begins and ends between two graphemes: half
 * a character cannot be marked, and no terminal draws one.
 */
export function occurrences(text: string, wanted: readonly Wanted[]): Part[] {
  if (wanted.length === 0) return [];
  const lower = text.toLowerCase();
  if (printableAscii.test(text)) return wanted.flatMap((one) => partsOf(text, lower, one));
  const parts = graphemes(text);
  return wanted.flatMap((one) => {
    // Lower case may be longer than what it is made from, so offsets are counted grapheme by grapheme.
    const lengthOf = typeof one === "string" ? lowerLength : length;
    return partsOf(text, lower, one).map(
      ([start, end]): Part => [startAt(parts, start, lengthOf), endAt(parts, end, lengthOf)],
    );
  });
}

/** Nobody looks at more of them in one text. */
const mostParts = 100;

/** For a word in the text's lower case, for an expression in the text itself. What matches nothing is nowhere. */
function partsOf(text: string, lower: string, wanted: Wanted): Part[] {
  return typeof wanted === "string" ? wordParts(lower, wanted) : expressionParts(text, wanted);
}

function wordParts(text: string, word: string): Part[] {
  const parts: Part[] = [];
  if (word === "") return parts;
  for (
    let at = text.indexOf(word);
    at >= 0 && parts.length < mostParts;
    at = text.indexOf(word, at + word.length)
  )
    parts.push([at, at + word.length]);
  return parts;
}

function expressionParts(text: string, expression: RegExp): Part[] {
  // Most texts have none, and need no copy of it.
  if (!expression.test(text)) return [];
  return Array.from(text.matchAll(new RegExp(expression, `${expression.flags}g`)))
    .filter(([found]) => found !== "")
    .slice(0, mostParts)
    .map(({ 0: found, index }) => [index, index + found.length]);
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
