import type { JsonNode } from "./json-text.ts";
import { type LogField, parseLine } from "./record.ts";

/** A line of the long form of a record. */
export interface ExpandedLine {
  /** How many steps it stands to the right. */
  readonly indent: number;
  /** The name of the field; `-` for an item of a list, `""` for text without a name. */
  readonly name: string;
  /** The value, `""` where it follows on lines of its own. */
  readonly text: string;
  readonly kind: LogField["kind"] | "text";
}

/** A line of a log field by field, nothing left out; a text of many lines, such as a stack, on as many. */
export function expandLine(text: string): ExpandedLine[] {
  const { before, after, fields, json } = parseLine(text);
  return [
    ...textLines(before),
    ...(json === undefined ? fields.flatMap((field) => valueLines(field, 0)) : nodeLines("", json, -1)),
    ...textLines(after),
  ];
}

function textLines(text: string): ExpandedLine[] {
  return text === "" ? [] : valueLines({ name: "", value: text, kind: "text" }, 0);
}

function nodeLines(name: string, node: JsonNode, indent: number): ExpandedLine[] {
  if (node.kind !== "object" && node.kind !== "array") {
    return valueLines({ name, value: node.text, kind: node.kind }, indent);
  }
  const inner =
    node.kind === "object"
      ? node.fields.flatMap(([field, value]) => nodeLines(field, value, indent + 1))
      : node.items.flatMap((item) => nodeLines("-", item, indent + 1));
  if (inner.length === 0) return [{ indent, name, text: node.text, kind: "json" }];
  return indent < 0 ? inner : [{ indent, name, text: "", kind: "json" }, ...inner];
}

interface Value extends Omit<LogField, "kind"> {
  readonly kind: ExpandedLine["kind"];
}

function valueLines({ name, value, kind }: Value, indent: number): ExpandedLine[] {
  const lines = value.replace(/\r?\n$/, "").split(/\r?\n/);
  if (lines.length === 1) return [{ indent, name, text: lines[0] ?? "", kind }];
  const head: ExpandedLine[] = name === "" ? [] : [{ indent, name, text: "", kind }];
  return [
    ...head,
    ...lines.map((text): ExpandedLine => ({ indent: indent + head.length, name: "", text, kind: "text" })),
  ];
}
