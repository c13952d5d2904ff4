// The letters generated names are made of: no vowels and no digits that look like letters (k8s.io/apimachinery/pkg/util/rand).
const nameLetters = "bcdfghjklmnpqrstvwxz2456789";

/** A small seeded random source (mulberry32): the same seed gives the same cluster. Not for secrets. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** At least 0, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.between(0, list.length - 1)] ?? list[0];
  }

  hex(length: number): string {
    let text = "";
    while (text.length < length)
      text += Math.floor(this.next() * 4294967296)
        .toString(16)
        .padStart(8, "0");
    return text.slice(0, length);
  }

  /** The random end of a generated name, such as `2xkqp`. */
  nameSuffix(length = 5): string {
    let text = "";
    for (let i = 0; i < length; i += 1) text += nameLetters[this.between(0, nameLetters.length - 1)];
    return text;
  }

  uuid(): string {
    const hex = this.hex(32);
    const variant = "89ab"[this.between(0, 3)];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

/** The `pod-template-hash` and revision suffix of a value: FNV-1a of its JSON, written in the letters of names. */
export function templateHash(value: unknown): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(JSON.stringify(value))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return [...String(hash)].map((digit) => nameLetters[digit.charCodeAt(0) % nameLetters.length]).join("");
}
