import { type FileHandle, open, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { SaveFile } from "../state/app.ts";
import { CliError } from "./failure.ts";
import type { World } from "./world.ts";

/** Writes new files that only their owner may read. What is there already stays, and what cannot be written whole goes. */
export function saveFileOf({ home, cwd }: Pick<World, "home" | "cwd">): SaveFile {
  return async (name, pieces) => {
    const path = resolve(cwd, name.startsWith("~/") ? join(home, name.slice(2)) : name);
    let file: FileHandle | undefined;
    try {
      file = await open(path, "wx", 0o600);
      for await (const piece of pieces) await file.write(piece);
      await file.close();
      return path;
    } catch (error) {
      await file?.close().catch(() => undefined);
      if (file !== undefined) await rm(path, { force: true }).catch(() => undefined);
      throw new CliError({ message: reasonOf(error, path) });
    }
  };
}

function reasonOf(error: unknown, path: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "EEXIST":
      return `${path} is there already, and stays as it is; choose another name`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `you may not write to ${dirname(path)}; choose another folder`;
    case "ENOENT":
      return `there is no folder ${dirname(path)}`;
    case "ENOTDIR":
      return `${dirname(path)} is no folder`;
    case "EISDIR":
      return `${path} is a folder; name a file in it`;
    case "ENOSPC":
    case "EDQUOT":
      return `there is no room left for ${path}; nothing was kept of it`;
    default:
      return `${path} could not be written: ${message}`;
  }
}
