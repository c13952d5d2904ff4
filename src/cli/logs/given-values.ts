import { PatternError, parsePattern } from "../../lib/pattern.ts";
import { usageError } from "../failure.ts";

/** @throws CliError for a word that is not one of them. */
export function oneOf<T extends string>(option: string, word: string, words: readonly T[]): T {
  const found = words.find((known) => known === word);
  if (found === undefined)
    throw usageError(`${option} cannot be "${word}"`, `choose one of ${words.join(", ")}`);
  return found;
}

/** @throws CliError for what is no whole number, or less than `least`. */
export function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^-?\d{1,15}$/.test(text) && number >= least) return number;
  throw usageError(
    `${option} wants a whole number${least === 0 ? "" : ` of at least ${least}`}, not "${text}"`,
    `write ${option} ${Math.max(least, 100)}`,
  );
}

/** A regular expression from the command line. @throws CliError that points at what makes it none. */
export function pattern(option: string, text: string): RegExp {
  try {
    return parsePattern(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const { message, at } = error;
    throw usageError(
      `${option} "${text}" is not a regular expression: ${message} at character ${at + 1}, "${text.slice(at, at + 12)}"`,
      "write a backslash before a character that stands for itself, and quotes around the whole",
    );
  }
}

/** Those of an option that may be repeated. @throws CliError */
export function patterns(option: string, texts: readonly string[] = []): readonly RegExp[] {
  return texts.map((text) => pattern(option, text));
}
