import { isNode, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { dashOf, endOf, lineEnd, lineStart, type Splice, startOf } from "./yaml-places.ts";

/** Takes a key with its lines out of a map; undefined where that cannot be done without changing the rest. */
export function pairCut(text: string, map: YAMLMap, pair: Pair): Splice | undefined {
  if (map.flow === true) return flowCut(map.items.map(spanOf), map.items.indexOf(pair));
  const start = startOf(pair);
  const from = lineStart(text, start);
  // A key on the line of its list item's dash, or the only one of its map, cannot go without changing the rest.
  if (text.slice(from, start).trim() !== "" || map.items.length === 1) return undefined;
  return { from, to: lineEnd(text, endOf(pair)), text: "" };
}

/** Takes an item with its lines out of the list that is the value of `pair`; an empty list becomes `[]`. */
export function itemCut(text: string, pair: Pair, list: YAMLSeq, index: number): Splice[] {
  const item = list.items[index];
  if (list.flow === true) return [flowCut(list.items.map(spanOf), index)];
  const from = lineStart(text, dashOf(list, index));
  const cut = { from, to: lineEnd(text, endOf(item)), text: "" };
  if (list.items.length > 1) return [cut];
  const key = isNode(pair.key) ? (pair.key.range?.[1] ?? 0) : 0;
  const colon = text.indexOf(":", key) + 1;
  return [cut, { from: colon, to: colon, text: " []" }];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** An item of a flow collection with the comma that belongs to it. */
function flowCut(spans: readonly Span[], index: number): Splice {
  const [previous, own, next] = [spans[index - 1], spans[index], spans[index + 1]];
  const from = next === undefined ? (previous?.to ?? own?.from ?? 0) : (own?.from ?? 0);
  return { from, to: next?.from ?? own?.to ?? from, text: "" };
}

const spanOf = (item: unknown): Span => ({ from: startOf(item), to: endOf(item) });
