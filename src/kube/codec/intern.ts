// Objects repeat themselves: namespaces, node names, images, label keys, phases. Each such string is kept once.

/** Longer strings rarely repeat, and cost more to compare than to make. */
const longest = 64;

/** A power of two. With 64 characters in each slot the table holds at most about half a megabyte. */
const slots = 8192;

const table = new Array<string>(slots).fill("");

/**
 * The UTF-8 text at `start` to `end`. A short ASCII text seen before is given as the very same string, unless
 * another text has taken its slot since.
 */
export function internedText(bytes: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length === 0) return "";
  if (length > longest) return bytes.toString("utf8", start, end);
  let hash = length;
  for (let index = start; index < end; index++) {
    const byte = bytes[index] as number;
    if (byte >= 0x80) return bytes.toString("utf8", start, end);
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  const slot = (hash ^ (hash >>> 15)) & (slots - 1);
  const seen = table[slot] as string;
  if (isSame(seen, bytes, start, length)) return seen;
  const text = bytes.toString("latin1", start, end);
  table[slot] = text;
  return text;
}

function isSame(text: string, bytes: Buffer, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let index = 0; index < length; index++) {
    if (text.charCodeAt(index) !== bytes[start + index]) return false;
  }
  return true;
}
