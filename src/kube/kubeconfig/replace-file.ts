import { randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import {
  access,
  type FileHandle,
  lstat,
  mkdir,
  open,
  realpath,
  rename,
  stat,
  unlink,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { KubeconfigError, systemCode } from "./kubeconfig-error.ts";

/**
 * Replaces a file's content as a whole: a reader sees the old bytes or the new ones, also after a crash. Symlinks,
 * mode and owner are kept; a new file gets mode 0600. Where the folder cannot be written, the file is shared by hard
 * links, or is a mount of its own, it is written in place.
 */
export async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const old = await stat(target).catch(() => undefined);
  if (old === undefined) {
    await mkdir(dirname(target), { recursive: true });
    const dangling = await lstat(target).catch(() => undefined);
    return dangling === undefined ? writeBeside(target, content, undefined) : writeInPlace(target, content);
  }
  await checkWritable(target);
  if (old.nlink > 1) return writeInPlace(target, content);
  try {
    await writeBeside(target, content, old);
  } catch (error) {
    const inPlace = ["EACCES", "EPERM", "EROFS", "EBUSY", "EXDEV"].includes(systemCode(error) ?? "");
    if (!inPlace) throw error;
    await writeInPlace(target, content);
  }
}

/** Renaming over a file that is read-only would succeed; its owner meant otherwise. */
async function checkWritable(file: string): Promise<void> {
  try {
    await access(file, constants.W_OK);
  } catch (cause) {
    throw new KubeconfigError({
      message: `${file} is read-only`,
      nextStep: "make it writable, or name a writable file first in KUBECONFIG",
      file,
      cause,
    });
  }
}

async function writeBeside(target: string, content: Uint8Array, old: Stats | undefined): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  const handle = await open(temporary, "wx", 0o600);
  try {
    await handle.writeFile(content);
    if (old !== undefined) await takeOver(handle, old);
    await handle.sync();
    await handle.close();
    await rename(temporary, target);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(target));
}

async function takeOver(handle: FileHandle, old: Stats): Promise<void> {
  const own = await handle.stat();
  if (own.uid !== old.uid || own.gid !== old.gid) await handle.chown(old.uid, old.gid);
  await handle.chmod(old.mode & 0o7777);
}

async function writeInPlace(file: string, content: Uint8Array): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    await handle.truncate(0);
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** So that the rename itself survives a power cut. Not every system can do it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
