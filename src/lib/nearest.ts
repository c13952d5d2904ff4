/** How many characters must be put in, left out, replaced or swapped with a neighbour to get from one word to the other. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, next];
  }
  return last[to.length] ?? 0;
}

/** The words nearest to one that is not among them, at most `limit`, equals in their order; none when nothing is near. */
export function nearest(word: string, words: Iterable<string>, limit = 1): string[] {
  // Two steps lead from a short word to most others.
  const farthest = word.length < 6 ? 1 : Math.max(2, Math.floor(word.length / 3));
  // A word that is so much longer or shorter is not near, and need not be compared letter by letter.
  return [...words]
    .filter((known) => Math.abs(known.length - word.length) <= farthest)
    .map((known) => ({ known, distance: editDistance(word.toLowerCase(), known.toLowerCase()) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ known }) => known);
}
