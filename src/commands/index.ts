// Everything a user can do, one record each. Keymaps name them by id; hint line, palette and help come from the records.
// May import `lib` and `resources`, and types of `state`. Read first: command.ts, then rows.ts.
import { absentCommands } from "./absent.ts";
import type { Command } from "./command.ts";
import { cursorCommands } from "./cursor.ts";
import { goContexts, goPrevious } from "./go-contexts.ts";
import { goAllNamespaces, goNamespaces } from "./go-namespaces.ts";
import { goTo } from "./go-to.ts";
import { goBack, goForward } from "./history.ts";
import { logCommands } from "./logs.ts";
import { programCommands } from "./program.ts";
import { pickerCommands, promptCommands } from "./prompt.ts";
import { rowChildren } from "./row-children.ts";
import { rowLogsCommands } from "./row-logs.ts";
import { marksClear, rowMark, rowOpen, rowOwner, rowYaml } from "./rows.ts";
import { tableCommands } from "./table.ts";
import { yamlCommands } from "./yaml.ts";

export type { Command, CommandContext, CommandHelp, KeyOf } from "./command.ts";
export { keyHint } from "./key-hint.ts";
export { secretValuesText } from "./yaml.ts";

export const commands: readonly Command[] = [
  ...cursorCommands,
  rowOpen,
  ...rowLogsCommands,
  rowYaml,
  rowOwner,
  rowChildren,
  rowMark,
  marksClear,
  ...tableCommands,
  ...yamlCommands,
  ...logCommands,
  goTo,
  goContexts,
  goNamespaces,
  goAllNamespaces,
  goBack,
  goForward,
  goPrevious,
  ...promptCommands,
  ...pickerCommands,
  ...programCommands,
  ...absentCommands,
];
