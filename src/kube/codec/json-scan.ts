// Finds where JSON values end, in bytes, without making anything of them. What it accepts beyond JSON is left for JSON.parse.
import { DamagedError } from "./damaged.ts";

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Finds the end of one value that may come in many pieces: what it saw of it is kept between calls. */
export class JsonValueScanner {
  /** Bytes of the value looked at so far. */
  #seen = 0;
  #depth = 0;
  #inString = false;
  /** A number, true, false or null: ends where something else begins. */
  #bare = false;

  /**
   * The position behind the value that begins at `start`, or -1 where it goes on beyond `end`. In that case
   * call again with the same value at its new place when there are more bytes.
   */
  scan(bytes: Buffer, start: number, end: number): number {
    // Kept in variables for the loop: it looks at every byte of a list.
    let depth = this.#depth;
    let at = start + this.#seen;
    if (this.#inString) {
      at = stringEnd(bytes, at, end);
      if (at < 0) return this.#pause(~at - start, depth, true);
      if (depth === 0) return this.#endAt(at);
    }
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte === quote) {
        if (this.#bare) return this.#endAt(at);
        at = stringEnd(bytes, at + 1, end);
        if (at < 0) return this.#pause(~at - start, depth, true);
        if (depth === 0) return this.#endAt(at);
        continue;
      }
      if (byte === openBrace || byte === openBracket) {
        if (this.#bare) return this.#endAt(at);
        depth += 1;
      } else if (byte === closeBrace || byte === closeBracket) {
        if (depth === 0) return this.#endAt(at);
        depth -= 1;
        if (depth === 0) return this.#endAt(at + 1);
      } else if (depth === 0) {
        if (byte === comma || isSpace(byte)) return this.#endAt(at);
        this.#bare = true;
      }
      at += 1;
    }
    return this.#pause(at - start, depth, false);
  }

  #pause(seen: number, depth: number, inString: boolean): -1 {
    this.#seen = seen;
    this.#depth = depth;
    this.#inString = inString;
    return -1;
  }

  #endAt(position: number): number {
    this.#pause(0, 0, false);
    this.#bare = false;
    return position;
  }
}

/**
 * The position behind the quote that ends a string, from a position in it. Where the string goes on beyond
 * `end`, the complement (`~`) of the position to go on from: the end, or a last backslash, which belongs to what follows.
 */
function stringEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === quote) return at + 1;
    at += byte === backslash ? 2 : 1;
  }
  return ~(at > end ? end - 1 : end);
}

/** Where the value of one member is in an object that begins at `start`; undefined where it has no such member. */
export function memberRange(bytes: Buffer, start: number, name: string): [number, number] | undefined {
  const key = `"${name}"`;
  const scanner = new JsonValueScanner();
  let at = afterSpace(bytes, start);
  if (bytes[at] !== openBrace) return undefined;
  at = afterSpace(bytes, at + 1);
  while (at < bytes.length && bytes[at] !== closeBrace) {
    const keyEnd = endOf(scanner, bytes, at);
    const isIt = keyEnd - at === key.length && bytes.toString("latin1", at, keyEnd) === key;
    const colonAt = afterSpace(bytes, keyEnd);
    if (bytes[colonAt] !== colon) throw new DamagedError(`a JSON object lacks a colon at byte ${colonAt}`);
    const valueStart = afterSpace(bytes, colonAt + 1);
    const valueEnd = endOf(scanner, bytes, valueStart);
    if (isIt) return [valueStart, valueEnd];
    at = afterSpace(bytes, valueEnd);
    if (bytes[at] === comma) at = afterSpace(bytes, at + 1);
    else if (bytes[at] !== closeBrace) throw new DamagedError(`a JSON object lacks a comma at byte ${at}`);
  }
  return undefined;
}

function endOf(scanner: JsonValueScanner, bytes: Buffer, start: number): number {
  const end = scanner.scan(bytes, start, bytes.length);
  if (end <= start) throw new DamagedError(`a JSON object ends in the middle of a value at byte ${start}`);
  return end;
}

function afterSpace(bytes: Buffer, start: number): number {
  let at = start;
  while (isSpace(bytes[at])) at += 1;
  return at;
}
