import { fstatSync, writeSync } from "node:fs";
import { ReaderGone } from "../get/line-writer.ts";
import type { Output } from "../world.ts";

/** Output failed after so many bytes of what was to be written. */
export class OutputFailure extends Error {
  override readonly name = "OutputFailure";
  readonly written: number;

  constructor(cause: Error, written: number) {
    super(reasonOf(cause), { cause });
    this.written = written;
  }
}

/** Writes bytes as fast as they are taken. */
export interface ByteOutput {
  /** Resolves when they may be overwritten. Rejects with `ReaderGone` or `OutputFailure`. */
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Files are written to directly: Node's own stream for them takes part of the bytes for all of them when a disk is
 * nearly full.
 */
export function byteOutput(output: Output): ByteOutput {
  let broken: Error | undefined;
  output.on("error", (error) => {
    broken = error;
  });
  const { fd } = output;
  if (typeof fd === "number" && !output.isTTY && isFile(fd))
    return { write: async (bytes) => writeAll(fd, bytes) };
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) return reject(worded(broken, 0));
        // A copy would cost as much as writing; so the bytes stay as they are until they are taken.
        output.write(bytes, (error) => (error ? reject(worded(error, 0)) : resolve()));
      }),
  };
}

/** Devices such as `/dev/null` and `/dev/full` among them. */
function isFile(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFile() || stat.isCharacterDevice();
  } catch {
    return false;
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(fd, bytes, at, bytes.length - at);
  } catch (error) {
    throw worded(error instanceof Error ? error : new Error(String(error)), at);
  }
}

function worded(error: Error, written: number): Error {
  return codeOf(error) === "EPIPE" ? new ReaderGone() : new OutputFailure(error, written);
}

function reasonOf(error: Error): string {
  const code = codeOf(error);
  if (code === "ENOSPC") return "no space is left on the device";
  return code === "EDQUOT" ? "the disk quota is used up" : error.message;
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
