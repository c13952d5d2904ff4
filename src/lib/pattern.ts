import { anyCase } from "./any-case.ts";

/** A text that is no regular expression, and the place in it that makes it none. */
export class PatternError extends Error {
  override readonly name = "PatternError";
  /** Where, counted from 0. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** POSIX classes, which stand within brackets. */
const classes: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t ",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\s",
  upper: "A-Z",
  word: "\\w",
  xdigit: "0-9A-Fa-f",
};

const leadingFlags = /^\(\?([ims]+)\)/;
/** What only the rest of the text can put right. */
const unfinished = /unterminated|missing|\\ at end|incomplete/i;

/**
 * A regular expression as tools written in Go take them, put into JavaScript's words where those differ: flags at the
 * beginning (`(?i)`), named groups (`(?P<name>…)`), `\A` and `\z`, `\Q…\E`, and classes (`[[:digit:]]`, `\pL`,
 * `\p{Greek}`). What finds in any case says so itself wherever that can be: see any-case.ts.
 * @param given flags that hold even if the expression does not say so: `i`, `m`, `s`.
 * @throws PatternError
 */
export function parsePattern(text: string, given = ""): RegExp {
  const [lead = "", own = ""] = leadingFlags.exec(text) ?? [];
  const all = [...new Set(given + own)].join("");
  const source = text.slice(lead.length);
  try {
    const written = inJavaScript(source, all);
    const flags = flagsOf(source, all);
    const found = new RegExp(written, flags);
    const bothCases = flags.includes("i") && !flags.includes("u") ? anyCase(written) : undefined;
    return bothCases === undefined ? found : new RegExp(bothCases, flags.replace("i", ""));
  } catch (error) {
    throw explain(text, lead.length, all, error);
  }
}

/** Only with the flag `u` there are classes such as `\p{L}`, and characters such as `\u{1F600}`. */
function flagsOf(source: string, flags: string): string {
  const escapes = source.match(/\\(?:u\{|[\s\S])/g) ?? [];
  return escapes.some((one) => /p|u\{/i.test(one)) ? `${flags}u` : flags;
}

const quotation = /\\Q([\s\S]*?)(?:\\E|$)/;
const property = /\\[pP](?:\{(\^?)(\w+)\}|([A-Z]))/;
const special = new RegExp(`${quotation.source}|${property.source}|\\\\[\\s\\S]|\\(\\?P<`, "g");

function inJavaScript(source: string, flags: string): string {
  // Where lines have no ends of their own these say the same without looking around, which V8's other engine cannot.
  const [start, end] = flags.includes("m") ? ["(?<![\\s\\S])", "(?![\\s\\S])"] : ["^", "$"];
  return source
    .replace(special, (found, quoted?: string, not?: string, name?: string, letter?: string) => {
      if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
      const named = name ?? letter;
      if (named !== undefined) return propertyText(found.startsWith("\\P") !== (not === "^"), named);
      if (found === "(?P<") return "(?<";
      if (found === "\\A") return start;
      return found === "\\z" ? end : found;
    })
    .replace(/\[:(\^?)([a-z]+):\]/g, (found, not: string, name: string) =>
      not === "" ? (classes[name] ?? found) : found,
    );
}

/** A class by a general category, or by a script, which JavaScript wants to be told. */
function propertyText(isNegated: boolean, name: string): string {
  const isCategory = /^(?:[CLMNPSZ][a-z]?|Any|ASCII)$/.test(name);
  return `\\${isNegated ? "P" : "p"}{${isCategory ? name : `Script=${name}`}}`;
}

/** The first character with which what stands before it has the same fault as the whole. */
function explain(text: string, start: number, flags: string, error: unknown): PatternError {
  const reason = patternFault(error);
  if (unfinished.test(reason)) return new PatternError(reason, unfinishedAt(text, start));
  let end = start + 1;
  while (end < text.length && failureOf(text.slice(start, end), flags) !== reason) end += 1;
  return new PatternError(reason, end - 1);
}

function failureOf(text: string, flags: string): string | undefined {
  try {
    new RegExp(inJavaScript(text, flags), flagsOf(text, flags));
    return undefined;
  } catch (error) {
    return patternFault(error);
  }
}

/** The engine's words without the pattern, which stands in them as it was rewritten and with flags nobody typed. */
function patternFault(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const words = message.slice(message.lastIndexOf(": ") + 2);
  return words.slice(0, 1).toLowerCase() + words.slice(1);
}

/** The bracket, the parenthesis or the backslash at the end that waits for the rest. */
function unfinishedAt(text: string, start: number): number {
  const open: number[] = [];
  let bracket: number | undefined;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === "\\") {
      if (at === text.length - 1) return at;
      at += 1;
    } else if (bracket !== undefined) {
      if (character === "]") bracket = undefined;
    } else if (character === "[") bracket = at;
    else if (character === "(") open.push(at);
    else if (character === ")") open.pop();
  }
  return bracket ?? open.at(-1) ?? start;
}
