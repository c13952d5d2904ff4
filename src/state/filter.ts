import type { Row } from "../cache/types.ts";
import { matchesLabels, parseLabelSelector } from "../lib/label-selector.ts";
import type { Wanted } from "../lib/occurrences.ts";
import { PatternError, parsePattern } from "../lib/pattern.ts";
import { cellText } from "../resources/columns.ts";
import type { Column } from "../resources/kind.ts";

export { cellText };

/**
 * A row that is looked through, and what it says, which is remembered beside it: to find that by the row would take
 * longer than to look through it.
 */
export interface Searched {
  readonly row: Row;
  said?: Said | undefined;
}

/** What a row says with the columns of one table. */
interface Said {
  readonly by: RowTexts;
  line?: string;
  cells?: string;
}

/** Decides whether a row stays. `terms` are the words and expressions looked for, to be marked where they stand. */
export interface Filter {
  /** What it was read from; with the same columns, the same text means the same. */
  readonly text: string;
  readonly terms: readonly Wanted[];
  matches(searched: Searched, now: number): boolean;
}

/** A filter some of whose words cannot be read: what is wrong, to be shown beside it. */
class FilterError extends Error {
  override readonly name = "FilterError";
}

/** A filter as far as it can be read, and what is wrong with the rest. */
export interface ReadFilter {
  readonly filter: Filter;
  readonly problem: string | undefined;
}

type Test = (searched: Searched, now: number) => boolean;

export const everything: Filter = { text: "", terms: [], matches: () => true };

const comparison = /^([a-z][a-z0-9./-]*)(>=|<=|>|<|=|:)(.+)$/i;

/** Reads filters for the columns of one table. */
export class FilterReader {
  readonly #columns: readonly Column[];
  readonly #texts: RowTexts;

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#texts = new RowTexts(columns);
  }

  /**
   * Reads the filter language: words are ANDed and found anywhere in a row, `!word` must not be there, `/regex/` is
   * matched with the row and with each of its cells, `column:text` looks in one column, `restarts>3` and `age<1h`
   * compare, `-l app=web` selects by label. A word that cannot be read narrows nothing and is named in `problem`.
   */
  read(text: string): ReadFilter {
    const tests: Test[] = [];
    const terms: Wanted[] = [];
    let problem: string | undefined;
    for (const token of tokens(text)) {
      const negated = token.startsWith("!") && token.length > 1;
      try {
        const test = testOf(
          negated ? token.slice(1) : token,
          this.#columns,
          this.#texts,
          negated ? [] : terms,
        );
        tests.push(negated ? (searched, now) => !test(searched, now) : test);
      } catch (error) {
        if (!(error instanceof FilterError)) throw error;
        problem ??= error.message;
      }
    }
    const matches = (searched: Searched, now: number) => tests.every((test) => test(searched, now));
    return { filter: tests.length === 0 ? everything : { text, terms, matches }, problem };
  }

  /** Reads what a row says, which takes most of the time of the first filter, before anything is looked for. */
  readAhead(searched: Searched, now: number): void {
    this.#texts.lineOf(searched, now);
  }
}

const labelKey = String.raw`!?\s*[\w./-]+`;
/** What may follow a key: `= value`, or `in (a, b)`, whose parenthesis may still be open. */
const labelValue = String.raw`\s*(?:[=!]=|[=<>])\s*[\w.-]*|\s+(?:not)?in(?![\w./-])\s*(?:\([^)]*\)?)?`;
const labelRequirement = `${labelKey}(?:${labelValue})?`;
/** As blanks may stand in a selector; and then whatever stands directly behind, which makes it none. */
const selector = String.raw`"[^"]*"?|'[^']*'?|${labelRequirement}(?:\s*,\s*${labelRequirement})*\S*|\S+`;
const token = new RegExp(String.raw`-l\s*(?:${selector})|!?\/(?:\\.|[^/\\]|\\$)+\/?|!?"[^"]*"|\S+`, "g");

/**
 * Splits at blanks, but not within `/…/` or quotes; `-l` takes all that can belong to a selector. A regular expression
 * that is still being typed reaches to the end.
 */
function tokens(text: string): string[] {
  const found = text.match(token) ?? [];
  return found.map((token) => token.replace(/^(!?)"([^"]*)"$/, "$1$2"));
}

