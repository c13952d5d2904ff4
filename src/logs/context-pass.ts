import type { ViewPart } from "./view-part.ts";

/** How many lines of the same source are shown around a line that is asked for. */
export interface Context {
  readonly before: number;
  readonly after: number;
}

/** Lines of a source are looked for among so many entries around: a quiet source's line before may be of yesterday. */
const reach = 4096;

/** The parts in which a change in `first` to `last` may put lines near to others, or take them away. */
export function reached(parts: readonly ViewPart[], first: number, last: number): readonly [number, number] {
  return [outward(parts, first, -1), outward(parts, last, 1)];
}

function outward(parts: readonly ViewPart[], start: number, direction: -1 | 1): number {
  let at = start;
  for (let seen = 0; seen < reach && parts[at + direction] !== undefined; at += direction) {
    seen += parts[at + direction]?.marked.length ?? 0;
  }
  return at;
}

/**
 * Finds the lines near to those that are asked for, in the parts from `first` to `last`. Near are so many lines of the
 * same source, since what other pods did meanwhile explains nothing; lines that continue another are not counted.
 */
export function findContext(
  parts: readonly ViewPart[],
  first: number,
  last: number,
  { before, after }: Context,
  isHidden: (source: number) => boolean,
): void {
  const [start, end] = reached(parts, first, last);
  for (let number = first; number <= last; number += 1) parts[number]?.context.fill(0);
  const forward = new Nearness(after, isHidden);
  for (let number = start; number <= last; number += 1) forward.pass(parts[number], number >= first, 1);
  const backward = new Nearness(before, isHidden);
  for (let number = end; number >= first; number -= 1) backward.pass(parts[number], number <= last, -1);
}

/** Goes over lines in one direction and knows how far the last that was asked for is away, in each source. */
class Nearness {
  readonly #most: number;
  readonly #isHidden: (source: number) => boolean;
  /** By source: how many of its lines ago, and how many entries ago, seen from `#seen`. */
  readonly #lines: number[] = [];
  readonly #entries: number[] = [];
  #seen = 0;

  constructor(most: number, isHidden: (source: number) => boolean) {
    this.#most = most;
    this.#isHidden = isHidden;
  }

  pass(part: ViewPart | undefined, marks: boolean, direction: -1 | 1): void {
    if (part === undefined || this.#most === 0) return;
    const { segment, length } = part.marked;
    for (let step = 0; step < length; step += 1) {
      const at = direction > 0 ? step : length - 1 - step;
      this.#seen += 1;
      if (segment.backAt(at) !== 0 || part.isNote(at)) continue;
      const source = segment.sourceAt(at);
      if (this.#isHidden(source)) continue;
      if (part.isMatch(at)) {
        this.#lines[source] = 0;
        this.#entries[source] = this.#seen;
        continue;
      }
      const away = (this.#lines[source] ?? Number.POSITIVE_INFINITY) + 1;
      this.#lines[source] = away;
      const isNear = away <= this.#most && this.#seen - (this.#entries[source] ?? 0) <= reach;
      if (isNear && marks) part.context[at] = 1;
    }
  }
}
