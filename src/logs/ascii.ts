/** The bytes that mean something to those who read lines as bytes. */
export const tab = 0x09;
export const escapeByte = 0x1b;
export const blank = 0x20;
export const quote = 0x22;
export const openParenthesis = 0x28;
export const closeParenthesis = 0x29;
export const minus = 0x2d;
export const dot = 0x2e;
export const slash = 0x2f;
export const colon = 0x3a;
export const semicolon = 0x3b;
export const less = 0x3c;
export const equals = 0x3d;
export const greater = 0x3e;
export const openBracket = 0x5b;
export const backslash = 0x5c;
export const closeBracket = 0x5d;
export const underscore = 0x5f;
export const openBrace = 0x7b;
export const bar = 0x7c;
export const closeBrace = 0x7d;

/** A blank or a tab. Behind the end there is neither. */
export function isBlank(byte: number | undefined): boolean {
  return byte === blank || byte === tab;
}

/** 0 to 9. */
export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** A to Z in either case. */
export function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

/** Whether a text of ASCII stands at a place. */
export function standsAt(bytes: Uint8Array, at: number, text: string): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let offset = 0; offset < text.length; offset += 1) {
    if (bytes[at + offset] !== text.charCodeAt(offset)) return false;
  }
  return true;
}

/** Behind a colour (`ESC [ 31 m`) that stands at a place; behind the escape alone where it begins nothing of the kind. */
export function afterEscape(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== openBracket) return at + 1;
  let end = at + 2;
  while (end < bytes.length && (bytes[end] ?? 0) < 0x40) end += 1;
  return end + 1;
}

/** Where a colour begins that ends right before a place; the place itself where none does. */
export function beforeEscape(bytes: Uint8Array, at: number): number {
  // Its last byte is an `m`, and its numbers stand between.
  if (bytes[at - 1] !== 0x6d) return at;
  let start = at - 2;
  while (isDigit(bytes[start]) || bytes[start] === semicolon) start -= 1;
  return bytes[start] === openBracket && bytes[start - 1] === escapeByte ? start - 1 : at;
}
