import { sanitize } from "../../lib/sanitize.ts";
import type { LogNote, LogSource } from "../../logs/types.ts";
import type { World } from "../world.ts";
import { sourceText, type Whereabouts } from "./line-format.ts";
import type { Paint } from "./log-colors.ts";

export interface LogNotesOptions extends Whereabouts {
  readonly stderr: World["stderr"];
  /** Absent where standard error is no terminal with colours. */
  readonly paint: Paint | undefined;
  /** Only what is wrong is told. */
  readonly isQuiet: boolean;
}

/** What kind of thing is said: something comes, ends, is amiss, or is as it is. */
type Sign = "+" | "-" | "!" | "·";

const signs: Readonly<Record<LogNote["about"], Sign>> = {
  started: "+",
  ended: "-",
  waiting: "·",
  gap: "!",
  lost: "!",
  resumed: "·",
  refused: "!",
  gone: "-",
};

/** What is said beside the lines, on standard error. */
export class LogNotes {
  readonly #options: LogNotesOptions;

  constructor(options: LogNotesOptions) {
    this.#options = options;
  }

  note({ about, source, text }: LogNote): void {
    this.about(source, signs[about], text);
  }

  /** `- api-0 › app exited 1 (Error)`. */
  about(source: LogSource, sign: Sign, text = ""): void {
    if (this.#options.isQuiet) return;
    const where = sourceText(source, this.#options, undefined, " › ");
    this.#write(`${sign} ${where}${text === "" ? "" : ` ${text}`}`);
  }

  /** Something about all of it. */
  say(sentence: string): void {
    if (!this.#options.isQuiet) this.#write(sentence);
  }

  #write(text: string): void {
    const { stderr, paint } = this.#options;
    const safe = sanitize(text, { newline: "space", tab: "space" });
    const open = paint?.open({ token: "dim" }) ?? "";
    stderr.write(open === "" ? `${safe}\n` : `${open}${safe}\x1b[0m\n`);
  }
}
