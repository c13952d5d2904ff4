/**
 * Gives names one of a few things each: the one that a name's hash asks for, unless others have more of it than of
 * another; then the next of those. So the first has its own in every run, and few names never share one.
 */
export class EvenChoice<Thing> {
  readonly #things: readonly Thing[];
  /** How many names have each. */
  readonly #users: number[];
  readonly #chosen = new Map<string, Thing>();

  /** @param things one at least. */
  constructor(things: readonly [Thing, ...Thing[]]) {
    this.#things = things;
    this.#users = things.map(() => 0);
  }

  /** What a name has: the same whenever it is asked. */
  of(name: string): Thing {
    const known = this.#chosen.get(name);
    if (known !== undefined) return known;
    const least = Math.min(...this.#users);
    let at = hashOf(name) % this.#users.length;
    while (this.#users[at] !== least) at = (at + 1) % this.#users.length;
    this.#users[at] = least + 1;
    const thing = this.#things[at] as Thing;
    this.#chosen.set(name, thing);
    return thing;
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
