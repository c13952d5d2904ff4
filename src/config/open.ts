import { shippedKeymap, shippedThemes } from "./defaults.generated.ts";
import { compileKeymap, type Keymap } from "./keymap.ts";
import type { ConfigProblem } from "./problem.ts";
import { defaultSettings, type Settings } from "./settings.ts";
import type { Theme } from "./theme.ts";

/** Everything the user may configure, complete and checked. */
export interface Config {
  readonly settings: Settings;
  readonly keymap: Keymap;
  /** The theme for a terminal with this background; `none` where there is no colour. */
  theme(terminal: { readonly background: "dark" | "light" | undefined; readonly colors: boolean }): Theme;
  readonly problems: readonly ConfigProblem[];
}

export interface ConfigSources {
  /** The configuration folder, without a slash at its end. */
  readonly directory: string;
  /** The text of a file, or undefined when there is none. What it throws becomes a problem. */
  read(path: string): Promise<string | undefined>;
  /** Ids of all commands; undefined leaves them unchecked. */
  readonly commands?: ReadonlySet<string>;
  /** A theme by name, instead of the one the settings name. */
  readonly theme?: string | undefined;
}

/** The keymap as shipped. */
export const defaultKeymap: Keymap = compileKeymap(shippedKeymap);

/** The themes that are always there. */
export const shippedThemeNames: readonly string[] = shippedThemes.map(({ name }) => name);

/** A shipped theme: dark, light, ansi16 or none. */
export function shippedTheme(name: string): Theme | undefined {
  return shippedThemes.find((theme) => theme.name === name);
}

/**
 * Reads the configuration: `settings.yaml`, then the keymap and the theme it names. The YAML reader and the schemas
 * are loaded only when one of the files exists. Never rejects.
 */
export async function openConfig(sources: ConfigSources): Promise<Config> {
  const problems: ConfigProblem[] = [];
  const note = (more: readonly ConfigProblem[]) => problems.push(...more);
  const settings = await readSettings(sources, note);
  const theme = sources.theme ?? settings.theme;
  const [keymap, chosen] = await Promise.all([
    readKeymap(settings.keymap, sources, note),
    theme === "auto" ? undefined : readTheme(theme, sources, note),
  ]);
  return {
    settings,
    keymap,
    problems,
    theme({ background, colors }) {
      if (!colors) return standard("none");
      return chosen ?? standard(background ?? "dark");
    },
  };
}

type Note = (problems: readonly ConfigProblem[]) => void;

async function readSettings(sources: ConfigSources, note: Note): Promise<Settings> {
  const file = `${sources.directory}/settings.yaml`;
  const text = await readText(file, sources, note);
  if (text === undefined) return defaultSettings;
  const { loadSettings } = await import("./load.ts");
  const { value, problems } = loadSettings(text, file);
  note(problems);
  return value;
}

async function readKeymap(name: string, sources: ConfigSources, note: Note): Promise<Keymap> {
  const file = `${sources.directory}/keymaps/${name}.yaml`;
  const text = await readText(file, sources, note);
  if (text === undefined) {
    if (name !== "default") note([missing(file, `keymap: ${name}`)]);
    return defaultKeymap;
  }
  const { loadKeymap } = await import("./load.ts");
  const { commands } = sources;
  const { value, problems } = loadKeymap(
    text,
    file,
    defaultKeymap,
    commands === undefined ? {} : { commands },
  );
  note(problems);
  return value;
}

async function readTheme(name: string, sources: ConfigSources, note: Note): Promise<Theme | undefined> {
  const file = `${sources.directory}/themes/${name}.yaml`;
  const text = await readText(file, sources, note);
  const shipped = shippedTheme(name);
  if (text === undefined) {
    if (shipped === undefined) note([missing(file, `theme: ${name}`)]);
    return shipped;
  }
  const { loadTheme } = await import("./load.ts");
  const { value, problems } = loadTheme(
    text,
    file,
    (background) => shipped ?? standard(background ?? "dark"),
  );
  note(problems);
  return value;
}

async function readText(file: string, sources: ConfigSources, note: Note): Promise<string | undefined> {
  try {
    return await sources.read(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    note([
      { file, line: 1, message: `Cannot be read: ${reason}.`, nextStep: "Check the file's permissions." },
    ]);
    return undefined;
  }
}

function missing(file: string, setting: string): ConfigProblem {
  return {
    file,
    line: 1,
    message: `The settings say \`${setting}\`, and there is no such file.`,
    nextStep: "Create it, or correct the settings; the default stands in.",
  };
}

function standard(name: "dark" | "light" | "none"): Theme {
  const theme = shippedTheme(name);
  if (theme === undefined) throw new Error(`The theme ${name} is not shipped.`);
  return theme;
}
