import { appendFileSync, mkdirSync } from "node:fs";
import { appendFile, mkdir, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../lib/clock.ts";
import { foldersOf } from "./folders.ts";
import type { World } from "./world.ts";

/** Where everything goes that nobody was meant to see on the screen. */
export interface Log {
  readonly file: string;
  /** Never fails and never waits; what cannot be written is lost. */
  write(text: string): void;
  /** Writes before it returns: the last words of a process that ends. */
  writeNow(text: string): void;
  /** Resolves when everything is written. */
  flush(): Promise<void>;
}

/** When the file has grown beyond it, it becomes `log.old` and a new one is begun. */
const largest = 1024 * 1024;
/** A single entry is cut here: a bug may hold a whole list in its message. */
const longestEntry = 16 * 1024;

/** The log of the program, where no option names another file. */
export function logFile(world: Pick<World, "env" | "home">): string {
  return join(foldersOf(world).state, "log");
}

/** A log that appends to a file only its owner may read. Opens nothing until something is written. */
export function openLog(file: string, clock: Pick<Clock, "now">): Log {
  let last: Promise<void> = Promise.resolve();
  const entry = (text: string) =>
    `${new Date(clock.now()).toISOString()} ${withoutSecrets(text).slice(0, longestEntry)}\n`;
  return {
    file,
    write(text) {
      const line = entry(text);
      last = last.then(() => append(file, line)).catch(() => {});
    },
    writeNow(text) {
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        appendFileSync(file, entry(text), { mode: 0o600 });
      } catch {
        // There is nowhere left to say it.
      }
    },
    flush: () => last,
  };
}

async function append(file: string, line: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > largest) await rename(file, `${file}.old`);
  await appendFile(file, line, { mode: 0o600 });
}

/** An error with its causes, as the log has it. */
export function crashText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\n  caused by ${crashText(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

const secrets: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, "$1 [hidden]"],
  [/\beyJ[\w-]{8,}(\.[\w-]+){0,2}/g, "[hidden token]"],
  [/-----BEGIN [^-]*PRIVATE KEY-----[\s\S]*?(-----END [^-]*-----|$)/g, "[hidden key]"],
  [/((?:token|password|secret|key-data)["']?\s*[:=]\s*)["']?[^\s"',}]+["']?/gi, "$1[hidden]"],
];

/** No error of ours carries a secret; those of libraries might. */
export function withoutSecrets(text: string): string {
  return secrets.reduce((hidden, [pattern, replacement]) => hidden.replace(pattern, replacement), text);
}
