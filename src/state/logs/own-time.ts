import type { Stamp } from "../../logs/types.ts";

const date = String.raw`\d{4}[-/](?:\d\d|[A-Z][a-z]{2})[-/]\d\d|\d\d/[A-Z][a-z]{2}/\d{4}`;
const clock = String.raw`(\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})?`;
const zone = String.raw` ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)?`;
const colours = String.raw`((?:\x1b\[[\d;]*m)*)`;
const ownTime = new RegExp(
  String.raw`^${colours}[[(]?(?:(?:${date})[T :_])?${clock}${zone}[\])]?${colours}(?:[ \t]+[-|:]?[ \t]*|$)`,
);

/** Zones are whole quarters of an hour apart. */
const quarter = 900;

/**
 * A text without the time it begins with, where that is the line's own stamp, in whichever zone: it stands before the
 * line already.
 */
export function withoutOwnTime(text: string, { seconds, nanos }: Stamp): string {
  const [head, before = "", hours, minutes, rest, after = ""] = ownTime.exec(text) ?? [];
  if (head === undefined || head.length === text.length) return text;
  const said = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  const apart = Math.abs(said - (seconds + nanos / 1e9)) % quarter;
  return Math.min(apart, quarter - apart) <= 2 ? before + after + text.slice(head.length) : text;
}
