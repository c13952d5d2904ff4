import type { Terminal } from "../kube/credentials/index.ts";

/** Hands standard input, output and error to what `run` starts, after it has said why, and takes them back. */
export type Lend = <T>(run: () => Promise<T>, why: string) => Promise<T>;

/** The terminal of plain subcommands, which is nobody's: a plugin gets it as it is. */
export function freeTerminal(isInteractive: boolean): Terminal {
  return { isInteractive, isFree: true, lend: (run) => run() };
}

/** The terminal of a screen. Credentials know it before the screen is there to lend it. */
export class TerminalLoan implements Terminal {
  readonly isInteractive: boolean;
  readonly #lender = Promise.withResolvers<Lend>();

  constructor(isInteractive: boolean) {
    this.isInteractive = isInteractive;
  }

  /** From now on a plugin that asks for the terminal gets it from here; those that wait get it now. */
  lendFrom(lend: Lend): void {
    this.#lender.resolve(lend);
  }

  async lend<T>(run: () => Promise<T>, why: string): Promise<T> {
    return (await this.#lender.promise)(run, `periplus: ${why}`);
  }
}
