const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

const macros: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/**
 * Whether a cron schedule (five fields, numbers, in UTC) names a minute. `undefined` for a text that is none.
 * Day of month and day of week are alternatives when both are limited, as cron has it.
 */
export function isScheduled(schedule: string, time: number): boolean | undefined {
  const fields = (macros[schedule] ?? schedule).trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const date = new Date(time);
  const values = [
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth() + 1,
    date.getUTCDay(),
  ];
  const hits = fields.map((field, index) => fieldHits(field, values[index] ?? 0, ranges[index] ?? [0, 59]));
  const [minute, hour, dayOfMonth, month, dayOfWeek] = hits;
  if (hits.includes(undefined)) return undefined;
  const eitherDay =
    fields[2] !== "*" && fields[4] !== "*" ? dayOfMonth || dayOfWeek : dayOfMonth && dayOfWeek;
  return (minute && hour && month && eitherDay) === true;
}

function fieldHits(
  field: string,
  value: number,
  [low, high]: readonly [number, number],
): boolean | undefined {
  let hit = false;
  for (const part of field.split(",")) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, first, last, step = "1"] = match;
    const from = first === undefined ? low : Number(first) % (high === 6 ? 7 : Number.POSITIVE_INFINITY);
    const open = first === undefined || match[3] !== undefined;
    const to = last === undefined ? (open ? high : from) : Number(last);
    if (from < low || to > high + (high === 6 ? 1 : 0) || Number(step) === 0) return undefined;
    if (value >= from && value <= to && (value - from) % Number(step) === 0) hit = true;
  }
  return hit;
}
