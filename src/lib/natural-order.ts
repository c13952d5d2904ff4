const runs = /\d+|\D+/g;

/** Orders names as people count: `node-2` before `node-10`. Digits are compared as numbers, the rest by its characters. */
export function naturalOrder(a: string, b: string): number {
  const left = a.match(runs) ?? [];
  const right = b.match(runs) ?? [];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const order = compareRuns(left[at] ?? "", right[at] ?? "");
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareRuns(a: string, b: string): number {
  if (a === b) return 0;
  const [first, second] = [Number(a), Number(b)];
  if (Number.isNaN(first) || Number.isNaN(second) || first === second) return a < b ? -1 : 1;
  return first - second;
}
