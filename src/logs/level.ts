/** How grave a line is. `unknown` where the line does not say. */
export type Level = (typeof levels)[number];

/** In rising order; the place of a level is its code, which is what the ring keeps. */
export const levels = ["unknown", "trace", "debug", "info", "warn", "error", "fatal"] as const;

/** The place of a level in `levels`. */
export type LevelCode = number;

export const unknownLevel: LevelCode = 0;
export const traceLevel: LevelCode = 1;
export const debugLevel: LevelCode = 2;
export const infoLevel: LevelCode = 3;
export const warnLevel: LevelCode = 4;
export const errorLevel: LevelCode = 5;
export const fatalLevel: LevelCode = 6;

/** The level behind a code. */
export function levelOf(code: LevelCode): Level {
  return levels[code] ?? "unknown";
}

/** The code of a level. */
export function codeOf(level: Level): LevelCode {
  return levels.indexOf(level);
}

/** What a line counts as where levels are compared: one that does not say is taken for what most lines are. */
export function rankOf(code: LevelCode): LevelCode {
  return code === unknownLevel ? infoLevel : code;
}

/** Every name that programs give their levels, in lower case. */
export const levelNames: ReadonlyMap<string, LevelCode> = new Map([
  ...named(traceLevel, "trace", "trc", "trce", "finest", "finer", "verbose", "vrb", "silly"),
  ...named(debugLevel, "debug", "dbg", "dbug", "fine", "config"),
  ...named(infoLevel, "info", "inf", "information", "informational", "notice", "note", "log", "default"),
  ...named(warnLevel, "warn", "wrn", "warning"),
  ...named(errorLevel, "error", "err", "severe", "fail", "failure"),
  ...named(fatalLevel, "fatal", "ftl", "critical", "crit", "panic", "dpanic", "emergency", "emerg", "alert"),
  // One letter, as Android, Ruby and glog have it.
  ...named(traceLevel, "v", "t"),
  ...named(debugLevel, "d"),
  ...named(infoLevel, "i", "n"),
  ...named(warnLevel, "w"),
  ...named(errorLevel, "e"),
  ...named(fatalLevel, "f", "c"),
]);

function named(code: LevelCode, ...names: readonly string[]): [string, LevelCode][] {
  return names.map((name) => [name, code]);
}

/**
 * The level that the value of a field named `level` or the like stands for: a name (`WARNING`, `ERROR+4` as Go's slog
 * has it, `Level(-4)` as zap has it) or a number.
 */
export function levelOfValue(value: string): LevelCode {
  if (/^-?\d+(\.\d+)?$/.test(value)) return levelOfNumber(Number(value));
  const name = /^[a-z]+/i.exec(value)?.[0].toLowerCase() ?? "";
  if (name === "level") return debugLevel;
  return levelNames.get(name) ?? unknownLevel;
}

/**
 * Numbers come from four families that do not overlap: syslog (1 to 7, falling), bunyan and pino (10 to 60), and
 * Monolog (100 to 600). 0 is syslog's emergency, which nobody writes, and logr's information, which many do.
 */
export function levelOfNumber(number: number): LevelCode {
  if (number < 0) return debugLevel;
  if (number < 10) return syslogLevels[Math.floor(number)] ?? unknownLevel;
  if (number < 100) return tenLevels[Math.floor(number / 10) - 1] ?? fatalLevel;
  return hundredLevels[Math.floor(number / 100) - 1] ?? fatalLevel;
}

const syslogLevels = [
  infoLevel,
  fatalLevel,
  fatalLevel,
  errorLevel,
  warnLevel,
  infoLevel,
  infoLevel,
  debugLevel,
];
const tenLevels = [traceLevel, debugLevel, infoLevel, warnLevel, errorLevel];
const hundredLevels = [debugLevel, infoLevel, warnLevel, errorLevel];

/** Of syslog's priority (`<11>`), whose lowest three bits are the severity (RFC 5424, 6.2.1). */
export function levelOfPriority(priority: number): LevelCode {
  const severity = priority & 7;
  return severity === 0 ? fatalLevel : (syslogLevels[severity] ?? unknownLevel);
}

/** Names of the fields that hold a level, in lower case and without `_`, `.` and `-` between their words. */
export const levelKeys: ReadonlySet<string> = new Set([
  "level",
  "lvl",
  "severity",
  "loglevel",
  "levelname",
  "severitytext",
  "@l",
  "@level",
]);

/** A field's name as `levelKeys` has it. */
export function plainKey(key: string): string {
  return key.toLowerCase().replace(/[_.-]/g, "");
}
