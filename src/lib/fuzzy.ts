import { go, type Prepared, prepare, snapshot } from "fuzzysort";

/** One hit of a fuzzy search. */
export interface FuzzyMatch<T> {
  readonly item: T;
  /** The higher the better; comparable within one answer only. */
  readonly score: number;
  /** Ascending offsets into the item's text that made the match, to be highlighted. */
  readonly positions: readonly number[];
}

export interface FuzzyOptions<T> {
  /** At most this many hits; all where absent. */
  readonly limit?: number;
  /** How much an item is preferred, 0 to 1: what is used often or was used last wins among equals. */
  readonly boost?: (item: T) => number;
}

/** A list prepared once and searched at each key press. */
export interface FuzzyList<T> {
  rank(query: string, options?: FuzzyOptions<T>): FuzzyMatch<T>[];
}

// fuzzysort gives names that start with the query 0.8 to 0.97, by length. A full boost spans most of that: habit
// decides between names that match equally well, and never lifts a loose hit above a good one.
const boostSpan = 0.12;

// fuzzysort calls 0.5 good; below a fifth the letters are strewn over unrelated words.
const threshold = 0.2;

// Above every boosted score.
const exact = 2;

const noMatches: readonly number[] = [];

/** Prepares a list for fuzzy search by the text of each item. Ties keep the order of the list. */
export function fuzzyList<T>(items: readonly T[], textOf: (item: T) => string): FuzzyList<T> {
  const entries = items.map((item, order) => ({ item, order, text: prepare(textOf(item)) }));
  const targets = snapshot(entries, { key: (entry: { text: Prepared }) => entry.text });
  return {
    rank(query, { limit = items.length, boost = () => 0 } = {}) {
      const wanted = query.trim();
      const lifted = (score: number, item: T) => (score >= 1 ? exact : score + boostSpan * boost(item));
      const matches =
        wanted === ""
          ? entries.map(({ item, order }) => ({ item, order, score: boost(item), positions: noMatches }))
          : go(wanted, targets, { limit: 0, threshold }).map(({ obj, score, indexes }) => ({
              item: obj.item,
              order: obj.order,
              score: lifted(score, obj.item),
              positions: [...indexes].sort((a, b) => a - b),
            }));
      return matches
        .sort((a, b) => b.score - a.score || a.order - b.order)
        .slice(0, limit)
        .map(({ item, score, positions }) => ({ item, score, positions }));
    },
  };
}
