import { Command, CommanderError, InvalidArgumentError } from "commander";
import { type CliError, exitCodeOf, exitCodes, toldBy, toldText, usageError } from "./failure.ts";
import type { OpenRequest, StartDemo } from "./open-app.ts";
import { namespacesOf } from "./place.ts";
import type { World } from "./world.ts";

/** What only main.ts can do: it alone knows the screen and the demo cluster. */
export interface Parts {
  open(request: OpenRequest): Promise<number>;
  readonly startDemo: StartDemo;
}

/** The options every subcommand shares. */
export interface GlobalOptions {
  readonly context?: string;
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly kubeconfig?: string;
  readonly readOnly?: boolean;
  readonly demo?: boolean;
  readonly demoPods?: number;
  readonly theme?: string;
  readonly logFile?: string;
}

/** Does what the command line says and resolves with the exit code. Rejects only with bugs. */
export async function runCommandLine(world: World, parts: Parts): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = describeProgram(world, parts, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(world.args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    const told = error instanceof CommanderError ? usageOf(error) : error;
    const text = toldBy(told);
    if (text === undefined) throw error;
    world.stderr.write(toldText(text));
    return exitCodeOf(told);
  }
}

function describeProgram(world: World, parts: Parts, done: (exitCode: number) => void): Command {
  const program = new Command("periplus")
    .description("A terminal explorer for Kubernetes clusters.")
    .version(world.version, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      // Errors are worded once, where they are caught.
      writeErr: () => {},
    })
    .argument(
      "[place]",
      "a kind, KIND/NAME, or CONTEXT/NAMESPACE/KIND such as prod-eu/payments/pods?filter=api",
    )
    .option("--context <name>", "the context to use instead of kubectl's current one")
    .option("-n, --namespace <names>", "a namespace, or several with commas")
    .option("-A, --all-namespaces", "all namespaces")
    .option("--kubeconfig <file>", "the kubeconfig to read instead of KUBECONFIG and ~/.kube/config")
    .option("--read-only", "let no request leave that changes anything")
    .option("--demo", "look at a demo cluster that lives in this program")
    .option("--demo-pods <count>", "let the demo cluster have at least so many pods", wholeNumber)
    .option("--theme <name>", "the theme for this time")
    .option("--log-file <file>", "where to log what goes wrong");
  program.action(async (place: string | undefined, options: GlobalOptions) => {
    done(await parts.open(openRequest(place, options)));
  });
  return program;
}

function openRequest(place: string | undefined, options: GlobalOptions): OpenRequest {
  const { context, kubeconfig, readOnly, theme, logFile } = options;
  return {
    place,
    context,
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

function wholeNumber(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number.");
}

/** Commander's words in our form: one sentence, and what to do on a line of its own. */
function usageOf({ message }: CommanderError): CliError {
  const [sentence = "", suggestion] = message.replace(/^error: /, "").split("\n");
  return usageError(sentence.replaceAll("'", '"'), suggestion?.replace(/[()]/g, "").toLowerCase());
}
