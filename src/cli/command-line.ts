// The command line: `get`, `logs`, `ctx`, `ns`, `config`, `version`, and the options of the screen. Beside it in this
// folder: how contexts are opened for the screen (open-app.ts, contexts.ts), what is remembered and logged, and how
// failures are told.
// May import all layers but ui and demo, which main.ts hands in. Read first: open-app.ts, then get/run-get.ts and
// logs/run-logs.ts.
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { exitCodes } from "./failure.ts";
import { withoutGoFlags } from "./go-flags.ts";
import { describeLogs } from "./logs/describe-logs.ts";
import type { LogsOptions } from "./logs/logs-request.ts";
import type { LogsParts } from "./logs/run-logs.ts";
import type { OpenRequest } from "./open-app.ts";
import { namespacesOf } from "./place.ts";
import type { World } from "./world.ts";
import { checkNoCommand, wrongUsage } from "./wrong-usage.ts";

const examples = `
Examples:
  periplus                                      kubectl's current context
  periplus deploy -n payments                   deployments of one namespace
  periplus 'prod-eu/*/pods?filter=restarts>3'   a whole place: context, namespaces, kind, filter
  periplus ctx prod-eu; periplus ctx -          there and back
  periplus get pods -A -o wide                  print and exit
  periplus logs deploy/api                      the logs of its pods as one stream`;

const missingInGet = `
Options are those of kubectl get. Not there: -f, -k, --raw, --subresource, --chunk-size, --show-kind, --show-managed-fields,
--ignore-not-found, --watch-only, --output-watch-events, and the outputs jsonpath, custom-columns and go-template: jq
takes what is wanted out of -o json.`;

/** What only main.ts can do: it alone knows the screen and the demo cluster. */
export interface Parts extends LogsParts {
  open(request: OpenRequest): Promise<number>;
}

/** The options every subcommand shares. */
export interface GlobalOptions {
  /** As often as it was said; `logs` alone makes something of more than the last. */
  readonly context?: readonly string[];
  /** With commas, from however many options. */
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly kubeconfig?: string;
  readonly readOnly?: boolean;
  readonly demo?: boolean;
  readonly demoPods?: number;
  readonly theme?: string;
  readonly logFile?: string;
}

/** Does what the command line says and resolves with the exit code. Rejects with `CliError` where it says nothing sensible. */
export async function runCommandLine(world: World, parts: Parts): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = describeProgram(world, parts, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(withoutGoFlags(world.args, program), { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.ok;
    throw wrongUsage(error, program);
  }
}

function describeProgram(world: World, parts: Parts, done: Done): Command {
  const program = new Command("periplus")
    .description("A terminal explorer for Kubernetes clusters. Without a command it opens one on the screen.")
    .version(world.version, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", examples)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      // Errors are worded once, where they are caught.
      writeErr: () => {},
    })
    .argument(
      "[place]",
      "a kind, KIND/NAME, NAMESPACE/KIND, or CONTEXT/NAMESPACE/KIND such as prod-eu/payments/pods?filter=api",
    )
    .option(
      "--context <name>",
      "the context to use instead of kubectl's current one; logs takes several",
      append,
    )
    .option("-n, --namespace <names>", "a namespace, or several with commas", joined)
    .option("-A, --all-namespaces", "all namespaces")
    .option("--kubeconfig <file>", "the kubeconfig to read instead of KUBECONFIG and ~/.kube/config")
    .option("--read-only", "let no request leave that changes anything")
    .option("--demo", "look at a demo cluster that lives in this program")
    .option("--demo-pods <count>", "let the demo cluster have at least so many pods", wholeNumber)
    .option("--theme <name>", "the theme for this time")
    .option("--log-file <file>", "where to log what goes wrong");
  program.action(async (place: string | undefined, options: GlobalOptions) => {
    checkNoCommand(place, program);
    done(await parts.open(openRequest(place, options)));
  });
  addCtx(program, world, parts, done);
  addNs(program, world, parts, done);
  addGet(program, world, parts, done);
  addLogs(program, world, parts, done);
  addConfig(program, world, done);
  addVersion(program, world);
  return program;
}

type Done = (exitCode: number) => void;

interface CtxOptions {
  readonly current?: boolean;
  readonly unset?: boolean;
  readonly delete?: readonly string[];
  readonly withOrphans?: boolean;
  readonly dryRun?: boolean;
}

function addCtx(program: Command, world: World, { startDemo }: Parts, done: Done): void {
  program
    .command("ctx [name]")
    .description(
      "list the kubeconfig's contexts, or make one kubectl's current: NAME, - for the one before, NEW=OLD renames",
    )
    .option("-c, --current", "print the current context")
    .option("-d, --delete <names...>", "delete contexts, . for the current one")
    .option("--with-orphans", "with -d: also the clusters and users that no context uses then")
    .option("--dry-run", "with -d: only say what would be deleted")
    .option("-u, --unset", "let no context be current")
    .action(async (argument: string | undefined, options: CtxOptions) => {
      const { runCtx } = await import("./ctx.ts");
      const all = program.opts<GlobalOptions>();
      const { kubeconfig } = all;
      done(await runCtx(world, { argument, kubeconfig, demo: demoIn(all), ...options }, startDemo));
    });
}

