import { isCollection, isNode, isScalar, type Pair, type YAMLMap } from "yaml";
import type { ParsedYaml } from "./parse-yaml.ts";
import { endOf, keyText, lineEnd, lineEndOf, lineStart, type Splice, startOf } from "./yaml-places.ts";
import { isPlainSafe, quote } from "./yaml-scalar.ts";

/** The first key of a file without any: below its comments, before a `...` that ends the document. */
export function intoEmptyFile({ text, document }: ParsedYaml, key: string, value: string): Splice {
  const eol = lineEndOf(text);
  const line = `${key}: ${plainOrQuoted(value)}${eol}`;
  const contents: unknown = document?.contents;
  const [from, to, end] = (isNode(contents) ? contents.range : undefined) ?? [0, 0, text.length];
  // A null that is written out, such as `~`.
  if (from !== to) return { from, to, text: line.trimEnd() };
  const at = text.slice(end, lineEnd(text, end)).trim() === "" ? lineEnd(text, end) : end;
  const startsLine = at === 0 || text[at - 1] === "\n" || text[at - 1] === "\uFEFF";
  return { from: at, to: at, text: `${startsLine ? "" : eol}${line}` };
}

/** Another value in the place and the quotes of the old one; undefined for a value that is no text. */
export function newValue(text: string, map: YAMLMap, pair: Pair, value: string): Splice | undefined {
  const node = pair.value;
  if (!isNode(node) || isCollection(node) || !node.range) return undefined;
  const [from, to] = node.range;
  if (from === to) {
    const before = text[from - 1] === ":" ? " " : "";
    const after = text[to] === "#" ? " " : "";
    return { from, to, text: `${before}${plainOrQuoted(value, isJson(map))}${after}` };
  }
  const old = text.slice(from, to);
  // A block scalar takes its last line end along.
  const lineEnd = old.endsWith("\r\n") ? "\r\n" : old.endsWith("\n") ? "\n" : "";
  return {
    from,
    to,
    text: likeOld(value, isScalar(node) ? (node.type ?? "PLAIN") : "PLAIN", isJson(map)) + lineEnd,
  };
}

function likeOld(value: string, style: string, json: boolean): string {
  if (style === "QUOTE_DOUBLE") return quote(value, '"');
  if (style === "QUOTE_SINGLE") return quote(value, "'");
  return plainOrQuoted(value, json);
}

/** After the last key that kubectl would print before it, so that the usual order holds. */
export function newPair(text: string, map: YAMLMap, key: string, value: string): Splice {
  const before = map.items.filter((pair) => keyText(pair) < key).at(-1);
  return map.flow === true
    ? newFlowPair(text, map, before, key, value)
    : newBlockPair(text, map, before, key, value);
}

function newBlockPair(
  text: string,
  map: YAMLMap,
  before: Pair | undefined,
  key: string,
  value: string,
): Splice {
  const first = map.items[0];
  const eol = lineEndOf(text);
  const start = first === undefined ? 0 : startOf(first);
  const indent = " ".repeat(start - lineStart(text, start));
  const line = `${key}: ${plainOrQuoted(value)}`;
  const beginsLine = first !== undefined && text.slice(lineStart(text, start), start).trim() === "";
  if (before === undefined && beginsLine) {
    const at = lineStart(text, start);
    return { from: at, to: at, text: `${indent}${line}${eol}` };
  }
  const at = lineEnd(text, endOf(before ?? first));
  return {
    from: at,
    to: at,
    text: text[at - 1] === "\n" ? `${indent}${line}${eol}` : `${eol}${indent}${line}`,
  };
}

function newFlowPair(
  text: string,
  map: YAMLMap,
  before: Pair | undefined,
  key: string,
  value: string,
): Splice {
  const json = map.items.length === 0 || isJson(map);
  const neighbour = before ?? map.items[0];
  const colon = neighbour === undefined ? ": " : colonAfter(text, neighbour);
  const pair = `${json ? quote(key, '"') : key}${colon}${plainOrQuoted(value, json)}`;
  const open = (map.range?.[0] ?? 0) + 1;
  if (neighbour === undefined) return { from: open, to: open, text: pair };
  const sample = map.items[1] ?? neighbour;
  const gap = gapBefore(text, startOf(sample)) || (colon.endsWith(" ") && map.items.length === 1 ? " " : "");
  if (before !== undefined) {
    const at = endOf(before);
    return { from: at, to: at, text: `,${gap}${pair}` };
  }
  const at = startOf(neighbour);
  return { from: at, to: at, text: `${pair},${gap}` };
}

/** The colon of a flow pair with the space after it, which compact JSON leaves out. */
function colonAfter(text: string, pair: Pair): string {
  const keyEnd = isNode(pair.key) ? (pair.key.range?.[1] ?? 0) : 0;
  return /^\s*:\s/.test(text.slice(keyEnd)) ? ": " : ":";
}

const gapBefore = (text: string, at: number) => /\s*$/.exec(text.slice(0, at))?.[0] ?? "";

const isJson = (map: YAMLMap) =>
  map.flow === true && map.items.every(({ key }) => isScalar(key) && key.type === "QUOTE_DOUBLE");

const plainOrQuoted = (value: string, json = false) =>
  json || !isPlainSafe(value) ? quote(value, '"') : value;
