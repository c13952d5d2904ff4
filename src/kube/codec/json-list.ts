// A LIST answer in JSON, objects or a Table, taken apart while it arrives: one object or row is parsed at a
// time, so that lists beyond the longest string (512 MB) and beyond memory are no matter.
import type { ListChunk, TableColumn, TypeMeta, WireObject } from "../types.ts";
import { ByteQueue } from "./byte-queue.ts";
import { DamagedError } from "./damaged.ts";
import { ingestJson, ingestRow } from "./ingest-json.ts";
import { isSpace, JsonValueScanner } from "./json-scan.ts";
import { isObject, type JsonObject, parseJson, textOf } from "./json-value.ts";
import { pageOfJson } from "./list-page.ts";
import { checkSize, type StreamParser } from "./stream-parser.ts";
import { tableColumns } from "./table-columns.ts";
import { TypeOfItems } from "./type-of-items.ts";

/** What is expected next. An element is one of the array `items` or `rows`. */
type Expected =
  | "object"
  | "key or end"
  | "key"
  | "colon"
  | "value"
  | "member end"
  | "element or end"
  | "element"
  | "element end"
  | "end";

export class JsonListParser implements StreamParser<ListChunk> {
  readonly #types: TypeOfItems;
  readonly #queue = new ByteQueue();
  readonly #scanner = new JsonValueScanner();
  #expected: Expected = "object";
  #key = "";
  /** The list's members but for its objects. */
  readonly #header: JsonObject = {};
  #isList = false;
  #columns: readonly TableColumn[] | undefined;
  /** The next page's token, until it was given out. */
  #next = "";
  #objects: WireObject[] = [];

  /** @param type the kind that was asked for, for objects that do not tell their own. */
  constructor(type: TypeMeta) {
    this.#types = new TypeOfItems(type);
  }

  push(chunk: Buffer): ListChunk | undefined {
    this.#queue.push(chunk);
    while (this.#step()) {}
    return this.#objects.length === 0 ? undefined : this.#chunk();
  }

  end(): ListChunk {
    if (this.#expected !== "end") throw new DamagedError("the list ended in the middle of its JSON");
    if (!this.#isList) {
      const kind = textOf(this.#header.kind) || "other JSON";
      throw new DamagedError(`the server answered with ${kind} where a list is expected`);
    }
    const page = pageOfJson(this.#header.metadata);
    this.#next = "";
    return { ...this.#chunk(), page };
  }

  #chunk(): ListChunk {
    const objects = this.#objects;
    const columns = this.#columns;
    const next = this.#next;
    this.#objects = [];
    this.#columns = undefined;
    this.#next = "";
    return { objects, ...(columns && { columns }), ...(next !== "" && { next }) };
  }

  /** Takes one token or value off the queue. False where more bytes are needed for that. */
  #step(): boolean {
    const queue = this.#queue;
    while (queue.start < queue.end && isSpace(queue.bytes[queue.start])) queue.start += 1;
    if (queue.length === 0) return false;
    const byte = String.fromCharCode(queue.bytes[queue.start] as number);
    switch (this.#expected) {
      case "object":
        return this.#take(byte === "{" && "key or end");
      case "key or end":
        return byte === "}" ? this.#take("end") : this.#stepKey(byte);
      case "key":
        return this.#stepKey(byte);
      case "colon":
        return this.#take(byte === ":" && "value");
      case "value":
        return this.#stepValue(byte);
      case "member end":
        return this.#take(byte === "," ? "key" : byte === "}" && "end");
      case "element or end":
        return byte === "]" ? this.#take("member end") : this.#stepElement();
      case "element":
        return this.#stepElement();
      case "element end":
        return this.#take(byte === "," ? "element" : byte === "]" && "member end");
      case "end":
        return this.#take(false);
    }
  }

  /** Takes the one byte at hand; false stands for a byte that must not be there. */
  #take(next: Expected | false): true {
    if (next === false)
      throw new DamagedError(`the list is not valid JSON where its ${this.#expected} is expected`);
    this.#queue.start += 1;
    this.#expected = next;
    return true;
  }

  #stepKey(byte: string): boolean {
    if (byte !== '"') return this.#take(false);
    const end = this.#valueEnd();
    if (end === -1) return false;
    this.#key = textOf(parseJson(this.#queue.bytes, this.#queue.start, end));
    return this.#proceed(end, "colon");
  }

  #stepValue(byte: string): boolean {
    if (this.#key === "items" || this.#key === "rows") {
      this.#isList = true;
      if (byte === "[") return this.#take("element or end");
    }
    const end = this.#valueEnd();
    if (end === -1) return false;
    const value = parseJson(this.#queue.bytes, this.#queue.start, end);
    this.#header[this.#key] = value;
    if (this.#key === "columnDefinitions") this.#columns = tableColumns(value);
    if (this.#key === "metadata") this.#next = pageOfJson(value).continue;
    return this.#proceed(end, "member end");
  }

  #stepElement(): boolean {
    const end = this.#valueEnd();
    if (end === -1) return false;
    const { bytes, start } = this.#queue;
    const value = parseJson(bytes, start, end);
    if (!isObject(value)) throw new DamagedError("the list holds something that is not an object");
    const text = { bytes, start, end };
    this.#objects.push(
      this.#key === "rows"
        ? ingestRow(value, this.#types.asked, text)
        : ingestJson(value, this.#types.typeOf(value, this.#header), text),
    );
    return this.#proceed(end, "element end");
  }

  /** Where the value at hand ends, or -1 where that has not come yet. */
  #valueEnd(): number {
    const { bytes, start, end } = this.#queue;
    const at = this.#scanner.scan(bytes, start, end);
    checkSize(at === -1 ? end - start : at - start, "an object of the list");
    if (at === start) throw new DamagedError("the list is not valid JSON: a value is missing");
    return at;
  }

  #proceed(position: number, next: Expected): true {
    this.#queue.start = position;
    this.#expected = next;
    return true;
  }
}
