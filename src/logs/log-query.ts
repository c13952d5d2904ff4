import type { Part } from "../lib/occurrences.ts";
import { type LevelCode, levelOfValue, levels, unknownLevel } from "./level.ts";
import type { LineBatch } from "./line-batch.ts";
import {
  eitherTerm,
  fieldTerm,
  levelTerm,
  patternTerm,
  sourceTerm,
  type Term,
  wordTerm,
} from "./query-terms.ts";
import { type QueryToken, queryTokens } from "./query-tokens.ts";
import type { LogSource } from "./types.ts";
import { isCaseSensitive, isOperator, type Operator, QueryError, regexOf, valueTest } from "./value-tests.ts";

/** A query, or what is wrong with the text that should have been one. */
export type ReadLogQuery =
  | { readonly query: LogQuery; readonly problem: undefined }
  | { readonly query: undefined; readonly problem: string };

/**
 * Reads the language in which lines are filtered and searched:
 *
 * - words, all of which must be there; `!word` must not; `"two words"` stand together
 * - `/expression/`
 * - `level>=warn`, `level:error`
 * - `pod:api`, `container=app`, `namespace:`, `node:`, `context:`
 * - `status>=500`, `path:/orders`, `dur>10ms`, `user!=ann`, `msg:/re(fused|set)/`: of the fields of JSON, logfmt and klog,
 *   by name or by the end of their path
 * - `.request.path=/orders`: by the whole path, `.request.path:` where it only has to be there
 * - `.status == 503`, `msg =~ "re(fused|set)"`: as jq and other tools have it
 *
 * What is written in small letters is found in any case. A text that cannot be read is a problem and no query.
 */
export function readLogQuery(text: string): ReadLogQuery {
  try {
    return { query: new LogQuery(text), problem: undefined };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { query: undefined, problem: error.message };
  }
}

interface Condition {
  readonly term: Term;
  readonly isNegated: boolean;
}

/** What is asked of lines. Made by `readLogQuery`. */
export class LogQuery {
  readonly text: string;
  /** Whether it asks for nothing, and so every line is what it asks for. */
  readonly isEmpty: boolean;
  readonly #conditions: readonly Condition[];
  /** What is marked where it stands. */
  readonly #marks: readonly RegExp[];
  #found = new Uint8Array(0);

  constructor(text: string) {
    const marks: RegExp[] = [];
    const conditions = queryTokens(text).map((token): Condition => {
      const { term, mark } = readToken(token);
      if (mark !== undefined && !token.isNegated) marks.push(mark);
      return { term, isNegated: token.isNegated };
    });
    this.text = text;
    this.isEmpty = conditions.length === 0;
    this.#conditions = conditions.sort((a, b) => a.term.cost - b.term.cost);
    this.#marks = marks;
  }

  /** Leaves 1 of `wanted` at the lines that are asked for; the others become 0. */
  narrow(batch: LineBatch, wanted: Uint8Array): void {
    if (this.#found.length < batch.length) this.#found = new Uint8Array(batch.length);
    const found = this.#found;
    for (const { term, isNegated } of this.#conditions) {
      found.fill(0, 0, batch.length);
      term.find(batch, wanted, found);
      const keeps = isNegated ? 0 : 1;
      let left = 0;
      for (let line = 0; line < batch.length; line += 1) {
        if (found[line] !== keeps) wanted[line] = 0;
        left += wanted[line] ?? 0;
      }
      if (left === 0) return;
    }
  }

  /** Where a text has what was asked for, to be marked: parts in order that do not overlap. */
  marks(text: string): Part[] {
    const found = this.#marks.flatMap((mark) =>
      Array.from(text.matchAll(mark), ({ index, 0: match }): Part => [index, index + match.length]),
    );
    const parts: Part[] = [];
    for (const [start, end] of found.sort((a, b) => a[0] - b[0])) {
      const last = parts.at(-1);
      if (start === end) continue;
      if (last === undefined || start >= last[1]) parts.push([start, end]);
      else parts[parts.length - 1] = [last[0], Math.max(last[1], end)];
    }
    return parts;
  }
}

interface ReadToken {
  readonly term: Term;
  readonly mark?: RegExp;
}

function readToken({ text, kind, comparison }: QueryToken): ReadToken {
  if (kind === "regex") {
    const regex = regexOf(text);
    return { term: patternTerm(regex), mark: new RegExp(regex, `${regex.flags}g`) };
  }
  const term = comparison && comparisonTerm(text, comparison);
  if (term !== undefined) return { term };
  if (text === "") throw new QueryError("there is nothing between the quotes");
  const mark = text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return { term: wordTerm(text), mark: new RegExp(mark, isCaseSensitive(text) ? "gu" : "giu") };
}

type Comparison = NonNullable<QueryToken["comparison"]>;

/** Undefined for what only looks like a comparison: `error:` is a word. */
function comparisonTerm(text: string, { name, operator, value }: Comparison): Term | undefined {
  if (!isOperator(operator)) return undefined;
  const isPath = name.startsWith(".");
  if (value.text === "" && operator === ":" && !isPath) return undefined;
  if (levelNames.has(name.toLowerCase())) return levelTerm(operator, readLevel(value.text));
  const sourceText = sourceTexts.get(name.toLowerCase());
  if (sourceText !== undefined) return sourceComparison(name, operator, value, sourceText);
  const test = valueTest(name, operator, value);
  if (isPath) return fieldTerm({ name: name.slice(1), isPath, test });
  const field = fieldTerm({ name, isPath, test });
  // A plain text may say it in these very letters: `10.0.0.1:5432` is no field, and `user:ann` need not be.
  const isAlsoText = (operator === ":" || operator === "=") && value.kind === "bare";
  return isAlsoText ? eitherTerm(field, wordTerm(text)) : field;
}

const levelNames = new Set(["level", "lvl", "severity"]);

function readLevel(text: string): LevelCode {
  const code = text.toLowerCase() === "unknown" ? unknownLevel : levelOfValue(text);
  if (code !== unknownLevel || text.toLowerCase() === "unknown") return code;
  throw new QueryError(`no level ${text || "without a name"}; there are ${levels.join(", ")}`);
}

const sourceTexts: ReadonlyMap<string, (source: LogSource) => string> = new Map([
  ["pod", ({ pod }) => pod.name],
  ["container", ({ container }) => container],
  ["namespace", ({ pod }) => pod.namespace],
  ["ns", ({ pod }) => pod.namespace],
  ["node", ({ pod }) => pod.node],
  ["context", ({ pod }) => pod.context],
] as const satisfies readonly [string, (source: LogSource) => string][]);

function sourceComparison(
  name: string,
  operator: Operator,
  value: Comparison["value"],
  textOf: (source: LogSource) => string,
): Term {
  if (![":", "=", "!="].includes(operator)) {
    throw new QueryError(`${name} is compared by : and = and !=, not by ${operator}`);
  }
  const test = valueTest(name, operator, value);
  return sourceTerm((source) => test(textOf(source)));
}
