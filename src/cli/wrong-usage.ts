import type { Command, CommanderError } from "commander";
import { nearest } from "../lib/nearest.ts";
import { findKind } from "../resources/index.ts";
import { type CliError, usageError } from "./failure.ts";

/** kubectl's commands that are no kinds either: said alone, each can be nothing else. `events` is a kind. */
const onlyCommands = [
  "annotate",
  "api-resources",
  "api-versions",
  "apply",
  "attach",
  "auth",
  "autoscale",
  "certificate",
  "cluster-info",
  "completion",
  "cordon",
  "cp",
  "create",
  "debug",
  "delete",
  "describe",
  "diff",
  "drain",
  "edit",
  "exec",
  "explain",
  "expose",
  "kustomize",
  "options",
  "port-forward",
  "replace",
  "taint",
  "top",
  "uncordon",
  "wait",
];

/** Those that may be kinds of some cluster, such as Argo's `rollout`, and are commands where more follows. */
const alsoKinds = ["label", "patch", "plugin", "proxy", "rollout", "run", "scale", "set"];

/** Options that kubectl has for all its commands, by what does the same. */
const elsewhere: Readonly<Record<string, string>> = {
  "clusters and users are the kubeconfig's: --context chooses among its contexts":
    "server cluster user token username password tls-server-name certificate-authority client-certificate client-key insecure-skip-tls-verify disable-compression",
  "a user of the kubeconfig says so, by as, as-groups, as-uid and as-user-extra":
    "as as-group as-uid as-user-extra",
};

/** Commander's words in our form: one sentence, and what to do on a line of its own. */
export function wrongUsage({ message, code }: CommanderError, program: Command): CliError {
  const [first = "", ...others] = program.args.filter((arg) => arg !== "--");
  const command = program.commands.find((one) => one.name() === first);
  const words = [first, ...others.filter((arg) => !arg.startsWith("-"))];
  if (command === undefined && (code === "commander.excessArguments" || isCommand(first)))
    return tooMuch(words, program);
  if (code === "commander.help")
    return usageError("config needs to know what", "write periplus config check");
  const [, option = ""] = /^error: unknown option '--([\w-]+)/.exec(message) ?? [];
  const [instead] =
    Object.entries(elsewhere).find(([, options]) => options.split(" ").includes(option)) ?? [];
  if (instead !== undefined) return usageError(`there is no option --${option}`, instead);
  const [sentence = "", suggestion] = message.replace(/^error: /, "").split("\n");
  return usageError(
    sentence.replaceAll("'", '"').replace(/\.$/, ""),
    suggestion?.replace(/[()?]/g, "").toLowerCase() ??
      `periplus ${command === undefined ? "" : `${first} `}--help lists what there is`,
  );
}

/** A place of one word that can only be a command of kubectl's is none. Throws `CliError`. */
export function checkNoCommand(place: string | undefined, program: Command): void {
  if (place !== undefined && onlyCommands.includes(place)) throw noCommand(place, program);
}

const isCommand = (word: string) => onlyCommands.includes(word) || alsoKinds.includes(word);

/** One place can be opened. More than one word is an object as kubectl would have it, or a command that there is not. */
function tooMuch(words: readonly string[], program: Command): CliError {
  const [first = "", second = ""] = words;
  if (isCommand(first)) return noCommand(first, program);
  const named = `more than one place is named: ${words.join(" ")}`;
  if (findKind(first)) {
    const isOne = words.length === 2 && !/[/?]/.test(second);
    return usageError(named, `write ${isOne ? `${first}/${second}` : `periplus get ${words.join(" ")}`}`);
  }
  if (/[/?,]/.test(first)) return usageError(named, "name one, such as pods or prod-eu/payments/pods");
  return noCommand(first, program);
}

function noCommand(word: string, program: Command): CliError {
  const commands = program.commands.map((one) => one.name());
  const [near] = nearest(word, commands);
  const list = `the commands are ${commands.join(", ")}`;
  const unknown = near === undefined ? list : `did you mean periplus ${near}`;
  return usageError(
    `there is no command ${word}`,
    isCommand(word) ? `kubectl has one, and it is not there yet; ${list}` : unknown,
  );
}