function testOf(token: string, columns: readonly Column[], texts: RowTexts, terms: Wanted[]): Test {
  if (token.startsWith("-l")) return labelTest(token.slice(2).replace(/^\s*["']?|["']$/g, ""));
  const pattern = /^\/(.+?)\/?$/.exec(token)?.[1];
  if (pattern !== undefined) {
    const regex = regexOf(pattern);
    terms.push(regex);
    return (searched, now) =>
      regex.test(texts.lineOf(searched, now)) || regex.test(texts.cellsOf(searched, now));
  }
  const [, name, operator, value] = comparison.exec(token) ?? [];
  if (name !== undefined && operator !== undefined && value !== undefined) {
    const column = columns.find((candidate) => candidate.id === name.toLowerCase());
    if (column) return columnTest(column, operator, value);
    if (operator !== ":" && operator !== "=") throw new FilterError(unknownColumn(name, columns));
  }
  const word = token.toLowerCase();
  terms.push(word);
  // Most look for a name, and to know all that a row says takes time.
  return (searched, now) => searched.row.name.includes(word) || texts.lineOf(searched, now).includes(word);
}

function labelTest(text: string): Test {
  if (text === "") throw new FilterError("-l wants a label selector, such as -l app=web");
  try {
    const selector = parseLabelSelector(text);
    return ({ row }) => matchesLabels(selector, row.labels);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FilterError(
      `-l ${text} is no label selector: ${why.replace(/^unable to parse requirement: /, "")}`,
    );
  }
}

/** Each cell is a line of its own. */
function regexOf(pattern: string): RegExp {
  try {
    return parsePattern(pattern, "im");
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new FilterError(`"${pattern}" is not a regular expression: ${error.message}`);
  }
}

function columnTest(column: Column, operator: string, wanted: string): Test {
  if (operator === ":" || operator === "=") {
    const word = wanted.toLowerCase();
    const same = operator === "=";
    return ({ row }, now) => {
      const text = cellText(column, row, now).toLowerCase();
      return same ? text === word : text.includes(word);
    };
  }
  const limit = amountOf(wanted, column.unit);
  if (limit === undefined) {
    const what = column.unit === "milliseconds" ? "a time such as 90s, 5m, 2h or 3d" : "a number";
    throw new FilterError(`${column.id}${operator} wants ${what}, not ${wanted}`);
  }
  return ({ row }, now) => {
    const value = column.value(row, now);
    return typeof value === "number" && compare(value, operator, limit);
  };
}

function compare(value: number, operator: string, limit: number): boolean {
  if (operator === ">") return value > limit;
  if (operator === "<") return value < limit;
  return operator === ">=" ? value >= limit : value <= limit;
}

const durations: Factors = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, y: 365 * 864e5 };
const sizes: Factors = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};
const scalars: Factors = { "": 1, "%": 1, m: 1e-3 };

type Factors = Readonly<Record<string, number>>;

/** A number in the column's unit: `1h30m` in milliseconds, `10Gi` in bytes. Undefined for anything else. */
function amountOf(text: string, unit: Column["unit"]): number | undefined {
  if (!/^(\d+(\.\d+)?[a-zA-Z%]*)+$/.test(text)) return undefined;
  const factors = unit === "milliseconds" ? durations : { ...scalars, ...sizes };
  let sum = 0;
  for (const [, number, suffix] of text.matchAll(/(\d+(?:\.\d+)?)([a-zA-Z%]*)/g)) {
    const factor = factors[suffix ?? ""];
    if (factor === undefined) return undefined;
    sum += Number(number) * factor;
  }
  return sum;
}

function unknownColumn(name: string, columns: readonly Column[]): string {
  return `no column ${name}; there are ${columns.map(({ id }) => id).join(", ")}`;
}

/** All a row says, read once a row. Its age is left out: nobody types an age to find a row. */
class RowTexts {
  /** Those besides namespace and name. */
  readonly #columns: readonly Column[];

  constructor(columns: readonly Column[]) {
    this.#columns = columns.filter(({ id }) => id !== "name" && id !== "namespace" && id !== "age");
  }

  /** In one line and in lower case. */
  lineOf(searched: Searched, now: number): string {
    const said = this.#saidBy(searched);
    said.line ??= this.#all(searched.row, now, " ").toLowerCase();
    return said.line;
  }

  /** Each cell on a line of its own, so that `^` and `$` mean a cell's ends. */
  cellsOf(searched: Searched, now: number): string {
    const said = this.#saidBy(searched);
    said.cells ??= this.#all(searched.row, now, "\n");
    return said.cells;
  }

  #saidBy(searched: Searched): Said {
    if (searched.said?.by === this) return searched.said;
    const said: Said = { by: this };
    searched.said = said;
    return said;
  }

  #all(row: Row, now: number, between: string): string {
    let text = row.namespace + between + row.name;
    for (const column of this.#columns) text += between + cellText(column, row, now);
    return text;
  }
}
