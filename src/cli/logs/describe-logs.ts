import { type Command, Option } from "commander";
import { usageError } from "../failure.ts";

/** Options of stern and of `kubectl logs` that there are not, and what does the same or why nothing does. */
const absent: Readonly<Record<string, string>> = {
  "--template [template]": "-o json gives every field, for jq to arrange",
  "-T, --template-file [file]": "-o json gives every field, for jq to arrange",
  "--pod-colors [colours]": "colours are the theme's, and a theme of one's own is a file: see --theme",
  "--container-colors [colours]": "colours are the theme's, and a theme of one's own is a file: see --theme",
  "--prompt": "periplus without a command lists what there is, and l reads its logs",
  "--stdin": "only what pods write is read",
  "--config [file]": "no file changes what options mean",
  "--completion [shell]": "there is none yet",
  "--verbosity [level]": "--log-file keeps what goes wrong",
  "--show-hidden-options": "periplus logs --help lists all there are",
  "--qps [count]": "requests are not throttled; --max-log-requests says how many logs are read at once",
  "--burst [count]": "requests are not throttled; --max-log-requests says how many logs are read at once",
  "--ignore-errors": "what cannot be read is told and the rest is read in any case: leave it out",
  "--pod-running-timeout [time]": "what does not run yet is waited for: leave it out",
  "--insecure-skip-tls-verify-backend": "the API server verifies its nodes",
};

const examples = `
Examples:
  periplus logs api                          every container of every pod whose name has api in it
  periplus logs deploy/api -c app            one container of a deployment's pods, whatever they are called
  periplus logs -l app=web -A -i '(?i)error' lines with error in them, from all namespaces
  periplus logs sts/db svc/api node/worker-1 several at once, of any kind
  periplus logs api --context prod-eu,prod-us
  periplus logs job/import --no-follow --since 2h > import.log
  periplus logs api -p                       the instances before the present ones
  periplus logs api -o json | jq -r .message

New pods and restarted containers are taken in, and lines stand in order of time. It goes on until ctrl-c, on a
terminal and in a pipe alike, unless what is asked for has an end: --no-follow, --previous, --until.

Options are those of stern and of kubectl logs. Where these differ, -p is kubectl's, and -c, -e, -s and -t are stern's;
there is no span by default, --tail counts the lines of each container, and all pods of what is named are read. The
fields of -o json are timestamp, context, namespace, pod, container, node and message. Not there, and saying why when used:
${wrapped(Object.keys(absent).map(nameOf))}
`;

/** The options of `logs`, by the names that stern and kubectl have for them. */
export function describeLogs(logs: Command): Command {
  for (const [flags, instead] of Object.entries(absent)) {
    const option = new Option(flags).hideHelp();
    logs.addOption(option).on(`option:${option.name()}`, () => {
      throw usageError(`logs has no --${option.name()}`, instead);
    });
  }
  return logs
    .description(
      "print the logs of many pods as one stream: QUERY is a regular expression on names, or KIND/NAME",
    )
    .option("-l, --selector <labels>", "only pods with these labels")
    .option("--field-selector <fields>", "only pods with these fields")
    .option("--node <name>", "only pods on this node")
    .option("--condition <name[=value]>", "only pods with this condition, such as ready=false")
    .option("--exclude-pod <regex>", "leave out pods by name; may be repeated", collect)
    .option("-c, --container <regex>", "only containers whose names match")
    .option("-E, --exclude-container <regex>", "leave out containers by name; may be repeated", collect)
    .option("--container-state <states>", "only containers that are running, waiting or terminated", collect)
    .option("--no-init-containers", "leave out containers that only run before the others")
    .option("--no-ephemeral-containers", "leave out containers that were added for debugging")
    .option("--no-all-containers", "only the container that kubectl would choose")
    .addOption(new Option("--init-containers").hideHelp())
    .addOption(new Option("--ephemeral-containers").hideHelp())
    .addOption(new Option("--all-containers").hideHelp())
    .addOption(new Option("--all-pods").hideHelp())
    .option("-p, --previous", "the instance before the present one, of containers that were started again")
    .option("-s, --since <time>", "only lines newer than 5m, 48h, 2d, or than a time")
    .option("--since-time <time>", "only lines newer than a time, such as 2026-11-22T03:00:00Z or 14:05")
    .option("--until <time>", "only lines older than that, written like --since")
    .option("--tail <lines>", "only so many lines of each container from before now; 0 for none, -1 for all")
    .option("--limit-bytes <bytes>", "at most so many bytes of each container")
    .option("-f, --follow", "go on with what is written from now on; the default")
    .option("--no-follow", "end when all that is there is printed")
    .option(
      "--max-log-requests <count>",
      "so many logs at once; others wait, and are told (250, or 1000 with --no-follow over HTTP/2)",
    )
    .option("--order <order>", "time, or arrival: as lines come (time)")
    .option("-i, --include <regex>", "only lines that match; may be repeated", collect)
    .option("-e, --exclude <regex>", "leave out lines that match; may be repeated", collect)
    .option("-H, --highlight <regex>", "mark what matches; may be repeated", collect)
    .option("-o, --output <form>", "default, raw (bytes as they are), json, extjson or ppextjson")
    .option("--prefix", "begin lines with where they come from; the default but for raw")
    .option("--no-prefix", "only the lines themselves")
    .addOption(
      new Option(
        "-t, --timestamps [form]",
        "the time of each line; --timestamps=short for a short one",
      ).preset("default"),
    )
    .option("--timezone <zone>", "for times, such as Europe/Berlin (Local)")
    .option("--color <when>", "auto, always or never (auto)")
    .option("-d, --diff-container", "colours for containers, not only for pods")
    .option("--only-log-lines", "nothing about sources that come and go, only lines")
    .addHelpText("after", examples);
}

/** `--template-file` of `-T, --template-file [file]`. */
function nameOf(flags: string): string {
  return `--${new Option(flags).name()}`;
}

/** With commas, in lines of up to 120 characters. */
function wrapped(words: readonly string[]): string {
  const lines = [""];
  for (const [at, word] of words.entries()) {
    const text = at === words.length - 1 ? `${word}.` : `${word},`;
    const last = lines.at(-1) ?? "";
    if (last.length + text.length >= 120) lines.push(text);
    else lines[lines.length - 1] = `${last} ${text}`.trimStart();
  }
  return lines.join("\n");
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
