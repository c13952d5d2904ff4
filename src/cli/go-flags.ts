import type { Command, Option } from "commander";

/**
 * Arguments in commander's form, of options written as Go's tools take them: `--watch=true` and `--no-follow=false`,
 * `-o=json`, and options whose value may be left out take one only behind `=`, so that what follows them stays an
 * argument.
 */
export function withoutGoFlags(args: readonly string[], program: Command): readonly string[] {
  const end = args.indexOf("--");
  const before = end < 0 ? args : args.slice(0, end);
  // The letters of one command mean something else to another.
  const options = [...(commandOf(before, program)?.options ?? []), ...program.options];
  const plain = before
    .flatMap((arg) => apart(arg, options))
    .map((arg) => plainFlag(arg, options))
    .filter((arg) => arg !== undefined);
  return [...plain, ...(end < 0 ? [] : args.slice(end))];
}

/** The command that is named, rather than a namespace of its name. */
function commandOf(args: readonly string[], { commands, options }: Command): Command | undefined {
  const takesNext = (arg = "") => options.some((one) => one.required && [one.long, one.short].includes(arg));
  const words = args.filter((_, at) => !takesNext(args[at - 1]));
  return words
    .map((word) => commands.find((one) => one.name() === word))
    .find((found) => found !== undefined);
}

/** `-tf` as `-t` and `-f`, where the first takes a value only behind `=`. */
function apart(arg: string, options: readonly Option[]): readonly string[] {
  const [, letter = "", more = ""] = /^(-[A-Za-z])([A-Za-z].*)$/s.exec(arg) ?? [];
  const isOptional = options.some(({ short, optional }) => optional && short === letter);
  return isOptional ? [letter, ...apart(`-${more}`, options)] : [arg];
}

/** Undefined for what need not be said, since it is so by default. */
function plainFlag(arg: string, options: readonly Option[]): string | undefined {
  const [, name = "", value] = /^(--?[A-Za-z][\w-]*)(?:=(.*))?$/s.exec(arg) ?? [];
  const optional = options.find(
    (option) => option.optional && (option.long === name || option.short === name),
  );
  if (optional?.presetArg !== undefined) {
    // What takes words in one of Go's tools is a flag in another.
    if (value === "false") return undefined;
    return `${optional.long}=${value === undefined || value === "true" ? optional.presetArg : value}`;
  }
  const known = (flag: string) => options.find((option) => option.long === flag || option.short === flag);
  if (value !== undefined && !name.startsWith("--") && known(name)?.required)
    return `${known(name)?.long}=${value}`;
  if (value !== "true" && value !== "false") return arg;
  const isNegated = name.startsWith("--no-");
  const positive = isNegated ? `--${name.slice("--no-".length)}` : (known(name)?.long ?? name);
  const negative = `--no-${positive.slice(2)}`;
  const flags = [positive, negative].map(known).filter((option) => option !== undefined);
  if (flags.length === 0 || flags.some((option) => option.required || option.optional)) return arg;
  const isWanted = (value === "true") !== isNegated;
  return known(isWanted ? positive : negative)?.long;
}
