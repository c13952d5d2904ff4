const minute = 60_000;
const day = 86_400_000;

/** Whose clock a time is told by. */
export type Zone = "local" | "utc";

/**
 * A moment by the clock on the wall: `14:04:58.120`, with the date before it, `11-21 14:04:58.120`, where that is not
 * today's.
 * @param time milliseconds since the epoch, as `now`.
 */
export function timeOfDay(time: number, now: number, zone: Zone, decimals: 0 | 3 = 3): string {
  const shown = shifted(time, zone);
  // Dates reach no further.
  if (!(Math.abs(shown) <= 8.64e15)) return "?";
  const [date = "", rest = ""] = new Date(shown).toISOString().split("T");
  const clock = rest.slice(0, decimals === 0 ? 8 : 12);
  const isToday = Math.floor(shown / day) === Math.floor(shifted(now, zone) / day);
  return isToday ? clock : `${date.slice(-5)} ${clock}`;
}

/** The time that UTC's clock shows when this zone's shows that of `time`. */
function shifted(time: number, zone: Zone): number {
  return zone === "utc" ? time : time - new Date(time).getTimezoneOffset() * minute;
}
