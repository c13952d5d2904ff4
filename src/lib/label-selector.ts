/**
 * One condition on one label. `values` is empty for `exists` and `absent`, one entry for `=`, `!=`, `gt` and `lt`.
 * `a=b` and `a in (b)` mean the same and are printed as they were written, which the API server does too.
 */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: "=" | "!=" | "in" | "notin" | "exists" | "absent" | "gt" | "lt";
  readonly values: readonly string[];
}

/** All requirements must hold; the empty selector matches everything. */
export type LabelSelector = readonly LabelRequirement[];

/** The object form that `spec.selector` of workloads, policies and budgets uses. */
export interface LabelSelectorObject {
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  readonly matchExpressions?:
    | readonly {
        readonly key: string;
        readonly operator: string;
        readonly values?: readonly string[] | undefined;
      }[]
    | undefined;
}

/** A selector that cannot be read; the message is worded as the API server words it. */
export class LabelSelectorError extends Error {
  override readonly name = "LabelSelectorError";
}

type Labels = Readonly<Record<string, string>> | undefined;

interface Token {
  readonly kind: "word" | "symbol" | "end";
  readonly text: string;
}

const binaryOperators = "in, notin, =, ==, !=, gt, lt";
const namePart = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const prefixPart = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const wholeNumber = /^[+-]?\d+$/;

/**
 * Reads a label selector in its text form (`app=web,tier in (a,b),!legacy,weight>3`).
 * Grammar and the reading of odd input are those of k8s.io/apimachinery/pkg/labels.
 * @throws LabelSelectorError
 */
export function parseLabelSelector(text: string): LabelSelector {
  return new SelectorParser(tokenize(text)).parse();
}

/**
 * The selector of an object's `spec.selector`. An empty one matches everything; a missing one matches nothing in
 * most APIs, which the caller has to decide.
 * @throws LabelSelectorError for an unknown operator or values that do not fit it.
 */
export function labelSelectorOf(object: LabelSelectorObject): LabelSelector {
  const exact = Object.entries(object.matchLabels ?? {}).map(([key, value]) =>
    requirement(key, "=", [value]),
  );
  const operators: Readonly<Record<string, LabelRequirement["operator"]>> = {
    In: "in",
    NotIn: "notin",
    Exists: "exists",
    DoesNotExist: "absent",
  };
  const expressions = (object.matchExpressions ?? []).map(({ key, operator, values }) => {
    const known = operators[operator];
    if (known === undefined)
      throw new LabelSelectorError(`"${operator}" is not a valid label selector operator`);
    return requirement(key, known, values ?? []);
  });
  return [...exact, ...expressions].sort(byKey);
}

/** Whether labels meet every requirement. A missing label meets `!=` and `notin`, and never `gt` or `lt`. */
export function matchesLabels(selector: LabelSelector, labels: Labels): boolean {
  return selector.every((requirement) => meets(requirement, labels?.[requirement.key]));
}

/** The text form, as the API server prints it in SELECTOR columns. Parses back to an equal selector. */
export function formatLabelSelector(selector: LabelSelector): string {
  return selector.map(formatRequirement).join(",");
}

function meets({ operator, values }: LabelRequirement, value: string | undefined): boolean {
  switch (operator) {
    case "exists":
      return value !== undefined;
    case "absent":
      return value === undefined;
    case "=":
    case "in":
      return value !== undefined && values.includes(value);
    case "!=":
    case "notin":
      return value === undefined || !values.includes(value);
    case "gt":
    case "lt": {
      if (value === undefined || !wholeNumber.test(value)) return false;
      const limit = BigInt(values[0] ?? "0");
      return operator === "gt" ? BigInt(value) > limit : BigInt(value) < limit;
    }
  }
}

function formatRequirement({ key, operator, values }: LabelRequirement): string {
  const [first = ""] = values;
  switch (operator) {
    case "exists":
      return key;
    case "absent":
      return `!${key}`;
    case "gt":
      return `${key}>${first}`;
    case "lt":
      return `${key}<${first}`;
    case "=":
    case "!=":
      return `${key}${operator}${first}`;
    case "in":
    case "notin":
      return `${key} ${operator} (${values.join(",")})`;
  }
}

