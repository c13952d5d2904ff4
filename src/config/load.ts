import { nearest } from "../lib/nearest.ts";
import { compileKeymap, type Keymap, type KeymapFile } from "./keymap.ts";
import { keymapSchema } from "./keymap-schema.ts";
import { parseKeySequence, splitAlternatives } from "./keys.ts";
import type { ConfigProblem, Loaded } from "./problem.ts";
import { completeSettings, type Settings } from "./settings.ts";
import { settingsSchema } from "./settings-schema.ts";
import { overlayTheme, type Theme } from "./theme.ts";
import { themeSchema } from "./theme-schema.ts";
import { checkYaml } from "./yaml-file.ts";

/**
 * The settings of a file; the defaults stand in for what cannot be used. Where that loses the protection of a context,
 * every context is read-only until the file is corrected. Never throws.
 */
export function loadSettings(text: string, file: string): Loaded<Settings> {
  const { value, problems } = checkYaml(text, file, settingsSchema);
  const settings = completeSettings(value ?? {});
  const [first, ...others] = problems;
  if (first === undefined || protectedIn(settings) >= protectionsWished(text))
    return { value: settings, problems };
  const contexts = settings.contexts.map((context) => ({ ...context, readOnly: true }));
  const nextStep = `${first.nextStep} Until then every context is read-only.`;
  return { value: { ...settings, readOnly: true, contexts }, problems: [{ ...first, nextStep }, ...others] };
}

function protectedIn(settings: Settings): number {
  return [settings, ...settings.contexts].filter(({ readOnly }) => readOnly).length;
}

/** How often a file says that something is read-only, spelled well or not. */
function protectionsWished(text: string): number {
  const withoutComments = text.replace(/(^|\s)#.*$/gm, "");
  return withoutComments.match(/read[-_ ]?only["']?\s*:(?!\s*false\b)/gi)?.length ?? 0;
}

/** A theme file's tokens over the base's; the base stands in for what cannot be used. Never throws. */
export function loadTheme(
  text: string,
  file: string,
  base: (background: Theme["background"]) => Theme,
): Loaded<Theme> {
  const { value, problems } = checkYaml(text, file, themeSchema);
  if (value === undefined) return { value: base(undefined), problems };
  return { value: overlayTheme(value, base(value.background)), problems };
}

/** What a keymap is checked against. */
export interface KeymapChecks {
  /** Ids of all commands; undefined leaves them unchecked. */
  readonly commands?: ReadonlySet<string>;
}

/**
 * A keymap file over another keymap: by scope and key, `null` takes a key away. Entries that are no keys, that name
 * no command, or that could never be reached are reported and left out. Never throws.
 */
export function loadKeymap(
  text: string,
  file: string,
  base: Keymap,
  checks: KeymapChecks = {},
): Loaded<Keymap> {
  const { value, problems, lineOf } = checkYaml(text, file, keymapSchema);
  if (value === undefined) return { value: base, problems };
  const found: ConfigProblem[] = [...problems];
  const scopes: KeymapFile["scopes"] = {};
  for (const [scope, entries] of Object.entries(value.scopes)) {
    const refuse = (written: string | undefined, message: string, nextStep: string) =>
      found.push({
        file,
        line: lineOf(["scopes", scope, ...(written === undefined ? [] : [written])]),
        message,
        nextStep,
      });
    if (base.size > 0 && !base.has(scope) && !scope.startsWith("kind:")) {
      refuse(undefined, `Unknown scope \`${scope}\`.`, didYouMean(scope, base.keys(), "scopes"));
      continue;
    }
    const good: Record<string, string | null> = {};
    for (const [written, command] of Object.entries(entries ?? {})) {
      if (command !== null && checks.commands !== undefined && !checks.commands.has(command)) {
        refuse(written, `Unknown command \`${command}\`.`, didYouMean(command, checks.commands, "commands"));
        continue;
      }
      const bad = splitAlternatives(written).filter((key) => parseKeySequence(key) === undefined);
      for (const key of bad) {
        refuse(
          written,
          `\`${key}\` is no key.`,
          "Write it as `ctrl-x`, `alt-x`, `G`, `pageup`, `f5`, or `g g` for a sequence.",
        );
      }
      const usable = splitAlternatives(written).filter((key) => !bad.includes(key));
      if (usable.length > 0) good[usable.join(",")] = command;
    }
    scopes[scope] = good;
  }
  const keymap = compileKeymap({ scopes }, base);
  for (const { scope, key, behind } of unreachable(keymap)) {
    const line = lineOf([
      "scopes",
      scope,
      writtenFor(value, scope, key) ?? writtenFor(value, scope, behind) ?? "",
    ]);
    found.push({
      file,
      line,
      message: `\`${key}\` in ${scope} can never be typed: \`${behind}\` runs a command first.`,
      nextStep: `Take one of the two away: \`${behind}: null\`.`,
    });
  }
  return { value: keymap, problems: found };
}

function didYouMean(word: string, words: Iterable<string>, what: string): string {
  const [near] = nearest(word, words);
  return near === undefined ? `The help page (?) lists all ${what}.` : `Did you mean \`${near}\`?`;
}

function writtenFor(file: KeymapFile, scope: string, sequence: string): string | undefined {
  return Object.keys(file.scopes[scope] ?? {}).find((written) =>
    splitAlternatives(written).some((key) => parseKeySequence(key) === sequence),
  );
}

/** Sequences whose beginning is a binding of its own in the same scope. */
function unreachable(keymap: Keymap): { scope: string; key: string; behind: string }[] {
  const hidden: { scope: string; key: string; behind: string }[] = [];
  for (const [scope, bindings] of keymap) {
    for (const key of bindings.keys()) {
      const behind = [...bindings.keys()].find((other) => key.startsWith(`${other} `));
      if (behind !== undefined) hidden.push({ scope, key, behind });
    }
  }
  return hidden;
}
