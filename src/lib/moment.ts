import { momentOf, type TimeZone } from "./time-zone.ts";

/** A point in time to the nanosecond. */
export interface Moment {
  /** Since the epoch. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanos: number;
}

const date = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](.+))?$/;
const time = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}:\d{2})?$/;
const day = 86_400_000;

/**
 * Reads a point in time: RFC 3339 with up to nine decimals (`2026-11-22T03:00:00.5Z`), the same without a zone, a
 * day (`2026-11-22`), or a time of day (`14:05`, `14:05:30`), of which the last one before `now` is meant. What has no
 * zone of its own is in the one given. Undefined for anything else.
 */
export function parseMoment(text: string, zone: TimeZone, now: number): Moment | undefined {
  const [, year, month, dayOfMonth, rest] = date.exec(text) ?? [];
  if (year === undefined) return timeOfDay(text, zone, now);
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(dayOfMonth));
  if (!isDay(midnight, Number(month), Number(dayOfMonth))) return undefined;
  return rest === undefined ? inSeconds(momentOf(midnight, zone), 0) : atTime(rest, midnight, zone);
}

function timeOfDay(text: string, zone: TimeZone, now: number): Moment | undefined {
  const today = Math.floor((now + zone.offsetAt(now)) / day) * day;
  const moment = atTime(text, today, zone);
  return moment !== undefined && moment.seconds * 1000 > now ? atTime(text, today - day, zone) : moment;
}

function atTime(text: string, midnight: number, zone: TimeZone): Moment | undefined {
  const [, hours, minutes, seconds = "0", fraction = "", offset] = time.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60)
    return undefined;
  const wall = midnight + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  const nanos = Number(fraction.padEnd(9, "0"));
  return inSeconds(offset === undefined ? momentOf(wall, zone) : wall - offsetOf(offset), nanos);
}

/** Of `Z`, `+01:00` and the like. */
function offsetOf(text: string): number {
  if (text.toLowerCase() === "z") return 0;
  const [hours, minutes] = text.slice(1).split(":");
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return text.startsWith("-") ? -size : size;
}

/** The 30th of February is in March. */
function isDay(midnight: number, month: number, dayOfMonth: number): boolean {
  const found = new Date(midnight);
  return found.getUTCMonth() + 1 === month && found.getUTCDate() === dayOfMonth;
}

function inSeconds(milliseconds: number, nanos: number): Moment {
  return { seconds: Math.floor(milliseconds / 1000), nanos };
}
