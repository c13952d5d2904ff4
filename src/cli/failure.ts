import { sanitize } from "../lib/sanitize.ts";
import type { Told } from "../state/told.ts";
import type { World } from "./world.ts";

/** Exit codes: wrong usage is told apart from what went wrong, so that scripts can. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

/** A subcommand cannot do what it was asked for. */
export class CliError extends Error implements Told {
  override readonly name = "CliError";
  readonly nextStep: string | undefined;
  readonly exitCode: number;

  constructor({ message, nextStep, exitCode = exitCodes.failed }: Told & { readonly exitCode?: number }) {
    super(message);
    this.nextStep = nextStep;
    this.exitCode = exitCode;
  }
}

/** Wrong usage: an option, an argument or their combination. */
export function usageError(message: string, nextStep = "periplus --help lists what there is"): CliError {
  return new CliError({ message, nextStep, exitCode: exitCodes.usage });
}

/** A subcommand would change the kubeconfig, with the demo cluster chosen, which can only be looked at. */
export function demoStays(command: string): CliError {
  return usageError(
    "this changes the kubeconfig, and the demo cluster is in none",
    `leave --demo out, or write periplus --demo ${command} to look`,
  );
}

/** Standard output takes no more, as of a file on a full disk. */
export function unwritable(error: Error): CliError {
  const why = "code" in error ? String(error.code) : error.message;
  return new CliError({
    message: `standard output cannot be written (${why})`,
    nextStep: "make room, or write elsewhere",
  });
}

/** The words of an error that was made for people (`ApiError`, `KubeconfigError`, `CliError`); undefined for bugs. */
export function toldBy(error: unknown): Told | undefined {
  if (!(error instanceof Error) || !("nextStep" in error)) return undefined;
  const { message, nextStep } = error;
  return { message, nextStep: typeof nextStep === "string" ? nextStep : undefined };
}

/** Does something and resolves with its exit code; what goes wrong is told. Rejects only with bugs. */
export async function tellFailures(
  { stderr }: Pick<World, "stderr">,
  run: () => Promise<number>,
): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const told = toldBy(error);
    if (told === undefined) throw error;
    stderr.write(toldText(told));
    return error instanceof CliError ? error.exitCode : exitCodes.failed;
  }
}

/** Tells people what was done, on standard error, so that standard output stays for what was asked for. */
export function sayTo({ stderr }: Pick<World, "stderr">): (sentence: string) => void {
  return (sentence) => void stderr.write(`${sanitize(sentence, { newline: "space", tab: "space" })}\n`);
}

/** `periplus: MESSAGE`, and the next step on a line of its own. Safe for a terminal. */
export function toldText({ message, nextStep }: Told): string {
  const line = (text: string) => sanitize(text, { newline: "space", tab: "space" });
  const first = `periplus: ${line(message)}\n`;
  return nextStep === undefined ? first : `${first}  ${line(nextStep)}\n`;
}
