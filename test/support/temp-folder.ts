import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of one test's own, removed after it. */
export interface TempFolder {
  readonly path: string;
  /** Writes a file below the folder, makes the folders in between, and returns its absolute path. */
  write(name: string, content: string | Uint8Array, mode?: number): Promise<string>;
  read(name: string): Promise<string>;
}

export async function tempFolder(): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), "periplus-test-"));
  onTestFinished(() => rm(path, { recursive: true, force: true, maxRetries: 5 }));
  return {
    path,
    write: async (name, content, mode = 0o600) => {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content, { mode });
      return file;
    },
    read: (name) => readFile(join(path, name), "utf8"),
  };
}
