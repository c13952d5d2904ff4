/**
 * JSON as it stands in a line: numbers keep their digits, fields their order and their doubles, all of which
 * `JSON.parse` loses.
 */
export type JsonNode = JsonObject | JsonArray | JsonValue;

export interface JsonObject {
  readonly kind: "object";
  readonly fields: readonly (readonly [name: string, node: JsonNode])[];
  /** As it stands in the line. */
  readonly text: string;
}

export interface JsonArray {
  readonly kind: "array";
  readonly items: readonly JsonNode[];
  readonly text: string;
}

export interface JsonValue {
  /** A literal is `true`, `false`, `null`, and what Python writes of numbers that are none. */
  readonly kind: "string" | "number" | "literal";
  /** Of a string what it says, without quotes and escapes. */
  readonly text: string;
}

/** Deeper than any log, and not so deep that it could exhaust the stack. */
const deepest = 64;

/** Reads the JSON object that begins at a place, and says where it ends. Undefined where there is none. */
export function readJsonObject(
  text: string,
  start: number,
): { readonly object: JsonObject; readonly end: number } | undefined {
  if (text[start] !== "{") return undefined;
  const reader = new JsonReader(text, start);
  const node = reader.node(0);
  return node?.kind === "object" ? { object: node, end: reader.at } : undefined;
}

const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literal = /true|false|null|NaN|-?Infinity/y;
const space = /[ \t\r\n]*/y;

class JsonReader {
  readonly #text: string;
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  /** The value that begins here; undefined for what is no JSON. */
  node(depth: number): JsonNode | undefined {
    if (depth > deepest) return undefined;
    const first = this.#text[this.at];
    if (first === "{") return this.#object(depth);
    if (first === "[") return this.#array(depth);
    if (first === '"') {
      const string = this.#string();
      return string === undefined ? undefined : { kind: "string", text: string };
    }
    const kind =
      first === "-" || (first !== undefined && first >= "0" && first <= "9") ? "number" : "literal";
    const found = this.#match(number) || this.#match(literal);
    return found === "" ? undefined : { kind: found.endsWith("Infinity") ? "literal" : kind, text: found };
  }

  #object(depth: number): JsonObject | undefined {
    const fields: [string, JsonNode][] = [];
    const start = this.at;
    const isWhole = this.#list("}", () => {
      const name = this.#string();
      this.#match(space);
      if (name === undefined || !this.#take(":")) return false;
      this.#match(space);
      const node = this.node(depth + 1);
      if (node === undefined) return false;
      fields.push([name, node]);
      return true;
    });
    return isWhole ? { kind: "object", fields, text: this.#text.slice(start, this.at) } : undefined;
  }

  #array(depth: number): JsonArray | undefined {
    const items: JsonNode[] = [];
    const start = this.at;
    const isWhole = this.#list("]", () => {
      const node = this.node(depth + 1);
      if (node === undefined) return false;
      items.push(node);
      return true;
    });
    return isWhole ? { kind: "array", items, text: this.#text.slice(start, this.at) } : undefined;
  }

  /** What stands between brackets, with commas between. */
  #list(close: string, item: () => boolean): boolean {
    this.at += 1;
    this.#match(space);
    if (this.#take(close)) return true;
    for (;;) {
      if (!item()) return false;
      this.#match(space);
      if (this.#take(close)) return true;
      if (!this.#take(",")) return false;
      this.#match(space);
    }
  }

  #string(): string | undefined {
    if (this.#text[this.at] !== '"') return undefined;
    const start = this.at;
    let hasEscapes = false;
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const character = this.#text[at];
      if (character === "\\") {
        hasEscapes = true;
        at += 1;
      } else if (character === '"') {
        this.at = at + 1;
        return hasEscapes ? unescaped(this.#text.slice(start, at + 1)) : this.#text.slice(start + 1, at);
      }
    }
    return undefined;
  }

  #take(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  #match(expression: RegExp): string {
    expression.lastIndex = this.at;
    const found = expression.exec(this.#text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }
}

/** What a string in quotes says; as it stands, where its escapes are none. */
export function unescaped(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
