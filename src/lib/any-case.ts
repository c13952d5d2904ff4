/*
 * V8 has an engine that takes no longer than a text is long, and falls back to it where an expression takes too long
 * otherwise (`--enable-experimental-regexp-engine-on-excessive-backtracks`). It knows neither `i` nor `u`, so what is to be
 * found in any case says so itself: `[eE][rR]+`.
 */

// Escapes, of which some have letters that belong to them, and the starts of groups.
const indivisible =
  /\\(?:x[\da-f]{2}|u[\da-f]{4}|c[a-z]|k<[^>]*>|[\s\S])|\(\?(?:<[a-z_$][\w$]*>|[a-z-]*:|<?[=!])|\{\d*,?\d*\}/iy;
const bracket = /\[\^?/y;
const range = /(\\x[\da-f]{2}|\\u[\da-f]{4}|\\[\s\S]|[^\]\\])-(\\x[\da-f]{2}|\\u[\da-f]{4}|[^\]\\])/iy;

/**
 * An expression that finds in any case what `pattern`, which is a valid one without flags, finds as it is; characters that
 * are written as numbers stay as they are. Undefined for what cannot be written so: references to what a group has found.
 */
export function anyCase(pattern: string): string | undefined {
  if (/\\(?:[1-9]|k<)/.test(pattern)) return undefined;
  let result = "";
  let isInBrackets = false;
  for (let at = 0; at < pattern.length; ) {
    const here = (expression: RegExp): RegExpExecArray | null => {
      expression.lastIndex = at;
      return expression.exec(pattern);
    };
    const between = isInBrackets ? here(range) : null;
    const whole = here(indivisible) ?? (isInBrackets ? null : here(bracket));
    const text = between?.[0] ?? whole?.[0] ?? pattern[at] ?? "";
    at += text.length;
    if (between !== null) {
      result += text + otherCaseOfRange(between[1] ?? "", between[2] ?? "");
    } else if (whole !== null) {
      result += text;
      if (text.startsWith("[")) isInBrackets = true;
    } else {
      if (text === "]") isInBrackets = false;
      result += isInBrackets ? bothCases(text) : bothCases(text).length > 1 ? `[${bothCases(text)}]` : text;
    }
  }
  return result;
}

/** A letter in both cases, where it has two that are one character each. */
function bothCases(letter: string): string {
  return [...new Set([letter, letter.toLowerCase(), letter.toUpperCase()])]
    .filter(({ length }) => length === 1)
    .join("");
}

/** The same letters in the other case, as ranges to be put beside the range. */
function otherCaseOfRange(first: string, last: string): string {
  const [from, to] = [first, last].map((end) => (end.length === 1 ? end.charCodeAt(0) : Number.NaN));
  if (from === undefined || to === undefined || Number.isNaN(from + to)) return "";
  return shifted(from, to, 0x41, 0x5a, 0x20) + shifted(from, to, 0x61, 0x7a, -0x20);
}

function shifted(from: number, to: number, least: number, most: number, by: number): string {
  const [start, end] = [Math.max(from, least), Math.min(to, most)];
  return start > end ? "" : `${String.fromCharCode(start + by)}-${String.fromCharCode(end + by)}`;
}
