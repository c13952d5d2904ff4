const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/**
 * An elapsed time as kubectl prints ages: at most two units, the second one only while it still says something.
 * The steps are those of `HumanDuration` in k8s.io/apimachinery/pkg/util/duration.
 * @param elapsed milliseconds; up to two seconds below zero count as clock skew and print as `0s`.
 */
export function formatAge(elapsed: number): string {
  if (elapsed < -2 * second) return "<invalid>";
  if (elapsed < 0) return "0s";
  const whole = (unit: number) => Math.floor(elapsed / unit);
  const rest = (unit: number, within: number) => Math.floor((elapsed % within) / unit);
  const two = (a: string, value: number, b: string) => (value === 0 ? a : `${a}${value}${b}`);
  if (elapsed < 2 * minute) return `${whole(second)}s`;
  if (elapsed < 10 * minute) return two(`${whole(minute)}m`, rest(second, minute), "s");
  if (elapsed < 3 * hour) return `${whole(minute)}m`;
  if (elapsed < 8 * hour) return two(`${whole(hour)}h`, rest(minute, hour), "m");
  if (elapsed < 2 * day) return `${whole(hour)}h`;
  if (elapsed < 8 * day) return two(`${whole(day)}d`, rest(hour, day), "h");
  if (elapsed < 2 * year) return `${whole(day)}d`;
  if (elapsed < 8 * year) return two(`${whole(year)}y`, rest(day, year), "d");
  return `${whole(year)}y`;
}