function byKey(a: LabelRequirement, b: LabelRequirement): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function requirement(
  key: string,
  operator: LabelRequirement["operator"],
  values: readonly string[],
): LabelRequirement {
  checkKey(key);
  if ((operator === "in" || operator === "notin") && values.length === 0)
    throw new LabelSelectorError("for 'in', 'notin' operators, values set can't be empty");
  if ((operator === "exists" || operator === "absent") && values.length > 0)
    throw new LabelSelectorError("values set must be empty for exists and does not exist");
  for (const value of values) {
    if ((operator === "gt" || operator === "lt") && !wholeNumber.test(value))
      throw new LabelSelectorError("for 'Gt', 'Lt' operators, the value must be an integer");
    if (value !== "" && !namePart.test(value))
      throw new LabelSelectorError(`"${value}" is not a valid label value`);
  }
  return { key, operator, values: [...new Set(values)].sort() };
}

function checkKey(key: string): void {
  const slash = key.indexOf("/");
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (!namePart.test(name) || (prefix !== undefined && (prefix.length > 253 || !prefixPart.test(prefix))))
    throw new LabelSelectorError(`"${key}" is not a valid label key`);
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/[ \t\r\n]+|==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+/g)) {
    const [piece] = match;
    if (/^[ \t\r\n]/.test(piece)) continue;
    tokens.push({
      kind: /^[=!(),<>]/.test(piece) ? "symbol" : "word",
      text: piece,
    });
  }
  return tokens;
}

class SelectorParser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): LabelSelector {
    const requirements: LabelRequirement[] = [];
    if (this.#peek().kind === "end") return requirements;
    if (!this.#startsRequirement())
      throw new LabelSelectorError(
        `found '${this.#peek().text}', expected: !, identifier, or 'end of string'`,
      );
    for (;;) {
      requirements.push(this.#requirement());
      const after = this.#next();
      if (after.kind === "end") return requirements.sort(byKey);
      if (!isSymbol(after, ","))
        throw new LabelSelectorError(`found '${after.text}', expected: ',' or 'end of string'`);
      if (!this.#startsRequirement())
        throw new LabelSelectorError(`found '${this.#peek().text}', expected: identifier after ','`);
    }
  }

  #requirement(): LabelRequirement {
    try {
      const negated = isSymbol(this.#peek(), "!");
      if (negated) this.#next();
      const key = this.#next();
      if (key.kind !== "word") throw new LabelSelectorError(`found '${key.text}', expected: identifier`);
      if (negated) return requirement(key.text, "absent", []);
      const after = this.#peek();
      if (after.kind === "end" || isSymbol(after, ",")) return requirement(key.text, "exists", []);
      return this.#comparison(key.text);
    } catch (error) {
      const reason = error instanceof LabelSelectorError ? error.message : String(error);
      throw new LabelSelectorError(`unable to parse requirement: ${reason}`);
    }
  }

  #comparison(key: string): LabelRequirement {
    const { text } = this.#next();
    switch (text) {
      case "in":
      case "notin":
        return requirement(key, text, this.#valueSet());
      case "=":
      case "==":
        return requirement(key, "=", [this.#value()]);
      case "!=":
        return requirement(key, "!=", [this.#value()]);
      case ">":
        return requirement(key, "gt", [this.#value()]);
      case "<":
        return requirement(key, "lt", [this.#value()]);
      default:
        throw new LabelSelectorError(`found '${text}', expected: ${binaryOperators}`);
    }
  }

  #value(): string {
    const next = this.#peek();
    if (next.kind === "end" || isSymbol(next, ",")) return "";
    this.#next();
    if (next.kind !== "word") throw new LabelSelectorError(`found '${next.text}', expected: identifier`);
    return next.text;
  }

  // Empty places count as the empty value: `()`, `(,a)`, `(a,)` and `(a,,b)` all hold one.
  #valueSet(): readonly string[] {
    const open = this.#next();
    if (!isSymbol(open, "(")) throw new LabelSelectorError(`found '${open.text}' expected: '('`);
    const values: string[] = [];
    for (;;) {
      const next = this.#peek();
      if (next.kind === "word") values.push(this.#next().text);
      else values.push("");
      const after = this.#next();
      if (isSymbol(after, ")")) return values;
      if (!isSymbol(after, ",")) throw new LabelSelectorError(`found '${after.text}', expected: ',' or ')'`);
    }
  }

  #startsRequirement(): boolean {
    const next = this.#peek();
    return next.kind === "word" || isSymbol(next, "!");
  }

  #peek(): Token {
    return this.#tokens[this.#position] ?? { kind: "end", text: "" };
  }

  #next(): Token {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }
}

function isSymbol(token: Token, text: string): boolean {
  return token.kind === "symbol" && token.text === text;
}
