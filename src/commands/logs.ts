import type { Command } from "./command.ts";
import { logFindCommands } from "./log-find.ts";
import { logLookCommands } from "./log-look.ts";
import { logPlaceCommands } from "./log-places.ts";
import { logTakeCommands } from "./log-take.ts";
import { timelineCommands } from "./log-timeline.ts";

/** What can be done with logs, in the order of the hints' help. */
export const logCommands: readonly Command[] = [
  ...logLookCommands,
  ...logFindCommands,
  ...logTakeCommands,
  ...logPlaceCommands,
  ...timelineCommands,
];
