import type { Command, Option } from "commander";

/**
 * Arguments in commander's form, of options written as Go's tools take them: `--watch=true` and `--no-follow=false`,
 * `-o=json`, and options whose value may be left out take one only behind `=`, so that what follows them stays an
 * argument.
 */
export function withoutGoFlags(args: readonly string[], program: Command): readonly string[] {
  const options = [program, ...program.commands].flatMap((command) => command.options);
  const end = args.indexOf("--");
  const before = end < 0 ? args : args.slice(0, end);
  const plain = before.map((arg) => plainFlag(arg, options)).filter((arg) => arg !== undefined);
  return [...plain, ...(end < 0 ? [] : args.slice(end))];
}

/** Undefined for what need not be said, since it is so by default. */
function plainFlag(arg: string, options: readonly Option[]): string | undefined {
  const [, name = "", value] = /^(--?[A-Za-z][\w-]*)(?:=(.*))?$/s.exec(arg) ?? [];
  const optional = options.find(
    (option) => option.optional && (option.long === name || option.short === name),
  );
  if (optional?.presetArg !== undefined) return `${optional.long}=${value ?? optional.presetArg}`;
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
