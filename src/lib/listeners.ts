/** A set of listeners that is safe to change while it is being told. */
export class Listeners {
  readonly #set = new Set<() => void>();

  get size(): number {
    return this.#set.size;
  }

  /** Returns the function that takes it out again. */
  add(listener: () => void): () => void {
    // Wrapped, so that the same function added twice is two subscriptions.
    const entry = () => listener();
    this.#set.add(entry);
    return () => this.#set.delete(entry);
  }

  tell(): void {
    for (const listener of [...this.#set]) if (this.#set.has(listener)) listener();
  }
}
