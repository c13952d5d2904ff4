import { parseDuration } from "../../lib/duration.ts";
import { parseMoment } from "../../lib/moment.ts";
import type { TimeZone } from "../../lib/time-zone.ts";
import { stampOf } from "../../logs/stamp.ts";
import type { Stamp } from "../../logs/types.ts";

const day = 86_400_000;

/** From when to when; open where an end is undefined. */
export interface TimeSpan {
  readonly from: Stamp | undefined;
  readonly to: Stamp | undefined;
}

/** What somebody who types a time can write, for those who wrote something else. */
export const whenExamples = "14:05, -5m or yesterday 12:00";

/** Reads a point in time as people say it: what `parseMoment` reads, `-5m`, `5m ago`, `yesterday 12:00`, `now`. */
export function readWhen(text: string, zone: TimeZone, now: number): Stamp | undefined {
  const said = text.trim().toLowerCase();
  if (said === "now") return stampOf(now);
  const ago = parseDuration(said.replace(/^-\s*|\s*ago$/g, ""));
  if (ago !== undefined) return stampOf(now - ago);
  const [, word, time = "00:00"] = /^(yesterday|today)(?:\s+(.+))?$/.exec(said) ?? [];
  if (word === undefined) return parseMoment(text.trim(), zone, now);
  const then = word === "today" ? now : now - day;
  const date = new Date(then + zone.offsetAt(then)).toISOString().slice(0, 10);
  return parseMoment(`${date}T${time.padStart(5, "0")}`, zone, now);
}

/** Reads `14:00..14:05`, `-1h..`, `..14:05`. Undefined for a text that is no span. */
export function readSpan(text: string, zone: TimeZone, now: number): TimeSpan | undefined {
  const [, first, last] = /^(.*?)\s*\.\.\s*(.*)$/.exec(text.trim()) ?? [];
  if (first === undefined || last === undefined) return undefined;
  const from = first === "" ? undefined : readWhen(first, zone, now);
  const to = last === "" ? undefined : readWhen(last, zone, now);
  const isRead = (first === "" || from !== undefined) && (last === "" || to !== undefined);
  return isRead && (from ?? to) !== undefined ? { from, to } : undefined;
}
