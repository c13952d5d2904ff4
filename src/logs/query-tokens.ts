/** A text of a query, and how it was written. */
export interface QueryText {
  readonly text: string;
  /** In quotes a text is nothing but a text; an expression stands between slashes. */
  readonly kind: "bare" | "quoted" | "regex";
}

/** A part of a query, as it was written between two blanks. */
export interface QueryToken extends QueryText {
  readonly isNegated: boolean;
  /** `status>=500`: the name, what stands behind it, and the value. `text` is all of it. */
  readonly comparison?: { readonly name: string; readonly operator: string; readonly value: QueryText };
}

const closedRegex = /\/((?:\\.|[^/\\])+)\/(?=\s|$)/y;
const quoted = /"([^"]*)"?/y;
const bare = /\S+/y;
/** As people of jq write it there may be blanks around the operator, on both sides then. */
const comparisonHead =
  /(\.?[A-Za-z_@][\w.@/-]*)(?:(>=|<=|!=|==|=~|>|<|=|:)|\s+(>=|<=|!=|==|=~|>|<|=)\s+(?=\S))/y;
/** What nobody writes but in an expression. */
const special = /[\\([*+?|^${]/;

const negation = /!(?=\S)/y;
const blanks = /\s*/y;

/**
 * Takes a query apart at its blanks, but not within quotes and expressions. A path such as `/orders/77` is a word: an
 * expression ends with a slash before a blank. One that is still being typed, as its special characters show, reaches to
 * the end.
 */
export function queryTokens(text: string): QueryToken[] {
  return new TokenReader(text).tokens();
}

class TokenReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  tokens(): QueryToken[] {
    const found: QueryToken[] = [];
    for (this.#match(blanks); this.#at < this.#text.length; this.#match(blanks)) found.push(this.#token());
    return found;
  }

  #token(): QueryToken {
    const isNegated = this.#match(negation) !== null;
    const start = this.#at;
    const head = this.#match(comparisonHead);
    if (head === null) return { isNegated, ...(this.#textOrRegex() ?? this.#openRegex() ?? this.#bare()) };
    const [, name = "", beside, between] = head;
    const value = this.#textOrRegex() ?? this.#bare();
    const text = this.#text.slice(start, this.#at);
    const comparison = { name, ...compared(beside ?? between ?? "", value) };
    return { isNegated, kind: "bare", text, comparison };
  }

  #textOrRegex(): QueryText | undefined {
    const inQuotes = this.#match(quoted);
    if (inQuotes !== null) return { text: inQuotes[1] ?? "", kind: "quoted" };
    const regex = this.#match(closedRegex);
    return regex === null ? undefined : { text: regex[1] ?? "", kind: "regex" };
  }

  #openRegex(): QueryText | undefined {
    const start = this.#at;
    if (this.#text[start] !== "/" || !special.test(this.#bare().text)) {
      this.#at = start;
      return undefined;
    }
    this.#at = this.#text.length;
    return { text: this.#text.slice(start + 1), kind: "regex" };
  }

  #bare(): QueryText {
    return { text: this.#match(bare)?.[0] ?? "", kind: "bare" };
  }

  #match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#text);
    this.#at += match?.[0].length ?? 0;
    return match;
  }
}

/** Two operators are other ways to write what there is. */
function compared(
  operator: string,
  value: QueryText,
): { readonly operator: string; readonly value: QueryText } {
  if (operator === "==") return { operator: "=", value };
  return operator === "=~" ? { operator: ":", value: { ...value, kind: "regex" } } : { operator, value };
}
