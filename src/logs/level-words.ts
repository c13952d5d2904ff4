import { dot, minus, underscore } from "./ascii.ts";
import { type LevelCode, levelKeys, levelNames } from "./level.ts";

/*
 * The names of `level.ts` as bytes: what stands in a line is looked up by a hash of its letters and compared letter by
 * letter, without a string being made.
 */

/** How a word may stand to count as a level, bit by bit. */
export const upperBare = 1;
export const upperMarked = 2;
export const lowerMarked = 4;

export interface LevelWord {
  readonly letters: Uint8Array;
  readonly code: LevelCode;
  /** Of the bits above; 0 for what is a level only as the value of a field. */
  readonly stands: number;
}

/** Words that are levels only in capitals: in lower case people write them in sentences. */
const capitals = ["alert", "emergency", "emerg", "notice", "severe", "verbose", "finest", "finer", "fine"];
/** Words that are levels only before a colon or in brackets. */
const marked = ["fail", "note", "dbug", "trce"];
/** Words that are levels only as the value of a field. */
const values = ["default", "config", "failure", "silly", "information", "informational"];

function standsOf(word: string): number {
  if (word.length < 3 || values.includes(word)) return 0;
  if (word === "log") return upperMarked;
  if (marked.includes(word)) return upperMarked | lowerMarked;
  return capitals.includes(word) ? upperBare | upperMarked : upperBare | upperMarked | lowerMarked;
}

// _ . -
const isJoint = (byte: number) => byte === underscore || byte === dot || byte === minus;

/** Of the letters in either case, without what joins words; small enough for V8 to need no box for it. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (!isJoint(byte)) hash = (Math.imul(hash, 31) + (byte | 0x20)) & 0x3fffffff;
  }
  return hash;
}

function hasLetters(bytes: Uint8Array, from: number, to: number, letters: Uint8Array): boolean {
  let next = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (isJoint(byte)) continue;
    if ((byte | 0x20) !== ((letters[next] ?? 0) | 0x20)) return false;
    next += 1;
  }
  return next === letters.length;
}

const words: ReadonlyMap<number, LevelWord> = new Map(
  [...levelNames].map(([text, code]): [number, LevelWord] => {
    const letters = Buffer.from(text);
    return [hashOf(letters, 0, letters.length), { letters, code, stands: standsOf(text) }];
  }),
);
/** By length and first letter: most words of a line are none of ours by these two. */
const beginnings = new Uint8Array(16 * 32);
for (const name of levelNames.keys()) beginnings[name.length * 32 + (name.charCodeAt(0) & 31)] = 1;

/** The name of a level that these bytes are, in either case. */
export function levelWordAt(bytes: Uint8Array, from: number, to: number): LevelWord | undefined {
  const length = to - from;
  if (length > 15 || beginnings[length * 32 + ((bytes[from] ?? 0) & 31)] !== 1) return undefined;
  const word = words.get(hashOf(bytes, from, to));
  return word !== undefined && hasLetters(bytes, from, to, word.letters) ? word : undefined;
}

const keys: ReadonlyMap<number, Uint8Array> = new Map(
  [...levelKeys].map((text): [number, Uint8Array] => {
    const letters = Buffer.from(text);
    return [hashOf(letters, 0, letters.length), letters];
  }),
);
/** `severity_text`, the longest with its joint. */
const longestKey = 13;

/** Whether these bytes name a field that holds a level. */
export function isLevelKey(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < 2 || to - from > longestKey) return false;
  // They begin with l, s or @.
  const first = (bytes[from] ?? 0) | 0x20;
  if (first !== 0x6c && first !== 0x73 && first !== 0x60) return false;
  const key = keys.get(hashOf(bytes, from, to));
  return key !== undefined && hasLetters(bytes, from, to, key);
}
