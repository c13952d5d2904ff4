import type * as z from "zod";
import type { settingsSchema } from "./settings-schema.ts";
import type { HexColor, Token } from "./theme.ts";

/** The settings file, checked. */
export type SettingsFile = z.infer<typeof settingsSchema>;

/** What applies to one context. */
export interface ContextSettings {
  readonly accent: Token | HexColor;
  readonly readOnly: boolean;
}

export interface Settings {
  /** `auto`, or the name of a theme. */
  readonly theme: string;
  readonly keymap: string;
  readonly readOnly: boolean;
  readonly contexts: NonNullable<SettingsFile["contexts"]>;
  readonly logs: {
    /** Megabytes for the lines of one view. */
    readonly memory: number;
    /** Logs that are read at the same time. */
    readonly streams: number;
  };
  /** Undefined: decided from the locale. */
  readonly ascii: boolean | undefined;
}

export const defaultSettings: Settings = {
  theme: "auto",
  keymap: "default",
  readOnly: false,
  contexts: [],
  logs: { memory: 64, streams: 100 },
  ascii: undefined,
};

/** The settings of a file, with the defaults for what it leaves out. */
export function completeSettings(file: SettingsFile): Settings {
  const { theme, keymap, readOnly, contexts, logs, ascii } = file;
  return {
    theme: theme ?? defaultSettings.theme,
    keymap: keymap ?? defaultSettings.keymap,
    readOnly: readOnly ?? defaultSettings.readOnly,
    contexts: contexts ?? [],
    logs: {
      memory: logs?.memory ?? defaultSettings.logs.memory,
      streams: logs?.streams ?? defaultSettings.logs.streams,
    },
    ascii,
  };
}

/** What the settings say about a context; of several entries that match, a later one overrides an earlier one. */
export function settingsFor(context: string, settings: Settings): ContextSettings {
  let found: ContextSettings = { accent: "accent", readOnly: settings.readOnly };
  for (const { match, accent, readOnly } of settings.contexts) {
    if (!matchesPattern(context, match)) continue;
    found = { accent: accent ?? found.accent, readOnly: readOnly ?? found.readOnly };
  }
  return found;
}

/** Whether a name matches a pattern in which `*` stands for any characters, none too. */
export function matchesPattern(name: string, pattern: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`, "s").test(name);
}
