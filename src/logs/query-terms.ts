import { type LevelCode, rankOf } from "./level.ts";
import type { LineBatch } from "./line-batch.ts";
import type { LogSource } from "./types.ts";
import { containing, holds, isCaseSensitive, type Operator, type TextTest } from "./value-tests.ts";

/** One thing that a query asks of lines. */
export interface Term {
  /** About how much work it is; the least is done first. */
  readonly cost: number;
  /**
   * Sets 1 at the lines that have it. Lines at which `wanted` is 0 need not be looked at, and what is set there means
   * nothing.
   */
  find(batch: LineBatch, wanted: Uint8Array, found: Uint8Array): void;
}

/** `level>=warn`; the level of a line that does not say is only ever equal to `unknown`. */
export function levelTerm(operator: Operator, code: LevelCode): Term {
  const isEquality = operator === ":" || operator === "=" || operator === "!=";
  return {
    cost: 0,
    find({ segment, from, length }, _, found) {
      for (let line = 0; line < length; line += 1) {
        const own = segment.levelAt(from + line);
        const difference = isEquality ? own - code : rankOf(own) - rankOf(code);
        if (holds(difference, operator)) found[line] = 1;
      }
    },
  };
}

/** Lines whose source passes a test. */
export function sourceTerm(test: (source: LogSource) => boolean): Term {
  const known = new Map<number, boolean>();
  const passes = (number: number, { sourceOf }: LineBatch) => {
    let isFound = known.get(number);
    if (isFound === undefined) {
      const source = sourceOf(number);
      isFound = source !== undefined && test(source);
      known.set(number, isFound);
    }
    return isFound;
  };
  return {
    cost: 1,
    find(batch, _, found) {
      for (let line = 0; line < batch.length; line += 1) {
        if (passes(batch.segment.sourceAt(batch.from + line), batch)) found[line] = 1;
      }
    },
  };
}

const ascii = /^[\x00-\x7f]*$/;

/** Lines that contain a word, which is not empty. */
export function wordTerm(word: string): Term {
  const test = containing(word);
  const isExact = isCaseSensitive(word);
  const needle = ascii.test(word) ? word : Buffer.from(word).toString("latin1");
  // Beyond ASCII, letters in bytes have no case.
  const isInBlock = isExact || needle === word;
  return {
    cost: 2,
    find(batch, wanted, found) {
      if (!batch.isUncoloured || !isInBlock) {
        findEach(batch, wanted, found, (line) => test(batch.textOf(line)));
        return;
      }
      eachOccurrence(batch, isExact ? batch.block : batch.lower, needle, (line) => {
        found[line] = 1;
        return false;
      });
    },
  };
}

/** An expression is looked for in so much of a line: on more, one can take minutes. */
const longestForRegex = 65_536;

/** Lines that match an expression. */
export function patternTerm(regex: RegExp): Term {
  return {
    cost: 4,
    find(batch, wanted, found) {
      findEach(batch, wanted, found, (line) => regex.test(batch.textOf(line).slice(0, longestForRegex)));
    },
  };
}

/** Lines that have one thing or the other. */
export function eitherTerm(first: Term, second: Term): Term {
  return {
    cost: Math.max(first.cost, second.cost),
    find(batch, wanted, found) {
      first.find(batch, wanted, found);
      second.find(batch, wanted, found);
    },
  };
}

/** A field of lines that are records, and what is asked of its value. */
export interface FieldQuestion {
  /** `status`, or the path `http.status`. */
  readonly name: string;
  /** Whether the name is the whole path; otherwise it may be the end of one, in any case. */
  readonly isPath: boolean;
  readonly test: TextTest;
}

/** Lines with a field whose value passes a test. */
export function fieldTerm({ name, isPath, test }: FieldQuestion): Term {
  const lowerName = name.toLowerCase();
  const isMeant = (path: string) => {
    if (isPath) return path === name;
    const lower = path.toLowerCase();
    return lower === lowerName || lower.endsWith(`.${lowerName}`);
  };
  const has = (batch: LineBatch, line: number) =>
    batch.fieldsOf(line).some((field) => isMeant(field.name) && test(field.value));
  const needle = lowerName.slice(lowerName.lastIndexOf(".") + 1);
  return {
    cost: 8,
    find(batch, wanted, found) {
      if (!batch.isUncoloured || !ascii.test(needle)) {
        findEach(batch, wanted, found, (line) => has(batch, line));
        return;
      }
      if (klogNames.has(needle))
        findEach(batch, wanted, found, (line) => isKlog(batch, line) && has(batch, line));
      eachOccurrence(batch, batch.lower, needle, (line, at) => {
        if (wanted[line] !== 1) return false;
        if (!mayPass(batch, line, at, needle.length, test)) return true;
        if (has(batch, line)) found[line] = 1;
        return false;
      });
    },
  };
}

// `"name":` and `"name"=`, and `name=`, with what the value begins with.
const afterQuotedName = /"\s*([:=])\s*("?)/y;
const afterName = /(=)("?)/y;
const jsonValue = /[^,}\]\s]*/y;
const pairValue = /\S*/y;

/**
 * Whether a name that stands in a line names a field whose value may pass. The value is looked at where it stands, since
 * taking a line apart costs ten times as much, and most lines do not pass.
 */
function mayPass(batch: LineBatch, line: number, at: number, length: number, test: TextTest): boolean {
  const { block } = batch;
  const end = batch.endOf(line);
  const behind = at + length;
  // The name may be the end of a path: `"http.status":`.
  const isQuoted = block[behind] === '"' && (block[at - 1] === '"' || block[at - 1] === ".");
  const separator = isQuoted ? afterQuotedName : afterName;
  separator.lastIndex = behind;
  const [, sign, quote] = separator.exec(block) ?? [];
  if (sign === undefined) return false;
  const start = separator.lastIndex;
  if (quote === '"') {
    const value = block.slice(start, Math.min(block.indexOf('"', start), end));
    return !batch.isPlain || value.includes("\\") || test(value);
  }
  if (block[start] === "{" || block[start] === "[" || !batch.isPlain) return true;
  const bare = sign === ":" ? jsonValue : pairValue;
  bare.lastIndex = start;
  // The next line follows without anything between.
  return test((bare.exec(block)?.[0] ?? "").slice(0, end - start));
}

/** klog has fields without their names in front of each line. */
const klogNames = new Set(["caller", "thread", "time"]);

function isKlog(batch: LineBatch, line: number): boolean {
  const start = batch.startOf(line);
  const second = batch.block.charCodeAt(start + 1);
  return "IWEF".includes(batch.block[start] ?? " ") && second >= 0x30 && second <= 0x39;
}

/**
 * Calls back for each place in the text where a needle stands within one line, in order; goes on in the same line while
 * the answer is true.
 */
function eachOccurrence(
  batch: LineBatch,
  text: string,
  needle: string,
  take: (line: number, at: number) => boolean,
): void {
  let line = 0;
  let at = text.indexOf(needle);
  while (at >= 0) {
    while (batch.endOf(line) <= at) line += 1;
    const end = batch.endOf(line);
    const isWithin = at + needle.length <= end;
    const goesOn = !isWithin || take(line, at);
    at = text.indexOf(needle, goesOn ? at + 1 : end);
  }
}

function findEach(
  batch: LineBatch,
  wanted: Uint8Array,
  found: Uint8Array,
  test: (line: number) => boolean,
): void {
  for (let line = 0; line < batch.length; line += 1) if (wanted[line] === 1 && test(line)) found[line] = 1;
}
