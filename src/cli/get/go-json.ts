import { escapeControls } from "./escape-controls.ts";

const indent = "    ";

/**
 * A value as `kubectl get -o json` prints it: four blanks, keys in order, and what means something in HTML escaped.
 * Whole numbers of any size, as `bigint`, are printed in full.
 */
export function goJson(value: unknown, margin = ""): string {
  if (typeof value === "string") return text(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = margin + indent;
  if (Array.isArray(value))
    return block(
      "[",
      value.map((item) => goJson(item, inner)),
      "]",
      margin,
    );
  const members = sortedEntries(value).map(([key, member]) => `${text(key)}: ${goJson(member, inner)}`);
  return block("{", members, "}", margin);
}

function block(open: string, parts: readonly string[], close: string, margin: string): string {
  if (parts.length === 0) return open + close;
  const separator = `,\n${margin}${indent}`;
  return `${open}\n${margin}${indent}${parts.join(separator)}\n${margin}${close}`;
}

const html: Readonly<Record<string, string>> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026" };

function text(value: string): string {
  return escapeControls(JSON.stringify(value)).replace(/[<>&]/g, (character) => html[character] ?? character);
}

/** In the order of Go's maps, of what JSON can say. */
export function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
