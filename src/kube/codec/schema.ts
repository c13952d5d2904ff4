// The built-in kinds' messages: which field number is which JSON field, and how its value is written.
//
// The table is text, so that starting costs nothing: it is split into lines when the first message is asked
// for, and a line is read when its own message is. Its grammar:
//
//   @apps/v1                      the messages below belong to this apiVersion (`@-`: to none)
//   Name field field …            a message
//   Name[] field                  a message that is a plain array in JSON
//   Name| field field …           a message of which the one field that is set stands for the whole in JSON
//
//   field = [number] name ["?"] [shape type]
//     number   left out when it is the previous field's plus one
//     "?"      the value is left out of the JSON when it is zero, false or empty
//     shape    ":" one, "*" an array, "%" a map from strings, "^" one whose fields are the parent's in JSON
//     type     a letter of `ValueType`, a message of this section, or `<section in base 36>.<message>`;
//              without shape and type the field is one string
import type { TypeMeta } from "../types.ts";
import { schemaTable } from "./schema.generated.ts";

/**
 * How a value is written in protobuf and in JSON: s string, b boolean, i integer, d double, y bytes (base64 in
 * JSON), t Time, u MicroTime, h Duration, q Quantity, o IntOrString, r raw JSON, m another message.
 */
export type ValueType = "s" | "b" | "i" | "d" | "y" | "t" | "u" | "h" | "q" | "o" | "r" | "m";

export type FieldShape = "one" | "array" | "map" | "inline";

export interface SchemaField {
  readonly number: number;
  readonly name: string;
  readonly shape: FieldShape;
  readonly type: ValueType;
  /** Zero, false and empty values are left out of the JSON, as Go's `omitempty` does. */
  readonly omitZero: boolean;
  /** The message of a field of type `m`. */
  readonly message: () => Message;
}

export interface Message {
  readonly name: string;
  /** `array` and `union` messages are not objects in JSON: see the grammar. */
  readonly form: "object" | "array" | "union";
  readonly fields: readonly SchemaField[];
}

interface Section {
  /** Its lines; read when the first of its messages is asked for. */
  readonly text: string;
  /** By name, each as its line until it is asked for. */
  messages: Map<string, Message | string> | undefined;
}

interface Schema {
  readonly sections: readonly Section[];
  readonly byApiVersion: ReadonlyMap<string, Section>;
}

const shapes: Readonly<Record<string, FieldShape>> = { ":": "one", "*": "array", "%": "map", "^": "inline" };

let schema: Schema | undefined;

/**
 * The message of a kind, or undefined where none is known (custom resources, kinds of newer servers).
 * `v1` holds the general kinds of meta/v1 too (Status, WatchEvent), as the server writes them.
 */
export function messageOf({ apiVersion, kind }: TypeMeta): Message | undefined {
  schema ??= readSections(schemaTable);
  const section = schema.byApiVersion.get(apiVersion);
  const found = section === undefined ? undefined : messageIn(section, kind);
  return found === undefined && apiVersion === "v1" ? messageOf({ apiVersion: metaVersion, kind }) : found;
}

const metaVersion = "meta.k8s.io/v1";

function readSections(table: string): Schema {
  const sections: Section[] = [];
  const byApiVersion = new Map<string, Section>();
  for (const text of table.slice(1).split("\n@")) {
    const end = text.indexOf("\n");
    const apiVersion = end === -1 ? text : text.slice(0, end);
    const section: Section = { text, messages: undefined };
    sections.push(section);
    if (apiVersion !== "-") byApiVersion.set(apiVersion, section);
  }
  return { sections, byApiVersion };
}

function readLines(text: string): Map<string, string> {
  const [, ...lines] = text.split("\n");
  return new Map(lines.map((line) => [line.slice(0, nameEnd(line)), line]));
}

function nameEnd(line: string): number {
  const end = line.search(/[^A-Za-z0-9]/);
  return end === -1 ? line.length : end;
}

function messageIn(section: Section, name: string): Message | undefined {
  section.messages ??= readLines(section.text);
  const entry = section.messages.get(name);
  if (typeof entry !== "string") return entry;
  const message = readMessage(entry, section);
  section.messages.set(name, message);
  return message;
}

function readMessage(line: string, section: Section): Message {
  const [head = "", ...tokens] = line.split(" ");
  const name = head.slice(0, nameEnd(head));
  const form = head.endsWith("[]") ? "array" : head.endsWith("|") ? "union" : "object";
  const fields: SchemaField[] = [];
  let previous = 0;
  for (const token of tokens) {
    const field = readField(token, previous, section);
    fields.push(field);
    previous = field.number;
  }
  return { name, form, fields };
}

function readField(token: string, previous: number, section: Section): SchemaField {
  const [, number = "", name = "", drop, mark = ":", type = "s"] =
    token.match(/^(\d*)([^?:*%^]+)(\??)(?:([:*%^])(.+))?$/) ?? [];
  return {
    number: number === "" ? previous + 1 : Number(number),
    name,
    shape: shapes[mark] ?? "one",
    type: type.length === 1 ? (type as ValueType) : "m",
    omitZero: drop === "?",
    message: () => referredMessage(type, section),
  };
}

function referredMessage(reference: string, section: Section): Message {
  const [first = "", second] = reference.split(".");
  const home = second === undefined ? section : schema?.sections[Number.parseInt(first, 36)];
  const message = home && messageIn(home, second ?? first);
  if (message === undefined) throw new Error(`the schema table has no message ${reference}`);
  return message;
}
