import { isCollection, isNode, isScalar, type Pair, type YAMLMap, type YAMLSeq } from "yaml";

// Where things stand in the source text of a parsed YAML document.

/** One replacement of a range of the text. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The last of equal keys, as it is the one that counts. */
export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.findLast((pair) => keyText(pair) === key);
}

export const keyText = (pair: Pair) => (isScalar(pair.key) ? String(pair.key.value) : "");

/** Where a node or pair begins, after its anchor and tag. */
export function startOf(item: unknown): number {
  const node = isPairLike(item) ? item.key : item;
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Where the content of a node or pair ends, before comments and line ends. */
export function endOf(item: unknown): number {
  if (isPairLike(item)) return Math.max(endOf(item.key), endOf(item.value));
  if (!isNode(item)) return 0;
  if (isCollection(item) && item.flow !== true) return Math.max(0, ...item.items.map(endOf));
  return item.range?.[1] ?? 0;
}

function isPairLike(item: unknown): item is Pair {
  return typeof item === "object" && item !== null && "key" in item && "value" in item && !isNode(item);
}

/** The offset of the first character of a line; a byte order mark stands before it. */
export function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return start === 0 && text.startsWith("\uFEFF") ? 1 : start;
}

/** The offset after the line end; a block scalar already includes it. */
export function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

/** The line end that the file uses. */
export const lineEndOf = (text: string) => (/\r\n/.test(text) ? "\r\n" : "\n");

/** Where the dash of a list item stands. */
export function dashOf(list: YAMLSeq, index: number): number {
  const token = list.srcToken;
  const start = token !== undefined && "items" in token ? token.items[index]?.start : undefined;
  return start?.find(({ type }) => type === "seq-item-ind")?.offset ?? startOf(list.items[index]);
}
