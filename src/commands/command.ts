import type { App } from "../state/app.ts";

/** What help groups commands by, in its order: what one wants to do. */
export const commandGroups = ["Move", "Find", "Look inside", "Go", "Program"] as const;

export type CommandGroup = (typeof commandGroups)[number];

/** The key that runs a command, by the command's id, where it would be pressed now; undefined where none does. */
export type KeyOf = (id: string) => string | undefined;

/** What a command may touch. */
export interface CommandContext {
  readonly app: App;
  /** Puts text on the clipboard of the terminal. */
  copy(text: string): void;
  /** Draws the whole screen again. */
  redraw(): void;
  /** Gives the terminal back to the shell until the program is continued. */
  suspend(): void;
  /** The commands and the keys that run them here, for help. */
  help(): readonly CommandHelp[];
  /** Keys are named by it, since the user's own keymap may have given them to something else. */
  readonly keyOf: KeyOf;
  /** Runs a command as its key would: where it cannot be used or fails, the user is told. */
  run(id: string): void;
}

export interface CommandHelp {
  readonly command: Command;
  readonly keys: readonly string[];
  /** Why it cannot be used here and now. */
  readonly reason: string | undefined;
  /** Whether it is worth a hint here and now. */
  readonly isHinted: boolean;
}

/** One thing a user can do. Keymaps name it by `id`; hint line, palette and help are made from its record. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** A word or two for the hint line; commands without one are never hinted at. */
  readonly hint?: string;
  /** Hints stand in this order, lowest first. */
  readonly hintOrder?: number;
  /** Whether a hint of it helps here and now; it does where absent. */
  isHinted?(context: CommandContext): boolean;
  /** Not offered in the palette: it makes sense only as a key. */
  readonly keyOnly?: boolean;
  /** Where it cannot be used its key means something else: text, or what a lower scope says. */
  readonly yieldsKey?: boolean;
  /** Not there yet: its key says so, and nothing lists it. */
  readonly isAbsent?: boolean;
  /** Undefined when it can be used, else the reason, to be shown. */
  unavailable?(context: CommandContext): string | undefined;
  run(context: CommandContext): void | Promise<void>;
}

/** Checks a command record where it is written. */
export function defineCommand(command: Command): Command {
  return command;
}
