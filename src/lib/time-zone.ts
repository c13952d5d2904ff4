/** How far clocks on the wall are from UTC. */
export interface TimeZone {
  /** Milliseconds east of UTC at a moment, which is milliseconds since the epoch. */
  offsetAt(moment: number): number;
}

/** Offsets change on the quarter of an hour at most. */
const quarter = 900_000;
/** Moments whose offset is remembered: ten days of quarters. */
const mostRemembered = 1000;

export const utc: TimeZone = { offsetAt: () => 0 };

/** The zone the program runs in. */
export const localZone: TimeZone = {
  offsetAt: (moment) => -new Date(moment).getTimezoneOffset() * 60_000,
};

/** A zone by its IANA name, in any case; `Local` is the program's own. Undefined for a name there is not. */
export function timeZone(name: string): TimeZone | undefined {
  if (name.toLowerCase() === "local") return localZone;
  if (/^(utc|gmt|z)$/i.test(name)) return utc;
  const format = formatOf(name);
  if (format === undefined) return undefined;
  const known = new Map<number, number>();
  return {
    offsetAt(moment) {
      const start = Math.floor(moment / quarter) * quarter;
      let offset = known.get(start);
      if (offset === undefined) {
        offset = wallTime(format, start) - start;
        if (known.size >= mostRemembered) known.clear();
        known.set(start, offset);
      }
      return offset;
    },
  };
}

/** The moment at which clocks of a zone show a time, given as if it were UTC. Where they show it twice, the first. */
export function momentOf(wall: number, zone: TimeZone): number {
  const guess = wall - zone.offsetAt(wall);
  // Beside a change of the clocks the offset of the guess is the one that holds, or that of the day before is.
  const before = wall - zone.offsetAt(guess - 3 * 3_600_000);
  return before + zone.offsetAt(before) === wall ? before : wall - zone.offsetAt(guess);
}

function formatOf(name: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
}

function wallTime(format: Intl.DateTimeFormat, moment: number): number {
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const [year, month, day] = [number("year"), number("month"), number("day")];
  const time = Date.UTC(year, month - 1, day, number("hour"), number("minute"), number("second"));
  return Math.floor(time / 1000) * 1000 + (((moment % 1000) + 1000) % 1000);
}
