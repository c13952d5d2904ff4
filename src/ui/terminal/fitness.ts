/** The least a screen can be drawn on: a line saying where one is, two rows, a line of hints. */
export const leastColumns = 20;
export const leastRows = 4;

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Why no screen can be drawn on this terminal, as a sentence; undefined when one can. */
export function whyNoScreen(terminal: {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
  readonly term: string | undefined;
}): string | undefined {
  const { stdin, stdout, term } = terminal;
  if (stdout.isTTY !== true) return "The output is not a terminal, so no screen can be drawn on it.";
  if (stdin.isTTY !== true) return "The input is not a terminal, so no keys can be read from it.";
  if (term === "dumb") return "The terminal calls itself dumb (TERM=dumb): it cannot place text on a screen.";
  return whyTooSmall({ columns: stdout.columns || leastColumns, rows: stdout.rows || leastRows });
}

/** Why a screen of this size cannot be used, as a sentence; undefined when it can. */
export function whyTooSmall({ columns, rows }: Size): string | undefined {
  if (columns >= leastColumns && rows >= leastRows) return undefined;
  return `The terminal has ${columns} x ${rows} cells; ${leastColumns} x ${leastRows} are needed.`;
}

/** Whether a terminal of this name takes questions silently; the consoles of Linux and old hardware print them. */
export function takesQuestions(term: string | undefined): boolean {
  return term !== undefined && !/^(linux|vt\d|cons25|dumb|$)/.test(term);
}
