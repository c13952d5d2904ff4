import { unescaped } from "./json-text.ts";

/** `name=value` as it stands in a line. */
export interface Pair {
  readonly name: string;
  readonly value: string;
  readonly isQuoted: boolean;
}

/** A text whose end is pairs. */
export interface PairsText {
  /** What stands before them; `""` where they are all there is. */
  readonly before: string;
  readonly pairs: readonly Pair[];
}

// A pair, or whatever stands up to the next blank. Names may be in quotes, as logr writes them.
const token =
  /\s*(?:(?:"([\w.@/-]+)"|([A-Za-z_@][\w.@/-]*))=(?:"((?:[^"\\]|\\.)*)"|([^\s"=][^\s"]*|))(?=\s|$)|\S+)/y;

/**
 * Reads logfmt: the pairs at the end of a text, behind a message or without one. Undefined where there are fewer than
 * `fewest` of them: one `x=1` at the end of a sentence is part of the sentence.
 */
export function readPairs(text: string, fewest = 2): PairsText | undefined {
  if (!text.includes("=")) return undefined;
  let pairs: Pair[] = [];
  let beforeEnd = 0;
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [whole, quotedName, name = quotedName, quoted, bare] = match;
    if (whole === "") break;
    if (name === undefined) {
      pairs = [];
      beforeEnd = token.lastIndex;
    } else {
      const isQuoted = quoted !== undefined;
      pairs.push({ name, value: isQuoted ? unescaped(`"${quoted}"`) : (bare ?? ""), isQuoted });
    }
  }
  return pairs.length < fewest ? undefined : { before: text.slice(0, beforeEnd).trim(), pairs };
}
