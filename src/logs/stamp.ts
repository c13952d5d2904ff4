import type { Stamp } from "./types.ts";

const zero = 0x30;
const blank = 0x20;

/** Negative where `a` is before `b`. */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a.seconds - b.seconds || a.nanos - b.nanos;
}

/** Of milliseconds since the epoch. */
export function stampOf(ms: number): Stamp {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: Math.round((ms - seconds * 1000) * 1e6) };
}

/** Milliseconds since the epoch, less than one of them lost. */
export function millisecondsOf({ seconds, nanos }: Stamp): number {
  return seconds * 1000 + Math.floor(nanos / 1e6);
}

/**
 * Reads the stamp that the kubelet puts before each line (RFC 3339 with up to nine decimals, in the runtime's zone, and
 * one blank), without making anything: a million lines are read by one of these.
 */
export class StampReader {
  seconds = 0;
  nanos = 0;
  /** Where the line itself begins. */
  textStart = 0;

  /** Whether there is a stamp between these positions; where there is none, nothing is changed. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    // `2026-11-22T03:00:00Z ` is the shortest.
    if (end - start < 21 || bytes[start + 4] !== 0x2d || bytes[start + 10] !== 0x54) return false;
    const year = two(bytes, start) * 100 + two(bytes, start + 2);
    const month = two(bytes, start + 5);
    const day = two(bytes, start + 8);
    const time = two(bytes, start + 11) * 3600 + two(bytes, start + 14) * 60 + two(bytes, start + 17);
    if (!(year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && time >= 0)) return false;
    let at = start + 19;
    let nanos = 0;
    if (bytes[at] === 0x2e) {
      at += 1;
      let unit = 100_000_000;
      for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, ++at)) {
        nanos += digit * unit;
        unit = Math.floor(unit / 10);
      }
    }
    const offset = offsetAt(bytes, at);
    at += bytes[at] === 0x5a ? 1 : 6;
    if (Number.isNaN(offset) || at > end || (at < end && bytes[at] !== blank)) return false;
    this.seconds = daysSinceEpoch(year, month, day) * 86_400 + time - offset;
    this.nanos = nanos;
    this.textStart = Math.min(at + 1, end);
    return true;
  }
}

/** Of `Z`, `+01:00` and the like: seconds east of UTC; `NaN` for anything else. */
function offsetAt(bytes: Uint8Array, at: number): number {
  const sign = bytes[at];
  if (sign === 0x5a) return 0;
  if ((sign !== 0x2b && sign !== 0x2d) || bytes[at + 3] !== 0x3a) return Number.NaN;
  const size = two(bytes, at + 1) * 3600 + two(bytes, at + 4) * 60;
  return sign === 0x2b ? size : -size;
}

/** -1 for what is no digit. */
function digitAt(bytes: Uint8Array, at: number): number {
  const digit = (bytes[at] ?? 0) - zero;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

/** `NaN` for what is no number of two digits. */
function two(bytes: Uint8Array, at: number): number {
  const tens = digitAt(bytes, at);
  const ones = digitAt(bytes, at + 1);
  return tens < 0 || ones < 0 ? Number.NaN : tens * 10 + ones;
}

/** Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, `days_from_civil`. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
