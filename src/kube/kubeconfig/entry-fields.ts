import { isRecord, typeName } from "./kubeconfig-file.ts";

/**
 * Reads the fields of one entry by their expected types. A field of another type is reported and read as absent;
 * empty text and null are absent too, as in Go. Reports name the field and the two types, never the value.
 */
export class EntryFields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #report: (fault: string) => void;

  constructor(values: Readonly<Record<string, unknown>>, report: (fault: string) => void) {
    this.#values = values;
    this.#report = report;
  }

  text(key: string): string | undefined {
    const value = this.#present(key);
    if (value === undefined || value === "") return undefined;
    if (typeof value === "string") return value;
    this.#mismatch(key, "text", value);
    return undefined;
  }

  /** A text that must be one of a few. */
  choice<T extends string>(key: string, choices: readonly T[]): T | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    const choice = choices.find((known) => known === value);
    if (choice === undefined) this.#report(`${key} should be one of ${choices.join(", ")}`);
    return choice;
  }

  flag(key: string): boolean | undefined {
    const value = this.#present(key);
    if (value === undefined || typeof value === "boolean") return value;
    this.#mismatch(key, "true or false", value);
    return undefined;
  }

  base64(key: string): string | undefined {
    const value = this.text(key)?.replace(/[\r\n]/g, "");
    if (value === undefined || isBase64(value)) return value;
    this.#report(`${key} is not base64`);
    return undefined;
  }

  /** Go reads a null inside a list of texts as empty text. */
  texts(key: string): readonly string[] | undefined {
    const value = this.#present(key);
    if (value === undefined) return undefined;
    const items: unknown[] | undefined = Array.isArray(value) ? value.map((item) => item ?? "") : undefined;
    if (items?.every((item) => typeof item === "string")) return items.length === 0 ? undefined : items;
    const wrong = items?.find((item) => typeof item !== "string");
    if (wrong === undefined) this.#mismatch(key, "a list of texts", value);
    else this.#mismatch(`an item of ${key}`, "text", wrong);
    return undefined;
  }

  /** The fields of a map below `key`. */
  map(key: string): EntryFields | undefined {
    const value = this.#present(key);
    if (value === undefined) return undefined;
    if (isRecord(value)) return new EntryFields(value, (fault) => this.#report(`${key}.${fault}`));
    this.#mismatch(key, "a map", value);
    return undefined;
  }

  /** The fields of each map in a list below `key`. */
  maps(key: string): readonly EntryFields[] | undefined {
    const value = this.#present(key);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((item) => isRecord(item))) {
      return value.map(
        (item, index) => new EntryFields(item, (fault) => this.#report(`${key}[${index}].${fault}`)),
      );
    }
    this.#mismatch(key, "a list of maps", value);
    return undefined;
  }

  keys(): readonly string[] {
    return Object.keys(this.#values);
  }

  /** The value itself, for what has no fixed shape. */
  raw(key: string): unknown {
    return this.#present(key);
  }

  #present(key: string): unknown {
    return Object.hasOwn(this.#values, key) ? (this.#values[key] ?? undefined) : undefined;
  }

  #mismatch(key: string, expected: string, value: unknown): void {
    const quotes = expected === "text" && typeof value !== "object" ? "; put it in quotes" : "";
    this.#report(`${key} should be ${expected}, but is ${typeName(value)}${quotes}`);
  }
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