interface NsOptions {
  readonly current?: boolean;
  readonly unset?: boolean;
  readonly force?: boolean;
}

function addNs(program: Command, world: World, { startDemo }: Parts, done: Done): void {
  program
    .command("ns [name]")
    .description("list namespaces, or make one the context's: NAME, or - for the one before")
    .option("-c, --current", "print the current namespace")
    .option("-f, --force", "do not ask the server whether the namespace exists")
    .option("-u, --unset", "take the namespace out of the context")
    .action(async (argument: string | undefined, options: NsOptions) => {
      const { runNs } = await import("./ns.ts");
      const all = program.opts<GlobalOptions>();
      const { kubeconfig, context } = all;
      const request = { argument, kubeconfig, context: context?.at(-1), demo: demoIn(all), ...options };
      done(await runNs(world, request, startDemo));
    });
}

interface GetOptions {
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly output?: string;
  readonly watch?: boolean;
  readonly headers: boolean;
  readonly sortBy?: string;
  readonly labelColumns?: readonly string[];
  readonly showLabels?: boolean;
}

function addGet(program: Command, world: World, { startDemo }: Parts, done: Done): void {
  program
    .command("get <kind> [names...]")
    .description("print objects as kubectl get does: KIND, KIND,KIND, KIND NAME or KIND/NAME")
    .option("-l, --selector <labels>", "only objects with these labels")
    .option("--field-selector <fields>", "only objects with these fields")
    .option("-o, --output <form>", "wide, json, yaml or name")
    .option("-w, --watch", "print each object again when it changes")
    .option("--no-headers", "no line of headers")
    .option(
      "--sort-by <column>",
      "sort by a column or a path such as .spec.nodeName, by -column the greatest first",
    )
    .option("-L, --label-columns <keys>", "a column for each of these labels; may be repeated", append)
    .option("--show-labels", "all labels in a column")
    .addHelpText("after", missingInGet)
    .action(async (kind: string, names: readonly string[], options: GetOptions) => {
      const { runGet } = await import("./get/run-get.ts");
      const all = program.opts<GlobalOptions>();
      const { selector: labelSelector, ...rest } = options;
      const request = {
        targets: [kind, ...names],
        kubeconfig: all.kubeconfig,
        context: all.context?.at(-1),
        demo: demoIn(all),
        namespaces: namespacesIn(all),
        labelSelector,
        ...rest,
      };
      done(await runGet(world, request, startDemo));
    });
}

function addLogs(program: Command, world: World, parts: Parts, done: Done): void {
  describeLogs(program.command("logs [query...]")).action(
    async (queries: readonly string[], options: LogsOptions) => {
      const { runLogs } = await import("./logs/run-logs.ts");
      const all = program.opts<GlobalOptions>();
      const { kubeconfig, theme, context: contexts = [] } = all;
      const args = {
        queries,
        options,
        kubeconfig,
        contexts,
        theme,
        namespaces: namespacesIn(all),
        demo: demoIn(all),
      };
      done(await runLogs(world, args, parts));
    },
  );
}

function addConfig(program: Command, world: World, done: Done): void {
  program
    .command("config")
    .description("look after the configuration")
    .helpCommand(false)
    .command("check")
    .description("say all that is wrong with settings, keymaps, themes and the kubeconfig")
    .action(async () => {
      const { checkConfig } = await import("./config-check.ts");
      done(await checkConfig(world, program.opts<GlobalOptions>().kubeconfig));
    });
}

/** kubectl's way to ask, where `--version` is ours. */
function addVersion(program: Command, world: World): void {
  program
    .command("version")
    .description("print the version")
    .action(() => void world.stdout.write(`${world.version}\n`));
}

function openRequest(place: string | undefined, options: GlobalOptions): OpenRequest {
  const { context, kubeconfig, readOnly, theme, logFile } = options;
  return {
    place,
    context: context?.at(-1),
    kubeconfig,
    readOnly,
    theme,
    logFile,
    namespaces: namespacesIn(options),
    demo: demoIn(options),
  };
}

function namespacesIn({ namespace, allNamespaces }: GlobalOptions) {
  if (allNamespaces) return "all";
  return namespace === undefined ? undefined : namespacesOf(namespace);
}

function demoIn({ demo, demoPods }: GlobalOptions) {
  return demo || demoPods !== undefined ? { pods: demoPods } : undefined;
}

function append(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function joined(value: string, before?: string): string {
  return before === undefined ? value : `${before},${value}`;
}

function wholeNumber(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number.");
}
