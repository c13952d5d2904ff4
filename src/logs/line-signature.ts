import { isDigit, isLetter } from "./ascii.ts";
import type { LogSegment } from "./log-segment.ts";

/** So many bytes of a line are compared: what differs behind them differs in its numbers as a rule. */
const longestSignature = 1024;

/**
 * What is the same in lines that differ only in their numbers and ids: a number of 32 bits, never 0. Digits and words
 * with digits in them, such as ids, times and addresses, count as one and the same.
 */
export function signatureOf(segment: LogSegment, at: number): number {
  const { text } = segment;
  const end = Math.min(segment.endAt(at), segment.startAt(at) + longestSignature);
  // FNV-1a.
  let hash = 0x811c9dc5;
  let place = segment.startAt(at);
  while (place < end) {
    const byte = text[place] ?? 0;
    if (!isLetter(byte) && !isDigit(byte)) {
      hash = Math.imul(hash ^ byte, 0x01000193);
      place += 1;
      continue;
    }
    // A word: its letters count only where it has no digit.
    let ofWord = hash;
    let hasDigit = false;
    for (let next = byte; isLetter(next) || isDigit(next); next = place < end ? (text[place] ?? 0) : 0) {
      hasDigit ||= isDigit(next);
      ofWord = Math.imul(ofWord ^ next, 0x01000193);
      place += 1;
    }
    hash = hasDigit ? Math.imul(hash ^ 0x30, 0x01000193) : ofWord;
  }
  return hash >>> 0 || 1;
}
