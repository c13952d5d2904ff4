import { PatternError, parsePattern } from "../lib/pattern.ts";
import type { QueryText } from "./query-tokens.ts";

/** How a value is compared. `:` means that it contains what is asked for. */
export type Operator = ":" | "=" | "!=" | ">" | ">=" | "<" | "<=";

/** A part of a query that cannot be read: what is wrong with it, for the user. */
export class QueryError extends Error {
  override readonly name = "QueryError";
}

export type TextTest = (text: string) => boolean;

/** Words in small letters are found in any case, others as they are. */
export function isCaseSensitive(word: string): boolean {
  return word !== word.toLowerCase();
}

/** Whether a text contains a word. */
export function containing(word: string): TextTest {
  return isCaseSensitive(word) ? (text) => text.includes(word) : (text) => text.toLowerCase().includes(word);
}

/** An expression in small letters is found in any case; `\S` and the like are no letters. */
export function regexOf(pattern: string): RegExp {
  const letters = pattern.replace(/\\(?:[pP]\{[^}]*\}|[^a-z])|\(\?P</gi, "").replace(/\\./g, "");
  try {
    return parsePattern(pattern, isCaseSensitive(letters) ? "" : "i");
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new QueryError(`not a regular expression: ${error.message} at character ${error.at + 1}`);
  }
}

/** What a comparison such as `:value`, `=/expression/` or `>=10ms` asks of a text. `name` is for the words of an error. */
export function valueTest(name: string, operator: Operator, value: QueryText): TextTest {
  const { text, kind } = value;
  const isRegex = kind === "regex";
  switch (operator) {
    case ":":
      return isRegex ? matching(text) : containing(text);
    case "=":
      return isRegex ? matching(text) : equal(text);
    case "!=": {
      const same = isRegex ? matching(text) : equal(text);
      return (other) => !same(other);
    }
    default:
      return amountTest(name, operator, text);
  }
}

function matching(pattern: string): TextTest {
  const regex = regexOf(pattern);
  return (text) => regex.test(text);
}

function equal(value: string): TextTest {
  if (isCaseSensitive(value)) return (text) => text === value;
  return (text) => text.length === value.length && text.toLowerCase() === value;
}

/** A number and what it counts. */
interface Amount {
  readonly value: number;
  readonly unit: "" | "milliseconds" | "bytes";
}

function amountTest(name: string, operator: Operator, wanted: string): TextTest {
  const limit = amountOf(wanted);
  if (limit === undefined) {
    const what = wanted === "" ? "nothing" : wanted;
    throw new QueryError(
      `${name}${operator} wants a number, a time such as 10ms or a size such as 4Mi, not ${what}`,
    );
  }
  return (text) => {
    const amount = amountOf(text);
    return amount !== undefined && amount.unit === limit.unit && holds(amount.value - limit.value, operator);
  };
}

export function isOperator(text: string): text is Operator {
  return [":", "=", "!=", ">", ">=", "<", "<="].includes(text);
}

/** Whether a difference is what an operator asks for. */
export function holds(difference: number, operator: Operator): boolean {
  switch (operator) {
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case "!=":
      return difference !== 0;
    default:
      return difference === 0;
  }
}

const milliseconds: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 36e5,
  d: 864e5,
};
const bytes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  Ki: 2 ** 10,
  KiB: 2 ** 10,
  Mi: 2 ** 20,
  MiB: 2 ** 20,
  Gi: 2 ** 30,
  GiB: 2 ** 30,
};

/** `200`, `-1.5e3`, `12ms`, `1m30s` as Go writes times, `4MiB`. Undefined for anything else. */
function amountOf(text: string): Amount | undefined {
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return { value: Number(text), unit: "" };
  if (!/^(\d+(\.\d+)? ?[a-zA-Zµμ]+)+$/.test(text) || text.length > 40) return undefined;
  const parts = Array.from(text.matchAll(/(\d+(?:\.\d+)?) ?([a-zA-Zµμ]+)/g), ([, number, unit]) => ({
    number: Number(number),
    unit: unit ?? "",
  }));
  const sum = (factors: Readonly<Record<string, number>>) =>
    parts.reduce((total, { number, unit }) => total + number * (factors[unit] ?? Number.NaN), 0);
  const [time, size] = [sum(milliseconds), sum(bytes)];
  if (!Number.isNaN(time)) return { value: time, unit: "milliseconds" };
  return Number.isNaN(size) ? undefined : { value: size, unit: "bytes" };
}
