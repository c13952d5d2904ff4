import { readFile } from "node:fs/promises";
import { type LockOptions, withFileLock } from "./file-lock.ts";
import { KubeconfigError, systemCode } from "./kubeconfig-error.ts";
import { replaceFile } from "./replace-file.ts";
import { decodeText } from "./text-encoding.ts";
import type { YamlSource } from "./yaml-edit.ts";

/** How each file is to change. Gets the text as it is under the lock; the same text back means no change. */
export type FileEdits = ReadonlyMap<string, (source: YamlSource) => string>;

export interface KubeconfigEdit {
  /** The files that were written; none where everything already was so. */
  readonly files: readonly string[];
}

interface Change {
  readonly file: string;
  readonly before: Buffer;
  readonly after: Buffer;
}

/**
 * Applies edits under kubectl's lock, of the files that are written and of no others. All of them are computed before
 * the first is written, and those written are put back when a later one cannot be.
 */
export async function editFiles(edits: FileEdits, options: LockOptions): Promise<KubeconfigEdit> {
  const files = [...edits.keys()].sort();
  const changes = await withLocks(files, options, async () => {
    const wanted = await Promise.all(files.map((file) => changeOf(file, edits.get(file))));
    const real = wanted.filter(({ before, after }) => !before.equals(after));
    await writeAll(real);
    return real;
  });
  return { files: changes.map(({ file }) => file) };
}

function withLocks<T>(files: readonly string[], options: LockOptions, run: () => Promise<T>): Promise<T> {
  const [first, ...others] = files;
  if (first === undefined) return run();
  return withFileLock(first, options, () => withLocks(others, options, run));
}

async function changeOf(file: string, edit: ((source: YamlSource) => string) | undefined): Promise<Change> {
  const before = await readOrEmpty(file);
  const { text, encode } = decodeText(before);
  return { file, before, after: edit === undefined ? before : encode(edit({ file, text })) };
}

async function writeAll(changes: readonly Change[]): Promise<void> {
  const written: Change[] = [];
  try {
    for (const change of changes) {
      await replaceFile(change.file, change.after);
      written.push(change);
    }
  } catch (error) {
    for (const { file, before } of written) await replaceFile(file, before);
    throw error instanceof KubeconfigError ? error : notWritten(changes[written.length]?.file ?? "", error);
  }
}

async function readOrEmpty(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}

function notWritten(file: string, cause: unknown): KubeconfigError {
  return new KubeconfigError({
    message: `${file} cannot be written (${systemCode(cause) ?? "unknown reason"})`,
    nextStep: "check the space and the permissions of its folder",
    file,
    cause,
  });
}
