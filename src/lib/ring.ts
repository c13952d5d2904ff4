/** The last `capacity` items pushed, oldest first. Pushing and reading one item take constant time. */
export class Ring<T> {
  readonly capacity: number;
  readonly #items: T[] = [];
  #oldest = 0;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`A ring holds at least one item, not ${capacity}.`);
    }
    this.capacity = capacity;
  }

  get length(): number {
    return this.#items.length;
  }

  /** Adds an item and returns the one it pushed out, if the ring was full. */
  push(item: T): T | undefined {
    if (this.#items.length < this.capacity) {
      this.#items.push(item);
      return undefined;
    }
    const lost = this.#items[this.#oldest];
    this.#items[this.#oldest] = item;
    this.#oldest = (this.#oldest + 1) % this.capacity;
    return lost;
  }

  /** The item at a position from the oldest (0), or from the newest (-1). */
  at(index: number): T | undefined {
    const position = index < 0 ? this.length + index : index;
    if (position < 0 || position >= this.length) return undefined;
    return this.#items[(this.#oldest + position) % this.length];
  }

  clear(): void {
    this.#items.length = 0;
    this.#oldest = 0;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    yield* this.#items.slice(this.#oldest);
    yield* this.#items.slice(0, this.#oldest);
  }
}
