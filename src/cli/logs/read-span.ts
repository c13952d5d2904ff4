import { parseDuration } from "../../lib/duration.ts";
import { parseMoment } from "../../lib/moment.ts";
import type { TimeZone } from "../../lib/time-zone.ts";
import { compareStamps, stampOf } from "../../logs/stamp.ts";
import type { LogStart, Stamp } from "../../logs/types.ts";
import { usageError } from "../failure.ts";
import { wholeNumber } from "./given-values.ts";
import type { LogsOptions } from "./logs-request.ts";

/** From where to where logs are read. */
export interface ReadSpan {
  readonly start: LogStart;
  readonly from: Stamp | undefined;
  readonly until: Stamp | undefined;
}

/** @throws CliError for times and numbers that are none, or that contradict each other. */
export function readSpan(options: LogsOptions, zone: TimeZone, now: number): ReadSpan {
  const { since, sinceTime } = options;
  if (since !== undefined && sinceTime !== undefined)
    throw usageError("--since and --since-time say the same in two ways", "leave one of them out");
  const duration = since === undefined ? undefined : parseDuration(since);
  const from =
    duration === undefined
      ? momentOf(since === undefined ? "--since-time" : "--since", since ?? sinceTime, zone, now)
      : undefined;
  const until = untilOf(options.until, zone, now);
  const begin = from ?? (duration === undefined ? undefined : stampOf(now - duration));
  if (begin !== undefined && until !== undefined && compareStamps(until, begin) < 0)
    throw usageError("--until is before the beginning, so nothing lies between", "write a later --until");
  const tail = wholeNumber("--tail", options.tail, -1) ?? -1;
  const limitBytes = wholeNumber("--limit-bytes", options.limitBytes, 0);
  return {
    start: {
      // Newer than nothing ago is what comes from now on, and nothing of what was there. Servers take no 0 for that.
      ...(duration === 0 ? { tailLines: 0 } : tail >= 0 && { tailLines: tail }),
      // Servers count in whole seconds, by the clock of the node: better some lines too many than one too few.
      // What is longer ago than their clocks reach they take for what is still to come, and it is all there is.
      ...(duration && duration < now && { sinceSeconds: Math.ceil(duration / 1000) }),
      ...(from !== undefined && { sinceTime: from.seconds }),
      // Nothing at all is no limit, as kubectl has it.
      ...(limitBytes && { limitBytes }),
    },
    from,
    until,
  };
}

function untilOf(text: string | undefined, zone: TimeZone, now: number): Stamp | undefined {
  const duration = text === undefined ? undefined : parseDuration(text);
  return duration === undefined ? momentOf("--until", text, zone, now) : stampOf(now - duration);
}

function momentOf(option: string, text: string | undefined, zone: TimeZone, now: number): Stamp | undefined {
  if (text === undefined) return undefined;
  const moment = parseMoment(text, zone, now);
  if (moment !== undefined) return moment;
  throw usageError(
    `${option} cannot be "${text}"`,
    `write ${option === "--since-time" ? "" : "how long ago, such as 5m, 48h or 2d, or "}a time such as 2026-11-22T03:00:00Z or 14:05`,
  );
}
