import { expect, test } from "vitest";
import { isScheduled } from "./cron-schedule.ts";

// 2026-11-17 is a Tuesday.
test.each([
  ["* * * * *", "2026-11-17T14:07", true],
  ["*/15 * * * *", "2026-11-17T14:30", true],
  ["*/15 * * * *", "2026-11-17T14:31", false],
  ["5 3 * * *", "2026-11-17T03:05", true],
  ["5 3 * * *", "2026-11-17T04:05", false],
  ["0 9-17 * * *", "2026-11-17T12:00", true],
  ["0 9-17/4 * * *", "2026-11-17T12:00", false],
  ["0 9-17/4 * * *", "2026-11-17T13:00", true],
  ["0 0 1,15 * *", "2026-11-15T00:00", true],
  ["0 0 * * 2", "2026-11-17T00:00", true],
  ["0 0 * * 0", "2026-11-15T00:00", true],
  ["0 0 * * 7", "2026-11-15T00:00", true],
  ["0 0 1 * 2", "2026-11-17T00:00", true],
  ["0 0 1 12 2", "2026-11-17T00:00", false],
  ["30/20 * * * *", "2026-11-17T14:50", true],
  ["@hourly", "2026-11-17T14:00", true],
  ["@daily", "2026-11-17T14:00", false],
])("%s at %s is due: %s", (schedule, time, due) => {
  expect(isScheduled(schedule, Date.parse(`${time}:00Z`))).toBe(due);
});

test.each(["", "* * * *", "61 * * * *", "x * * * *", "*/0 * * * *", "@sometimes"])(
  "%j is no schedule",
  (schedule) => {
    expect(isScheduled(schedule, 0)).toBeUndefined();
  },
);
