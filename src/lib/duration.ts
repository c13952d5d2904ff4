const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)/gy;

/**
 * Reads a span of time as Go writes them (`90s`, `1h30m`, `1.5h`), and in days and weeks (`2d`, `1w`). `0` needs no
 * unit. Milliseconds; undefined for anything else, and for what is below zero.
 */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  let total = 0;
  let end = 0;
  for (const [found, amount, unit = ""] of text.matchAll(part)) {
    total += Number(amount) * (units[unit] ?? 0);
    end += found.length;
  }
  return end > 0 && end === text.length ? total : undefined;
}
